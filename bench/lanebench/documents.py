# SPDX-License-Identifier: MIT
"""What is measured: the documents of LANEJSON_DATA where present, the user's files, and generated ones."""

from __future__ import annotations

import fnmatch
import json
import lzma
import marshal
import os
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from . import generate

SEED = 20240229

# The documents whose geometric mean is published.
TWELVE = (
    "twitter", "citm_catalog", "canada", "github_events", "gsoc-2018", "update-center",
    "mesh", "numbers", "apache_builds", "instruments", "marine_ik", "twitterescaped",
)  # fmt: skip


@dataclass
class Document:
    """A named text. `kind` is data, user, generated or message; lines is True for NDJSON."""

    name: str
    kind: str
    read: Callable[[], bytes]
    lines: bool = False

    @cached_property
    def text(self) -> bytes:
        return self.read()

    @cached_property
    def build(self) -> Callable[[], Any]:
        """What makes values: json, or the floors' helper where there is one, which takes a fraction of the time."""
        try:
            import _floor

            plan = _floor.plan(self.parse())
        except (ImportError, RecursionError):
            return self.parse
        return partial(_floor.build, plan)

    def fresh(self) -> Any:
        """A new Python value of this document, with nothing cached in its strings."""
        return self.build()

    def parse(self) -> Any:
        """The value that the standard library reads."""
        if self.lines:
            return [json.loads(line) for line in self.text.splitlines() if line.strip()]
        return json.loads(self.text)

    @cached_property
    def canonical(self) -> Any:
        return canonical(self.parse())

    def release(self) -> None:
        """Forget what was read, so that one document's memory is not the next one's."""
        for name in ("text", "canonical", "build"):
            self.__dict__.pop(name, None)


