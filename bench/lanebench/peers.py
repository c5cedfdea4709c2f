# SPDX-License-Identifier: MIT
"""Adapters: one shape for every library. A peer that cannot be imported is a line in the notes, not an error.

Every peer is asked for the same output: compact, UTF-8, nothing escaped that need not be ("dumps ascii" is each one's
plain `dumps(value)`, as the json module defines it). What a careful user makes once, such as an encoder, is made once.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import marshal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

from .documents import Document

Call = Callable[[Any], Any]

# Directions, in the order in which tables show them.
LOADS_BYTES, LOADS_STR = "loads bytes", "loads str"
DUMPS_BYTES, DUMPS_STR, DUMPS_ASCII = "dumps bytes", "dumps str", "dumps ascii"
OWN = ("lanejson.orjson", "lanejson")
COMPACT = (",", ":")


@dataclass
class Peer:
    name: str
    version: str
    calls: dict[str, Call]  # by direction
    floor: bool = False
    # What a floor is called with, by direction; not there: the text or the value itself.
    arguments: dict[str, Callable[[Document], Any]] = field(default_factory=dict)


def then_encode(to_str: Call) -> Call:
    return lambda value: to_str(value).encode()


def then_decode(to_bytes: Call) -> Call:
    return lambda value: to_bytes(value).decode()


def both_ways(loads: Call, to_bytes: Call, to_str: Call) -> dict[str, Call]:
    return {LOADS_BYTES: loads, LOADS_STR: loads, DUMPS_BYTES: to_bytes, DUMPS_STR: to_str}


def adapt_lanejson(module: ModuleType) -> dict[str, Call]:
    to_bytes = partial(module.dumpb, ensure_ascii=False, separators=COMPACT)
    to_str = partial(module.dumps, ensure_ascii=False, separators=COMPACT)
    return both_ways(module.loads, to_bytes, to_str) | {DUMPS_ASCII: module.dumps}


def adapt_orjson(module: ModuleType) -> dict[str, Call]:
    return both_ways(module.loads, module.dumps, then_decode(module.dumps))


def adapt_ssrjson(module: ModuleType) -> dict[str, Call]:
    return both_ways(module.loads, module.dumps_to_bytes, module.dumps)


def adapt_msgspec(module: ModuleType) -> dict[str, Call]:
    encode = module.json.Encoder().encode
    return both_ways(module.json.Decoder().decode, encode, then_decode(encode))


def adapt_ujson(module: ModuleType) -> dict[str, Call]:
    to_str = partial(module.dumps, ensure_ascii=False, escape_forward_slashes=False)
    return both_ways(module.loads, then_encode(to_str), to_str) | {DUMPS_ASCII: module.dumps}


def adapt_rapidjson(module: ModuleType) -> dict[str, Call]:
    to_str = module.Encoder(ensure_ascii=False)
    return both_ways(module.Decoder(), then_encode(to_str), to_str) | {DUMPS_ASCII: module.dumps}


def adapt_json(module: ModuleType) -> dict[str, Call]:
    """json itself and simplejson."""
    to_str = module.JSONEncoder(ensure_ascii=False, separators=COMPACT).encode
    return both_ways(module.loads, then_encode(to_str), to_str) | {DUMPS_ASCII: module.dumps}


# name, module to import, distribution that has the version, adapter
LIBRARIES: tuple[tuple[str, str, str, Callable[[ModuleType], dict[str, Call]]], ...] = (
    ("lanejson.orjson", "lanejson.orjson", "lanejson", adapt_orjson),
    ("lanejson", "lanejson", "lanejson", adapt_lanejson),
    ("orjson", "orjson", "orjson", adapt_orjson),
    ("ssrjson", "ssrjson", "ssrjson", adapt_ssrjson),
    ("msgspec", "msgspec", "msgspec", adapt_msgspec),
    ("ujson", "ujson", "ujson", adapt_ujson),
    ("rapidjson", "rapidjson", "python-rapidjson", adapt_rapidjson),
    ("simplejson", "simplejson", "simplejson", adapt_json),
    ("json", "json", "", adapt_json),
)
# What PyPI is asked for; the rest comes with Python or from this tree.
PACKAGES = (
    *(distribution for name, _, distribution, _ in LIBRARIES if distribution not in ("", "lanejson")),
    *("ijson", "jiter", "pysimdjson", "rfc8785", "pyjson5"),  # of bench/run streams
)


def python_version() -> str:
    return sys.version.split()[0]


def library(name: str, module_name: str, distribution: str, adapter: Callable[[ModuleType], dict[str, Call]]) -> Peer:
    module = importlib.import_module(module_name)
    try:
        version = importlib.metadata.version(distribution) if distribution else python_version()
    except importlib.metadata.PackageNotFoundError:  # imported from a folder, such as a build's
        version = "not installed"
    return Peer(name, version, adapter(module))


def marshal_floor() -> Peer:
    """Python's own binary format, version 2: every object written out, none shared, as JSON has it."""
    write = lambda value: marshal.dumps(value, 2)  # noqa: E731
    calls = {LOADS_BYTES: marshal.loads, DUMPS_BYTES: write}
    return Peer(
        "marshal",
        python_version(),
        calls,
        floor=True,
        arguments={LOADS_BYTES: lambda document: write(document.fresh())},
    )


def helper_floors(helper: ModuleType) -> list[Peer]:
    """Below any JSON library: the same objects from ready-made data, a look at all objects, a copy of the text."""
    both = (LOADS_BYTES, DUMPS_BYTES)
    text = lambda document: document.text  # noqa: E731
    return [
        Peer(
            "floor rebuild",
            "",
            {LOADS_BYTES: helper.build},
            True,
            {LOADS_BYTES: lambda document: helper.plan(document.parse())},
        ),
        Peer("floor visit", "", {DUMPS_BYTES: helper.visit}, True),
        Peer("floor memcpy", "", dict.fromkeys(both, helper.copy), True, dict.fromkeys(both, text)),
        Peer("floor call", "", dict.fromkeys(both, helper.call), True, dict.fromkeys(both, text)),
    ]


def find(wanted: set[str] | None, helper: ModuleType | None) -> tuple[list[Peer], list[str]]:
    """The peers there are, ours first, and a line for each that is missing."""
    found, missing = [], []
    for name, module_name, distribution, adapter in LIBRARIES:
        if wanted is not None and name not in wanted:
            continue
        try:
            found.append(library(name, module_name, distribution, adapter))
        except Exception as error:  # a broken peer is as good as none, whatever it raises
            missing.append(f"{name} is left out: {type(error).__name__}: {error}".splitlines()[0])
    if wanted is None or "marshal" in wanted:
        found.append(marshal_floor())
    if helper is None:
        missing.append(
            "the floors are left out: their helper was not built (it needs a C compiler and Python's headers)"
        )
    elif wanted is None or "floors" in wanted:
        found += helper_floors(helper)
    return found, missing
