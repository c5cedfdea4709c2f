# SPDX-License-Identifier: MIT
"""Memory of single calls: peak, page faults, and what dumps leaves behind in the user's objects.

Each figure comes from a process of its own, in which nothing else was measured before.
"""

from __future__ import annotations

import ctypes
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import c_part, peers, python_part
from .documents import Document
from .results import Results, Row
from .stats import Measure

DIRECTIONS = (peers.LOADS_BYTES, peers.DUMPS_BYTES, peers.DUMPS_STR)
LATER_CALL = 10


def status(field: str) -> int:
    """A field of /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status has no {field}")


def reset_peak() -> None:
    # 5 is "reset the peak resident set size" (proc(5), clear_refs).
    Path("/proc/self/clear_refs").write_text("5")


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def total_size(value: Any) -> int:
    """Bytes of all strings in a value: what a cached UTF-8 copy adds to is their size."""
    if isinstance(value, str):
        return sys.getsizeof(value)
    if isinstance(value, dict):
        return sum(total_size(key) + total_size(member) for key, member in value.items())
    return sum(map(total_size, value)) if isinstance(value, list) else 0


def return_free_memory() -> None:
    """Give what malloc holds back to the system, so that the peak is not hidden in it."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except AttributeError:
        pass


def one_call(peer: peers.Peer, direction: str, document: Document) -> dict[str, float]:
    """Runs in the measuring process."""
    call = python_part.whole(peer.calls[direction], peer, document)
    argument = python_part.argument_for(peer, direction, document)
    value_before = total_size(argument) if direction != peers.LOADS_BYTES else 0
    return_free_memory()
    reset_peak()
    resident, before = status("VmRSS"), faults()
    result = call(argument)
    figures = {"faults": float(faults() - before), "peak": float(max(status("VmHWM") - resident, 0))}
    del result
    if direction != peers.LOADS_BYTES:
        figures["left"] = float(total_size(argument) - value_before)
    for _ in range(LATER_CALL - 1):
        call(argument)
    before = faults()
    call(argument)
    return figures | {"faults_later": float(faults() - before)}


def serve(path: str, lines: str, direction: str, name: str) -> None:
    found, missing = peers.find({name}, None)
    if not found:
        raise SystemExit(missing[0])
    document = Document(Path(path).stem, "file", Path(path).read_bytes, lines == "True")
    print(json.dumps(one_call(next(peer for peer in found if peer.name == name), direction, document)))


def measure_memory(
    results: Results,
    documents: list[Document],
    chosen: list[peers.Peer],
    seconds: float,
    advance: Callable[[str], None],
) -> None:
    """Documents in turn, as far as the seconds go."""
    deadline = time.perf_counter() + seconds
    units = {"peak": "bytes", "left": "bytes", "faults": "count", "faults_later": "count"}
    known = {row.key: row for row in results.rows}
    for number, document in enumerate(documents):
        if time.perf_counter() > deadline:
            results.note(
                f"{len(documents) - number} of {len(documents)} documents have no memory figures: see --budget"
            )
            break
        advance(f"{document.name}, memory")
        size = len(document.text)
        path = c_part.as_file(document)
        for direction in DIRECTIONS:
            for peer in chosen:
                if direction not in peer.calls or peer.floor:
                    continue
                command = [
                    sys.executable,
                    "-m",
                    "lanebench.memory_part",
                    str(path),
                    str(document.lines),
                    direction,
                    peer.name,
                ]
                done = subprocess.run(
                    command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
                )
                if done.returncode:
                    results.note(f"{peer.name}: no memory figures of {direction}, {document.name}")
                    continue
                label = direction if direction == peers.LOADS_BYTES else f"{direction}, {python_part.FRESH}"
                row = Row(python_part.PART, document.name, label, peer.name, size)
                if row.key not in known:
                    results.rows.append(row)
                row = known.setdefault(row.key, row)
                for column, value in json.loads(done.stdout).items():
                    row.columns[column] = Measure(units[column], value, value, 0.0, 1)


if __name__ == "__main__":
    serve(*sys.argv[1:])
