# SPDX-License-Identifier: MIT
"""`bench/run python`: loads and dumps of every document by every peer."""

from __future__ import annotations

import gc
import itertools
import json
import time
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any

from . import peers as names
from .documents import TWELVE, Document, canonical
from .peers import Call, Peer
from .results import Results, Row
from .stats import Measure, measure, percentile
from .timing import CONTAINER, KEPT, MAXIMUM_FRESH, Budget, How, Plan, Subject, round_robin, timed

LOADS = (names.LOADS_BYTES, names.LOADS_STR)
# Each direction of dumps is measured twice: with objects that were never dumped, and with the same ones again.
DUMPS = (names.DUMPS_BYTES, names.DUMPS_STR, names.DUMPS_ASCII)
FRESH, REUSED = "fresh", "reused"
# Columns in which the program makes a container after each call, with the collector on.
PAID = {CONTAINER: True, KEPT: True}
PART = "python"

# More than any cache of the machine, in bytes.
EVICT = 64 << 20
COLD_ROUNDS, COLD_ROUNDS_QUICK = 5, 3
LATENCY_CALLS = 20_000
# Objects made for one batch of fresh dumps hold at most about this many bytes of text.
FRESH_BYTES = 8 << 20


def per_line(call: Call) -> Call:
    return lambda lines: [call(line) for line in lines]


def directed(call: Call, document: Document) -> Call:
    return per_line(call) if document.lines else call


def loads_argument(peer: Peer, direction: str, document: Document) -> Any:
    if direction in peer.arguments:
        return peer.arguments[direction](document)
    # A str of its own each time: some peers leave a UTF-8 copy in it, which others then find.
    text: Any = document.text if direction == names.LOADS_BYTES else document.text.decode()
    return [line for line in text.splitlines() if line.strip()] if document.lines else text


def dumps_argument(peer: Peer, direction: str, document: Document) -> Any:
    return peer.arguments[direction](document) if direction in peer.arguments else document.fresh()


def whole(call: Call, peer: Peer, document: Document) -> Call:
    """Floors take a whole document, NDJSON too."""
    return call if peer.floor else directed(call, document)


def result_differs(peer: Peer, direction: str, document: Document) -> bool:
    """Whether a peer's result is not the one of json. Floors copy or count: they have no result to compare."""
    if peer.floor:
        return False
    call = whole(peer.calls[direction], peer, document)
    if direction in LOADS:
        return bool(canonical(call(loads_argument(peer, direction, document))) != document.canonical)
    written = call(document.fresh())
    back = [json.loads(text) for text in written] if document.lines else json.loads(written)
    return bool(canonical(back) != document.canonical)


def argument_for(peer: Peer, direction: str, document: Document) -> Any:
    return (loads_argument if direction in LOADS else dumps_argument)(peer, direction, document)


