# SPDX-License-Identifier: MIT
"""`bench/run streams`: what comes or goes in pieces, and the forms beside loads and dumps.

A row is one job on one text, beside the libraries that do it. Each must give what the model gives, or has no figure.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import itertools
import json
import random
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from . import generate
from .documents import Document, canonical, compact
from .peers import COMPACT, Call, python_version
from .results import Results, Row
from .stats import measure
from .timing import Budget, Plan, Subject, round_robin

PART = "streams"
# module -> distribution that has its version
LIBRARIES = {
    "lanejson": "lanejson",
    "orjson": "orjson",
    "ssrjson": "ssrjson",
    "msgspec": "msgspec",
    "json": "",
    "ijson": "ijson",
    "jiter": "jiter",
    "simdjson": "pysimdjson",
    "rfc8785": "rfc8785",
    "rapidjson": "python-rapidjson",
    "pyjson5": "pyjson5",
}
DOCUMENTS = ("twitter", "citm_catalog", "canada", "messages_50b_ndjson", "messages_200b_ndjson", "messages_1k_ndjson")
GROWTH = 16  # bytes that a growing text gets at a time
SETTINGS = 28_000  # bytes of JSONC, about


@dataclass
class Case:
    """peer -> call, on `argument`. Results that are iterators are read to their end."""

    job: str
    name: str
    argument: Any
    calls: dict[str, Call]
    expected: Any
    size: int


def version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution) if distribution else python_version()
    except importlib.metadata.PackageNotFoundError:  # imported from a folder, such as a build's
        return "not installed"


def import_all(wanted: set[str] | None, results: Results) -> dict[str, ModuleType]:
    found = {}
    for name, distribution in LIBRARIES.items():
        if wanted is not None and name not in wanted:
            continue
        try:
            found[name] = importlib.import_module(name)
            results.versions[name] = version_of(distribution)
        except Exception as error:  # a broken peer is as good as none, whatever it raises
            results.note(f"{name} is left out: {type(error).__name__}: {error}".splitlines()[0])
    return found


def result_of(call: Call, argument: Any) -> Any:
    result = call(argument)
    return list(result) if hasattr(result, "__next__") else result


def timed_call(call: Call, argument: Any) -> Call:
    """The call, and all steps of an iterator that it returns."""
    if not hasattr(call(argument), "__next__"):
        return call
    return lambda value: deque(call(value), 0)


# -- many documents --


def lines_of(loads: Call) -> Call:
    """The loop over a file that every library has."""
    return lambda data: map(loads, io.BytesIO(data))


def lines_to(dumps: Call) -> Call:
    return lambda rows: b"".join([dumps(row) + b"\n" for row in rows])


def ndjson_cases(found: dict[str, ModuleType], documents: list[Document]) -> list[Case]:
    readers: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: module.iter_lines,
        "orjson": lambda module: lines_of(module.loads),
        "ssrjson": lambda module: lines_of(module.loads),
        "msgspec": lambda module: module.json.Decoder().decode_lines,
        "jiter": lambda module: lines_of(module.from_json),
        "json": lambda module: lines_of(module.loads),
    }
    writers: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: partial(module.dumpb_lines, ensure_ascii=False, separators=COMPACT),
        "orjson": lambda module: lines_to(module.dumps),
        "ssrjson": lambda module: lines_to(module.dumps_to_bytes),
        "msgspec": lambda module: module.json.Encoder().encode_lines,
    }
    cases = []
    for document in documents:
        if not document.lines:
            continue
        rows, size = document.parse(), len(document.text)
        cases.append(Case("ndjson, read", document.name, document.text, adapted(readers, found), rows, size))
        cases.append(Case("ndjson, write", document.name, rows, adapted(writers, found), document.text, size))
    return cases


def adapted(adapters: dict[str, Callable[[ModuleType], Call]], found: dict[str, ModuleType]) -> dict[str, Call]:
    return {name: adapt(found[name.split(",")[0]]) for name, adapt in adapters.items() if name.split(",")[0] in found}


# -- one large document --


def item_cases(found: dict[str, ModuleType], documents: list[Document], quick: bool) -> list[Case]:
    count = 2_500 if quick else 25_000
    texts = {"records": compact({"count": count, "items": generate.records(count)(random.Random("items"))})}
    for document in documents:
        if document.name == "twitter":
            statuses = document.parse()["statuses"]
            texts["tweets"] = compact({"count": count, "items": statuses * (count // 1000)})
    calls: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: lambda data: module.iter_items(io.BytesIO(data), "/items/*"),
        "ijson": lambda module: lambda data: module.items(io.BytesIO(data), "items.item", use_float=True),
        "orjson, whole": lambda module: lambda data: module.loads(data)["items"],
    }
    return [
        Case("items", name, text, adapted(calls, found), json.loads(text)["items"], len(text))
        for name, text in texts.items()
    ]


# -- a text that is cut off --


def grow_parser(module: ModuleType, text: bytes) -> Any:
    parser = module.Parser()
    for at in range(0, len(text), GROWTH):
        parser.feed(text[at : at + GROWTH])
        value = parser.value
    return value


def grow_again(module: ModuleType, text: bytes) -> Any:
    for at in range(0, len(text), GROWTH):
        value = module.from_json(text[: at + GROWTH], partial_mode=True)
    return value


def cut_off(text: bytes) -> bytes:
    """Nine tenths of a text, up to a comma: a number at its end would be shown by jiter, not by lanejson."""
    return text[: text.rindex(b",", 0, len(text) * 9 // 10) + 1]


def closed(text: bytes) -> Any:
    """The value of a text that is cut off after a comma, by json alone."""
    opened = []
    for token in re.finditer(rb'"(?:[^"\\]|\\.)*"|[][{}]', text):
        if token[0] in b"[{":
            opened.append(b"]" if token[0] == b"[" else b"}")
        elif token[0] in b"]}":
            opened.pop()
    return json.loads(text[:-1] + b"".join(opened[::-1]))


def partial_cases(found: dict[str, ModuleType], documents: list[Document]) -> list[Case]:
    small = compact(generate.records(150)(random.Random("partial")))
    texts = {"records_50k": small} | {one.name: one.text for one in documents if one.name in ("twitter", "canada")}
    once: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: module.loads_partial,
        "jiter": lambda module: partial(module.from_json, partial_mode=True),
    }
    grown: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: partial(grow_parser, module),
        "jiter": lambda module: partial(grow_again, module),
    }
    cases = []
    for name, text in texts.items():
        begin = cut_off(text)
        cases.append(Case("partial, once", name, begin, adapted(once, found), closed(begin), len(begin)))
    begin = cut_off(small)
    job = f"partial, growing by {GROWTH} bytes"
    return [*cases, Case(job, "records_50k", begin, adapted(grown, found), closed(begin), len(begin))]


# -- a few values --


def lazy_cases(found: dict[str, ModuleType], documents: list[Document]) -> list[Case]:
    pointers = {
        "twitter": "/statuses/50/user/screen_name",
        "citm_catalog": "/performances/100/eventId",
        "canada": "/features/0/geometry/coordinates/200/0/0",
    }
    cases = []
    for document in documents:
        if document.name in pointers:
            pointer = pointers[document.name]
            steps = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
            calls: dict[str, Callable[[ModuleType], Call]] = {
                "lanejson": lambda module, p=pointer: lambda data: module.Document(data).at(p),
                "simdjson": lambda module, p=pointer: at_pointer(module.Parser(), p),
                "orjson, whole": lambda module, s=steps: lambda data: walk_to(module.loads(data), s),
            }
            expected = walk_to(document.parse(), steps)
            text = document.text
            cases.append(Case("lazy, one field", document.name, text, adapted(calls, found), expected, len(text)))
        if document.name == "messages_1k_ndjson":
            cases.append(two_fields_case(found, document))
    return cases


def at_pointer(parser: Any, pointer: str) -> Call:
    return lambda data: parser.parse(data).at_pointer(pointer)


def walk_to(value: Any, steps: list[Any]) -> Any:
    for step in steps:
        value = value[step]
    return value


def two_fields_case(found: dict[str, ModuleType], document: Document) -> Case:
    rows = document.parse()
    first, second = list(rows[0])[1], list(rows[0])[-1]

    def both(get: Callable[[bytes], Any]) -> Call:
        def fields(data: bytes) -> list[tuple[Any, Any]]:
            made = []
            for line in data.splitlines():
                value = get(line)
                made.append((value[first], value[second]))
                del value  # simdjson's parser takes the next text only then
            return made

        return fields

    calls: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: both(module.Document),
        "simdjson": lambda module: both(module.Parser().parse),
        "orjson, whole": lambda module: both(module.loads),
    }
    expected = [(row[first], row[second]) for row in rows]
    return Case(
        "lazy, two fields a line", document.name, document.text, adapted(calls, found), expected, len(document.text)
    )


# -- forms --


def canonical_cases(found: dict[str, ModuleType], documents: list[Document]) -> list[Case]:
    calls: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: module.canonical,
        "rfc8785": lambda module: module.dumps,
    }
    cases = []
    for document in documents:
        if document.name in ("citm_catalog", "canada"):
            value = document.fresh()
            cases.append(Case("canonical", document.name, value, adapted(calls, found), None, len(document.text)))
    return cases


def settings(rng: random.Random) -> str:
    """JSONC as a person writes it: a comment for every third member, a comma after every last one."""
    lines, size = ["{"], 0
    number = 0
    while size < SETTINGS:
        number += 1
        name = generate.word(rng)
        if number % 3 == 0:
            lines.append(f"    // {generate.text(rng, generate.ASCII_TEXT, 20, 60)}")
        if number % 10 == 0:
            lines.append(f"    /* {generate.text(rng, generate.ASCII_TEXT, 40, 100)} */")
        values = [f'"{generate.word(rng)}"', str(rng.randrange(10_000)), "true", '["a", "b", 1.5,]', '{"on": null,}']
        lines.append(f'    "{name}.{number}": {rng.choice(values)},')
        size += len(lines[-1])
    return "\n".join([*lines, "}", ""])


def jsonc_cases(found: dict[str, ModuleType]) -> list[Case]:
    text = settings(random.Random("settings"))
    plain = re.sub(r"^ */[/*].*$", "", text, flags=re.MULTILINE)
    expected = json.loads(re.sub(r",(\s*[]}])", r"\1", plain))
    calls: dict[str, Callable[[ModuleType], Call]] = {
        "lanejson": lambda module: partial(module.loads, comments=True, trailing_commas=True),
        "rapidjson": lambda module: partial(module.loads, parse_mode=module.PM_COMMENTS | module.PM_TRAILING_COMMAS),
        "pyjson5": lambda module: module.decode,
    }
    return [Case("jsonc", "settings", text, adapted(calls, found), expected, len(text))]


def all_cases(found: dict[str, ModuleType], documents: list[Document], quick: bool) -> list[Case]:
    return [
        *ndjson_cases(found, documents),
        *item_cases(found, documents, quick),
        *partial_cases(found, documents),
        *lazy_cases(found, documents),
        *canonical_cases(found, documents),
        *jsonc_cases(found),
    ]


# -- measuring --


def able(case: Case, results: Results) -> dict[str, Call]:
    """The calls that give what is expected; where nothing is, what the last of them gives."""
    made: dict[str, Any] = {}
    for name, call in case.calls.items():
        try:
            made[name] = canonical(result_of(call, case.argument))
        except Exception as error:  # a peer may refuse a text in its own way
            results.note(f"{name} cannot do {case.job}, {case.name}: {type(error).__name__}: {error}"[:200])
    expected = canonical(case.expected) if case.expected is not None else next(reversed(made.values()), None)
    for name, result in made.items():
        if result != expected:
            results.note(f"{name} gives another result in {case.job}, {case.name}, and is not timed there")
    return {name: case.calls[name] for name, result in made.items() if result == expected}


def measure_streams(
    results: Results, cases: list[Case], seconds: float, batch: float, advance: Callable[[str], None]
) -> None:
    budget = Budget(seconds, len(cases))
    for case in cases:
        advance(f"{case.job}, {case.name}")
        share = budget.next_row()
        calls = able(case, results)
        again: Callable[[int], Iterable[Any]] = partial(itertools.repeat, case.argument)
        subjects = [Subject(name, timed_call(call, case.argument), again) for name, call in calls.items()]
        for name, samples in round_robin(subjects, Plan(batch, share), True).items():
            row = Row(PART, case.name, case.job, name, case.size)
            row.columns["gc"] = measure(samples)
            results.rows.append(row)
