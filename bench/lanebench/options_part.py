# SPDX-License-Identifier: MIT
"""The second half of `bench/run python`: keywords, options, hooks, and types beyond JSON's own.

Here a row is one way of calling on one value; peers that do not know the way have no figure in it.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import importlib
import itertools
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from .documents import Document, canonical
from .peers import Call
from .results import Results, Row
from .stats import measure
from .timing import Budget, Plan, Subject, round_robin

PART = "python options"
KEYWORDS, ORJSON_OPTIONS, HOOKS, TYPES = "dumps keywords", "orjson options", "loads hooks", "dumps types"
CLASSES, CACHED = "cls=", "dumps, UTF-8 cached"
COUNT = 2_000  # objects in a list of the types


@dataclass
class Case:
    """peer -> call. All are given what `make` returns, and must return the same."""

    direction: str
    name: str
    make: Callable[[], Any]
    calls: dict[str, Call]
    size: int


@dataclass
class Point:
    x: int
    y: float
    label: str


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def modules(names: tuple[str, ...]) -> dict[str, ModuleType]:
    found = {}
    for name in names:
        try:
            found[name] = importlib.import_module(name)
        except ImportError:
            continue
    return found


def keyword_cases(document: Document) -> list[Case]:
    ways: dict[str, dict[str, Any]] = {
        "(none)": {},
        "indent=2": {"indent": 2},
        "sort_keys": {"sort_keys": True},
        "ensure_ascii=False": {"ensure_ascii": False},
        "separators": {"separators": (",", ":")},
        "default": {"default": str},
        "skipkeys": {"skipkeys": True},
        "allow_nan=False": {"allow_nan": False},
        "check_circular=False": {"check_circular": False},
        "indent=2, sort_keys": {"indent": 2, "sort_keys": True},
    }
    found = modules(("lanejson", "json", "simplejson"))
    return [
        Case(
            KEYWORDS,
            f"{document.name} {way}",
            document.fresh,
            {name: partial(module.dumps, **keywords) for name, module in found.items()},
            len(document.text),
        )
        for way, keywords in ways.items()
    ]


def orjson_cases(document: Document) -> list[Case]:
    options = ("OPT_INDENT_2", "OPT_SORT_KEYS", "OPT_NON_STR_KEYS", "OPT_APPEND_NEWLINE", "OPT_STRICT_INTEGER")
    cases = []
    for option in options:
        calls: dict[str, Call] = {}
        for name, module in modules(("lanejson.orjson", "orjson")).items():
            if hasattr(module, option):
                calls[name] = partial(module.dumps, option=getattr(module, option))
        cases.append(Case(ORJSON_OPTIONS, f"{document.name} {option}", document.fresh, calls, len(document.text)))
    return cases


def hook_cases(document: Document) -> list[Case]:
    ways: dict[str, dict[str, Any]] = {
        "object_hook": {"object_hook": lambda value: value},
        "object_pairs_hook": {"object_pairs_hook": dict},
        "parse_float": {"parse_float": decimal.Decimal},
        "parse_int": {"parse_int": float},
    }
    text = document.text.decode()
    found = modules(("lanejson", "json", "simplejson"))
    return [
        Case(
            HOOKS,
            f"{document.name} {way}",
            lambda: text,
            {name: partial(module.loads, **keywords) for name, module in found.items()},
            len(document.text),
        )
        for way, keywords in ways.items()
    ]


def encoder_of(module: ModuleType, method: str) -> type[Any]:
    """A class as programs derive it from a module's JSONEncoder: it overrides one method, and changes nothing."""
    base: type[Any] = module.JSONEncoder
    bodies: dict[str, Callable[..., Any]] = {
        "default": lambda self, value: str(value),
        "encode": lambda self, value: base.encode(self, value),
        "iterencode": lambda self, value, _one_shot=False: base.iterencode(self, value, _one_shot),
    }
    return type("Encoder", (base,), {method: bodies[method]})


def decoder_of(module: ModuleType) -> type[Any]:
    base: type[Any] = module.JSONDecoder
    return type("Decoder", (base,), {"__init__": lambda self, **keywords: base.__init__(self, **keywords)})


def class_cases(document: Document) -> list[Case]:
    found, text = modules(("lanejson", "json")), document.text.decode()
    cases = [
        Case(
            CLASSES,
            f"{document.name} dumps, {method}",
            document.fresh,
            {name: partial(module.dumps, cls=encoder_of(module, method)) for name, module in found.items()},
            len(document.text),
        )
        for method in ("default", "encode", "iterencode")
    ]
    reading: dict[str, Call] = {name: partial(module.loads, cls=decoder_of(module)) for name, module in found.items()}
    return [*cases, Case(CLASSES, f"{document.name} loads", lambda: text, reading, len(text))]