def subject_for(peer: Peer, direction: str, fresh: bool, document: Document) -> Subject:
    """What is timed. fresh: every call gets an argument of its own, which nobody saw before.

    Otherwise all calls of a turn get the same one, made and used once just before: an object that lives on from turn to
    turn would keep the place in memory that chance gave it, and its peer that luck.
    """
    call = whole(peer.calls[direction], peer, document)

    def fresh_arguments(calls: int) -> Iterable[Any]:
        return [argument_for(peer, direction, document) for _ in range(calls)]

    def reused_argument(calls: int) -> Iterable[Any]:
        argument = argument_for(peer, direction, document)
        call(argument)
        return itertools.repeat(argument, calls)

    if not fresh:
        return Subject(peer.name, call, reused_argument)
    limit = max(1, min(MAXIMUM_FRESH, FRESH_BYTES // max(len(document.text), 1)))
    return Subject(peer.name, call, fresh_arguments, limit=limit)


class PythonPart:
    """One run: documents times directions, peers interleaved within each."""

    def __init__(
        self,
        results: Results,
        peers: list[Peer],
        helper: ModuleType | None,
        budget: Budget,
        how: How,
        advance: Callable[[str], None],
    ) -> None:
        self.results, self.peers, self.helper = results, peers, helper
        self.budget, self.how, self.advance = budget, how, advance
        self.ballast = bytearray(EVICT)

    def columns(self, direction: str, document: Document) -> dict[str, bool]:
        """Column -> whether the collector is on. A quick run turns it off only where it matters most.

        What a program pays later for the containers of a document shows in two more columns."""
        both = (names.LOADS_BYTES,) if self.how.quick else (*LOADS, names.DUMPS_BYTES)
        paid = direction == names.LOADS_BYTES and document.name in TWELVE
        return {"gc": True, **({"nogc": False} if direction in both else {}), **(PAID if paid else {})}

    def rows_for(self, direction: str, label: str, document: Document) -> tuple[list[Row], list[Peer]]:
        """Rows for the peers that can do this; those that fail are a note."""
        rows, able = [], []
        for peer in self.peers:
            if direction not in peer.calls:
                continue
            try:
                differs = result_differs(peer, direction, document)
            except Exception as error:  # a peer may refuse a document in its own way
                self.results.note(
                    f"{peer.name} cannot do {label} of {document.name}: {type(error).__name__}: {error}"[:200]
                )
                continue
            if differs:
                self.results.note(f"{peer.name} differs from json in {label} of {document.name}")
            rows.append(Row(PART, document.name, label, peer.name, len(document.text), differs=differs))
            able.append(peer)
        return rows, able

    def loads(self, direction: str, document: Document) -> None:
        self.advance(f"{document.name}, {direction}")
        rows, able = self.rows_for(direction, direction, document)
        subjects = [subject_for(peer, direction, direction == names.LOADS_STR, document) for peer in able]
        self.time_row(rows, subjects, self.columns(direction, document))
        if direction == names.LOADS_BYTES:
            self.extras(rows, subjects, document)

    def dumps(self, direction: str, freshness: str, document: Document) -> None:
        label = f"{direction}, {freshness}"
        self.advance(f"{document.name}, {label}")
        rows, able = self.rows_for(direction, label, document)
        subjects = [subject_for(peer, direction, freshness == FRESH, document) for peer in able]
        self.time_row(rows, subjects, self.columns(direction, document))
        if direction == names.DUMPS_BYTES and freshness == REUSED:
            self.extras(rows, subjects, document)

    def time_row(self, rows: list[Row], subjects: list[Subject], columns: dict[str, bool]) -> None:
        if not subjects:
            return
        share = self.budget.next_row()
        gc.collect()
        gc.freeze()  # the harness's own objects are not the peers' burden
        try:
            for column, collecting in columns.items():
                turned = (
                    [replace(subject, body=column, calls=0) for subject in subjects] if column in PAID else subjects
                )
                samples = round_robin(turned, Plan(self.how.batch, share / len(columns)), collecting)
                for row in rows:
                    row.columns[column] = measure(samples[row.peer])
        finally:
            gc.unfreeze()
        self.results.rows += rows

    def extras(self, rows: list[Row], subjects: list[Subject], document: Document) -> None:
        """Cold caches, and for messages the spread of single calls."""
        if self.helper is None:
            return
        for row, subject in zip(rows, subjects, strict=True):
            if document.kind == "message":
                spread = array(
                    "q", self.helper.latencies(subject.call, next(iter(subject.arguments(1))), LATENCY_CALLS)
                )
                for column, share in (("p50", 0.5), ("p99", 0.99)):
                    value = float(percentile(spread, share))
                    row.columns[column] = Measure("ns", value, float(min(spread)), 0.0, LATENCY_CALLS)
            elif len(document.text) < EVICT // 16:
                row.columns["cold"] = measure(
                    [self.cold(subject) for _ in range(COLD_ROUNDS_QUICK if self.how.quick else COLD_ROUNDS)]
                )

    def cold(self, subject: Subject) -> float:
        assert self.helper is not None
        self.helper.evict(self.ballast)
        return timed(subject, 1, True)

    def document(self, document: Document) -> None:
        for direction in LOADS:
            self.loads(direction, document)
        for direction, freshness in dumps_rows(self.how.quick):
            self.dumps(direction, freshness, document)
        document.release()


def dumps_rows(quick: bool) -> list[tuple[str, str]]:
    """Directions and freshness; a quick run reuses objects only where the result is bytes."""
    rows = itertools.product(DUMPS, (FRESH, REUSED))
    return [row for row in rows if not quick or row[0] == names.DUMPS_BYTES or row[1] == FRESH]


def count_rows(documents: list[Document], quick: bool) -> int:
    return len(documents) * (len(LOADS) + len(dumps_rows(quick)))


def measure_python(
    results: Results,
    documents: list[Document],
    peers: list[Peer],
    helper: ModuleType | None,
    how: How,
    advance: Callable[[str], None],
) -> None:
    part = PythonPart(results, peers, helper, Budget(how.seconds, count_rows(documents, how.quick)), how, advance)
    start = time.perf_counter()
    for document in documents:
        part.document(document)
    results.about["python_seconds"] = round(time.perf_counter() - start)
