# SPDX-License-Identifier: MIT
"""`bench/run hunt`: looks for data on which lanejson is slower than a peer. See shapes.py for what it tries.

A row is suspected where a peer's least time is below LEAST times ours. It is then timed again, longer, and
counts as found if that says the same: its times are those of the second look.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from dataclasses import replace

from . import peers as names
from .documents import SEED
from .peers import Call, Peer
from .python_part import FRESH, LOADS, REUSED, loads_argument, result_differs, subject_for
from .report import HUNT as PART
from .report import LEAST, best_peer, reference
from .results import Results, Row
from .shapes import Shape
from .stats import measure
from .timing import Plan, round_robin

PEERS = ("lanejson.orjson", "lanejson", "orjson", "ssrjson", "msgspec", "json")
BATCH = 0.001  # seconds
# Seconds for the rounds of a row of some six peers, at first and where it is suspected.
LOOK, SECOND_LOOK = 0.04, 0.2
# The share of a run's time for first looks.
FIRST = 0.6


def refused(call: Call) -> Call:
    """The call on a text that it refuses: None. If it takes the text, that is an error."""

    def attempt(argument: object) -> None:
        try:
            call(argument)
        except ValueError:
            return
        raise RuntimeError("the text is accepted")

    return attempt


def rows(shapes: list[Shape]) -> list[tuple[Shape, str, str]]:
    """Shape, direction, label. What is written to str has reused objects only: fresh ones are as for bytes."""
    found = []
    for shape in shapes:
        found += [(shape, direction, direction) for direction in LOADS]
        if shape.written:
            found += [(shape, names.DUMPS_BYTES, f"{names.DUMPS_BYTES}, {way}") for way in (FRESH, REUSED)]
            found.append((shape, names.DUMPS_STR, f"{names.DUMPS_STR}, {REUSED}"))
    random.Random(SEED).shuffle(found)
    return found


def able(peers: list[Peer], shape: Shape, direction: str) -> list[Peer]:
    """Ours, and those others that do what json does with this shape; as they are to be timed."""
    candidates = [peer for peer in peers if direction in peer.calls]
    ours = reference((peer.name for peer in candidates), direction) if candidates else ""
    found: list[Peer] = []
    for peer in candidates if ours in names.OWN else []:
        if peer.name in names.OWN and peer.name != ours:
            continue
        try:
            if shape.fault:
                made = replace(peer, calls={direction: refused(peer.calls[direction])})
                made.calls[direction](loads_argument(peer, direction, shape.document))
                found.append(made)
            elif not result_differs(peer, direction, shape.document):
                found.append(peer)
        except Exception:  # a peer may refuse a text in its own way
            continue
    return found if any(peer.name == ours for peer in found) else []


def look(peers: list[Peer], shape: Shape, direction: str, label: str, seconds: float) -> list[Row]:
    """Rows of a shape; none if there is nobody to compare with."""
    document, chosen = shape.document, able(peers, shape, direction)
    fresh = label.endswith(FRESH) or direction == names.LOADS_STR
    subjects = [subject_for(peer, direction, fresh, document) for peer in chosen]
    made = []
    if len(subjects) > 1:
        samples = round_robin(subjects, Plan(BATCH, seconds), True)
        for peer in chosen:
            columns = {"gc": measure(samples[peer.name])}
            made.append(Row(PART, document.name, label, peer.name, len(document.text), columns))
    document.release()
    return made


def hunt(
    results: Results, shapes: list[Shape], peers: list[Peer], seconds: float, advance: Callable[[str], None]
) -> None:
    """Look at all shapes, then again at the suspects, the worst first; as far as the seconds go."""
    start = time.perf_counter()
    pending = rows(shapes)
    suspects: list[tuple[float, int, list[Row]]] = []
    gc.collect()
    gc.freeze()  # the harness's own objects are not the peers' burden
    for number, (shape, direction, label) in enumerate(pending):
        if time.perf_counter() - start > FIRST * seconds:
            results.note(f"{len(pending) - number} of {len(pending)} rows were not looked at: see --budget")
            break
        advance(f"{shape.document.name}, {label}")
        found = look(peers, shape, direction, label, LOOK)
        if found and best_peer(found)[1] < LEAST:
            suspects.append((best_peer(found)[1], number, found))
        else:
            results.rows += found
    suspects.sort(key=lambda suspect: suspect[:2])
    for number, (_, place, _) in enumerate(suspects):
        if time.perf_counter() - start > seconds:
            results.note(f"the last {len(suspects) - number} rows were looked at only once: see --budget")
            results.rows += [row for _, _, rest in suspects[number:] for row in rest]
            break
        shape, direction, label = pending[place]
        advance(f"{shape.document.name}, {label}, again")
        results.rows += look(peers, shape, direction, label, SECOND_LOOK)
    gc.unfreeze()