def typed_values() -> dict[str, Callable[[], Any]]:
    utc = datetime.timezone.utc
    start = datetime.datetime(2024, 2, 29, 12, 30, 15, 123456)
    step = datetime.timedelta(hours=7, microseconds=1)
    values: dict[str, Callable[[], Any]] = {
        "dataclasses": lambda: [Point(number, number / 8, "point") for number in range(COUNT)],
        "datetimes": lambda: [start + number * step for number in range(COUNT)],
        "datetimes, UTC": lambda: [start.replace(tzinfo=utc) + number * step for number in range(COUNT)],
        "dates": lambda: [datetime.date(2024, 1, 1) + datetime.timedelta(number) for number in range(COUNT)],
        "uuids": lambda: [uuid.UUID(int=number) for number in map(random.Random(1).getrandbits, [128] * COUNT)],
        "enums": lambda: [Colour.RED, Colour.BLUE] * (COUNT // 2),
    }
    try:
        import numpy
    except ImportError:
        return values
    made = numpy.random.default_rng(1)
    arrays = {
        "numpy float64": made.random(COUNT),
        "numpy float64, 2-D": made.random((COUNT // 10, 10)),
        "numpy int32": made.integers(-(2**31), 2**31 - 1, COUNT, dtype=numpy.int32),
        "numpy bool": made.integers(0, 2, COUNT).astype(numpy.bool_),
    }
    return values | {name: partial(numpy.array, array) for name, array in arrays.items()}


def type_cases() -> list[Case]:
    found = modules(("lanejson.orjson", "orjson", "msgspec", "ssrjson"))
    cases = []
    for name, make in typed_values().items():
        calls: dict[str, Call] = {}
        for peer in ("lanejson.orjson", "orjson"):
            if peer in found:
                numpy = name.startswith("numpy")
                options = {"option": found[peer].OPT_SERIALIZE_NUMPY} if numpy else {}
                calls[peer] = partial(found[peer].dumps, **options)
        if "msgspec" in found:
            calls["msgspec"] = found["msgspec"].json.Encoder().encode
        if "ssrjson" in found:
            calls["ssrjson"] = found["ssrjson"].dumps_to_bytes
        cases.append(Case(TYPES, f"{COUNT} {name}", make, calls, 0))
    return cases


def cached_cases() -> list[Case]:
    """Non-ASCII strings that come again: orjson leaves their UTF-8 in them, lanejson.orjson if it is asked to."""
    found, cases = modules(("lanejson.orjson", "orjson")), []
    for name, word in (("Latin-1", "garçon"), ("Cyrillic", "привет"), ("Chinese", "中文字符"), ("emoji", "go 😀")):
        texts = [f"{word} {number}" for number in range(COUNT)]
        calls: dict[str, Call] = {}
        for peer, module in found.items():
            calls[peer] = partial(module.dumps, cache_utf8=True) if peer == "lanejson.orjson" else module.dumps
        cases.append(Case(CACHED, f"{COUNT} {name} strings", partial(list, texts), calls, 0))
    return cases


def result_of(call: Call, value: Any) -> Any:
    """Comparable: text as it is, values as canonical() sees them; Decimal has no form of its own there."""
    result = call(value)
    if isinstance(result, (str, bytes)):
        return result
    try:
        return canonical(result)
    except (TypeError, ValueError):
        return repr(result)


def able(case: Case, results: Results) -> dict[str, Call]:
    """The calls that return what the model's does: json for its own face, orjson for the other."""
    model = "orjson" if case.direction in (ORJSON_OPTIONS, TYPES, CACHED) else "json"
    expected = result_of(case.calls[model], case.make()) if model in case.calls else None
    kept = {}
    for name, call in case.calls.items():
        try:
            result = result_of(call, case.make())
        except Exception as error:  # a peer may not know the type
            if name.startswith("lanejson"):
                results.note(f"{name} cannot do {case.direction}, {case.name}: {type(error).__name__}: {error}"[:200])
            continue
        if expected is not None and result != expected:
            results.note(f"{name} differs from {model} in {case.direction}, {case.name}, and is not timed there")
            continue
        kept[name] = call
    return kept


def repeated(case: Case, calls: int) -> Any:
    return itertools.repeat(case.make(), calls)


def measure_case(results: Results, case: Case, plan: Plan) -> None:
    calls = able(case, results)
    if not calls:
        return
    subjects = [Subject(name, call, partial(repeated, case)) for name, call in calls.items()]
    size = case.size or len(next(iter(calls.values()))(case.make()))
    for name, samples in round_robin(subjects, plan, True).items():
        row = Row(PART, case.name, case.direction, name, size)
        row.columns["gc"] = measure(samples)
        results.rows.append(row)


def all_cases(texts: list[Document], numbers: list[Document]) -> list[Case]:
    cases = [
        case for document in texts for case in keyword_cases(document) + orjson_cases(document) + class_cases(document)
    ]
    cases += [case for document in texts + numbers for case in hook_cases(document)]
    return cases + type_cases() + cached_cases()


def measure_options(
    results: Results, cases: list[Case], seconds: float, batch: float, advance: Callable[[str], None]
) -> None:
    budget = Budget(seconds, len(cases))
    for case in cases:
        advance(f"{case.direction}, {case.name}")
        measure_case(results, case, Plan(batch, budget.next_row()))