def canonical(value: Any) -> Any:
    """Equal for two values exactly if types, values (also -0.0 and NaN) and orders of keys are the same."""
    try:
        return marshal.dumps(value, 2)
    except ValueError:  # nested too deep for marshal
        return repr(value)


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def pretty(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def ndjson(value: Any) -> bytes:
    return b"".join(compact(item) + b"\n" for item in value)


def ascii_only(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


Writer = Callable[[Any], bytes]

# name -> (maker, how it is written)
GENERATED: dict[str, tuple[generate.Maker, Writer]] = {
    "records": (generate.records(20_000), compact),
    "records_pretty": (generate.records(5_000), pretty),
    "ints": (generate.ints(1_000_000), compact),
    "short_ints": (generate.short_ints(1_000_000), compact),
    "floats": (generate.short_floats(200_000), compact),
    "full_floats": (generate.full_floats(200_000), compact),
    "strings": (generate.unique_strings(200_000), compact),
    "repeated_strings": (generate.repeated_strings(200_000), compact),
    "bools": (generate.bools(500_000), compact),
    "nested": (generate.nested(200, 100), compact),
    "wide_object": (generate.wide_object(100_000), compact),
    "escapes": (generate.escapes(20_000), compact),
    "escapes_u": (generate.script("chinese", 500), ascii_only),
    "chinese": (generate.script("chinese", 1_500), compact),
    "cyrillic": (generate.script("cyrillic", 2_000), compact),
    "latin1": (generate.script("latin1", 3_000), compact),
    "emoji": (generate.script("emoji", 1_500), compact),
    "doc_64k": (generate.records(190), compact),
    "doc_10m": (generate.records(28_500), compact),
    "classic": (generate.classic, compact),
    "array_10k_ints": (generate.ints(10_000), compact),
    "array_10k_floats": (generate.full_floats(10_000), compact),
    "array_10k_strings": (generate.unique_strings(10_000), compact),
    "array_10k_bools": (generate.bools(10_000), compact),
    "array_10k_nulls": (generate.nones(10_000), compact),
    "array_10k_objects": (generate.small_objects(10_000), compact),
    "array_10k_lists": (generate.small_lists(10_000), compact),
    "members_10": (generate.wide_object(10), compact),
    "members_100": (generate.wide_object(100), compact),
    "members_1k": (generate.wide_object(1_000), compact),
    "members_10k": (generate.wide_object(10_000), compact),
    "records_ndjson": (generate.records(5_000), ndjson),
    "messages_50b_ndjson": (generate.many(generate.update, 20_000), ndjson),
    "messages_200b_ndjson": (generate.many(generate.event, 5_000), ndjson),
    "messages_1k_ndjson": (generate.many(generate.message_1k, 1_000), ndjson),
}
MESSAGES: dict[str, tuple[generate.Maker, Writer]] = {
    "tiny": (lambda rng: {"a": 1}, compact),
    "message_50b": (generate.message_50, compact),
    "message_1k": (generate.message_1k, compact),
}

# What --quick keeps: one document of each kind, small enough that a slow peer leaves time for the others.
QUICK = (
    *TWELVE,
    "doc_64k", "records_pretty", "escapes", "escapes_u", "chinese", "cyrillic", "latin1", "emoji", "nested",
    "array_10k_ints", "array_10k_floats", "array_10k_strings", "array_10k_bools", "members_10", "members_1k",
    "records_ndjson", "messages_50b_ndjson", "messages_200b_ndjson", "messages_1k_ndjson", "tiny",
    "message_50b", "message_1k",
)  # fmt: skip


def from_maker(name: str, maker: generate.Maker, writer: Writer, kind: str) -> Document:
    # Each document has a generator of its own: leaving one out does not change the others.
    return Document(name, kind, lambda: writer(maker(random.Random(f"{SEED} {name}"))), name.endswith("ndjson"))


def from_file(path: Path, kind: str) -> Document:
    packed = path.suffix == ".xz"
    inner = path.with_suffix("") if packed else path
    read = (lambda: lzma.decompress(path.read_bytes())) if packed else path.read_bytes
    return Document(inner.stem, kind, read, inner.suffix in (".ndjson", ".jsonl"))


def data_folder(root: Path) -> Path | None:
    folder = Path(os.environ.get("LANEJSON_DATA", root.parent / "shared" / "data")) / "documents"
    return folder if folder.is_dir() else None


def is_document(path: Path) -> bool:
    inner = path.with_suffix("") if path.suffix == ".xz" else path
    return path.is_file() and inner.suffix in (".json", ".ndjson", ".jsonl")


def user_documents(paths: Iterable[str]) -> Iterator[Document]:
    for given in map(Path, paths):
        if given.is_dir():
            yield from (from_file(path, "user") for path in sorted(given.rglob("*")) if is_document(path))
        else:
            yield from_file(given, "user")


def ordered_data(folder: Path) -> list[Document]:
    """The documents of a data folder, the twelve first and in their published order."""
    documents = [from_file(path, "data") for path in sorted(folder.iterdir()) if is_document(path)]
    found = {document.name: document for document in documents}
    first = [name for name in TWELVE if name in found]
    return [found[name] for name in first + [name for name in found if name not in first]]


def select(root: Path, paths: list[str], globs: list[str], quick: bool) -> tuple[list[Document], list[str]]:
    """The documents to measure, and a line for each thing that is missing. User's files replace the rest."""
    if paths:
        return [document for document in user_documents(paths) if matches(document, globs)], []
    notes = []
    everything: list[Document] = []
    folder = data_folder(root)
    if folder is None:
        notes.append("LANEJSON_DATA is not set and ../shared/data is not there: the published documents are left out")
    else:
        everything += ordered_data(folder)
    everything += [from_maker(name, maker, writer, "generated") for name, (maker, writer) in GENERATED.items()]
    everything += [from_maker(name, maker, writer, "message") for name, (maker, writer) in MESSAGES.items()]
    if globs:
        unknown = [glob for glob in globs if not any(matches(document, [glob]) for document in everything)]
        notes += [
            f"no document is named {glob}; a pattern has * and ?, and --documents may be given again"
            for glob in unknown
        ]
        return [document for document in everything if matches(document, globs)], notes
    return [document for document in everything if not quick or document.name in QUICK], notes


def matches(document: Document, globs: list[str]) -> bool:
    return not globs or any(fnmatch.fnmatchcase(document.name, glob) for glob in globs)
