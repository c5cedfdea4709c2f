# SPDX-License-Identifier: MIT
"""Interleaved timing: every subject gets a turn in every round, and no subject always follows the same one.

The clock is the processor time of this process, with what the system does for it (page faults): what other programs
take from it is not counted, and nothing that is measured waits.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

MINIMUM_ROUNDS = 3
MAXIMUM_ROUNDS = 101
# A batch never has more calls than this, and fresh objects for at most this many are held at a time.
MAXIMUM_CALLS = 1_000_000
MAXIMUM_FRESH = 20_000


# What the timed loop does beside the calls. A set is a container that CPython has no list of free ones of, so that the
# collector counts it.
PLAIN, CONTAINER, KEPT = "plain", "container", "kept"
BODIES = {
    PLAIN: "        call(argument{spelled})",
    CONTAINER: "        call(argument{spelled})\n        {{0}}",
    KEPT: "        keep(call(argument{spelled}))\n        {{0}}",
}
KEPT_RESULTS = 30


@dataclass
class Subject:
    """One call to time. `arguments(n)` yields what n calls are given; it is made outside the timed part."""

    name: str
    call: Callable[[Any], Any]
    arguments: Callable[[int], Iterable[Any]]
    calls: int = 0  # in a batch; 0: not yet known
    limit: int = MAXIMUM_CALLS
    body: str = PLAIN
    calls_of: Callable[..., None] | None = None  # its own loop: see loop


@dataclass(frozen=True)
class Plan:
    """How long a batch should last, and how long all rounds of a row may take together. Seconds."""

    batch: float
    row: float


@contextmanager
def collector(enabled: bool) -> Iterator[None]:
    was = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was else gc.disable)()


def loop(keywords: tuple[str, ...], body: str) -> Callable[..., None]:
    """A loop of calls with these keywords spelled out, as a program has them.

    Each subject needs its own: CPython adapts the code of a call to what it called last, and one code for all
    peers would make each pay for the turns of the others.
    """
    names, spelled = "".join(f", {name}" for name in keywords), "".join(f", {name}={name}" for name in keywords)
    head = f"def calls(call, arguments, keep{names}):\n    for argument in arguments:\n"
    source = head + BODIES[body].format(spelled=spelled)
    made: dict[str, Callable[..., None]] = {}
    exec(source, made)
    return made["calls"]


def timed(subject: Subject, calls: int, collecting: bool) -> float:
    """Nanoseconds that `calls` calls take, results freed included, after a collection."""
    with collector(False):
        arguments = subject.arguments(calls)
    call, keywords = subject.call, {}
    if isinstance(call, partial) and not call.args:  # which would cost more than a short call does
        call, keywords = call.func, call.keywords
    if subject.calls_of is None:
        subject.calls_of = loop(tuple(keywords), subject.body)
    kept = deque[Any](maxlen=KEPT_RESULTS)
    # Every turn starts as far from the next collection, which does not have to look at what the harness holds.
    gc.freeze()
    gc.collect()
    with collector(collecting):
        start = time.process_time_ns()
        subject.calls_of(call, arguments, kept.append, **keywords)
        return float(time.process_time_ns() - start)


def calibrate(subject: Subject, batch: float, collecting: bool) -> None:
    """Find how many calls last `batch` seconds, doubling as timeit does, so that the clock's own cost disappears."""
    calls = 1
    while True:
        elapsed = timed(subject, calls, collecting)
        if elapsed >= batch * 1e9 or calls >= subject.limit:
            break
        # Not more than tenfold: a first call may be slow for reasons that do not come back.
        calls = min(subject.limit, calls * 10, max(calls * 2, int(calls * batch * 1.1e9 / max(elapsed, 1.0))))
    # What is kept is as much in most calls.
    least = 3 * KEPT_RESULTS if subject.body == KEPT else 1
    subject.calls = max(least, min(calls, int(calls * batch * 1e9 / max(elapsed, 1.0)) or 1))


def round_robin(subjects: list[Subject], plan: Plan, collecting: bool) -> dict[str, list[float]]:
    """Nanoseconds per call, by subject and round. Rounds go on until the row's time is used up, but at least three."""
    for subject in subjects:
        if not subject.calls:
            calibrate(subject, plan.batch, collecting)
    samples: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    deadline = time.perf_counter() + plan.row
    for number in range(MAXIMUM_ROUNDS):
        if number >= MINIMUM_ROUNDS and time.perf_counter() > deadline:
            break
        turn = number % len(subjects)
        for subject in subjects[turn:] + subjects[:turn]:
            samples[subject.name].append(timed(subject, subject.calls, collecting) / subject.calls)
    return samples


@dataclass(frozen=True)
class How:
    """Seconds for all rows of a part, seconds for a batch, and whether some columns may be left out."""

    seconds: float
    batch: float
    quick: bool


class Budget:
    """Shares a part's time among its rows: what a quick row leaves over is the later rows' gain."""

    def __init__(self, seconds: float, rows: int) -> None:
        self.deadline = time.perf_counter() + seconds
        self.rows = max(rows, 1)

    def next_row(self) -> float:
        left = max(self.deadline - time.perf_counter(), 0.0)
        share = left / self.rows
        self.rows = max(self.rows - 1, 1)
        return share
