# SPDX-License-Identifier: MIT
"""A process that times on request: how builds or instruction sets, of which a process can have one, take turns.

The parent sends one JSON object per line and gets one back. Run as: python -m lanebench.worker
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .environment import ROOT
from .timing import MAXIMUM_ROUNDS, MINIMUM_ROUNDS, Plan


class WorkerFailed(Exception):
    """The process is gone, or could not do what it was asked; the text says why."""


@dataclass
class Worker:
    """The parent's side. `name` is what its rows are called; `variables` and `path` make it what it is."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    path: Path | None = None  # a folder to import lanejson from
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        places = [str(self.path)] if self.path else []
        surroundings = os.environ | self.variables
        surroundings["PYTHONPATH"] = os.pathsep.join([*places, str(ROOT / "bench")])
        command = [sys.executable, "-m", "lanebench.worker"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=surroundings,
        )

    def ask(self, **request: Any) -> Any:
        if self.process is None:
            self.start()
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            code = self.process.wait()
            self.process = None
            raise WorkerFailed(f"{self.name}: the process ended with {code}")
        reply = json.loads(answer)
        if "error" in reply:
            raise WorkerFailed(f"{self.name}: {reply['error']}")
        return reply["answer"]

    def stop(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


def take_turns(workers: list[Worker], plan: Plan, request: dict[str, Any]) -> dict[str, list[float]]:
    """Interleaved samples, ns per call, of one row in all workers. Those that cannot do it are left out."""
    able = []
    problems = []
    for worker in workers:
        try:
            worker.ask(do="prepare", batch=plan.batch, **request)
            able.append(worker)
        except WorkerFailed as error:
            problems.append(str(error))
    samples: dict[str, list[float]] = {worker.name: [] for worker in able}
    deadline = time.perf_counter() + plan.row
    for number in range(MAXIMUM_ROUNDS if able else 0):
        if number >= MINIMUM_ROUNDS and time.perf_counter() > deadline:
            break
        turn = number % len(able)
        for worker in able[turn:] + able[:turn]:
            samples[worker.name].append(worker.ask(do="time"))
    if problems and not able:
        raise WorkerFailed(problems[0])
    return samples


class Bench:
    """The worker's side."""

    def __init__(self) -> None:
        self.subject: Any = None

    def about(self) -> dict[str, str]:
        import lanejson

        return {"isa": lanejson.isa, "file": lanejson.__file__, "isas": ",".join(lanejson.isas)}

    def prepare(self, batch: float, path: str, lines: bool, direction: str, peer: str) -> None:
        import gc

        from . import peers, python_part, timing
        from .documents import Document

        found, missing = peers.find({peer}, None)
        if not any(one.name == peer for one in found):
            raise RuntimeError(missing[0] if missing else f"{peer} is not there")
        document = Document(Path(path).stem, "file", Path(path).read_bytes, lines)
        bare, _, freshness = direction.partition(", ")
        chosen = next(one for one in found if one.name == peer)
        if bare not in chosen.calls:
            raise RuntimeError(f"{peer} has no {bare}")
        if python_part.result_differs(chosen, bare, document):
            raise RuntimeError(f"{peer} differs from json in {direction} of {document.name}")
        self.subject = python_part.subject_for(
            chosen, bare, freshness == python_part.FRESH or bare == peers.LOADS_STR, document
        )
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        timing.calibrate(self.subject, batch, True)

    def time(self) -> float:
        from . import timing

        return timing.timed(self.subject, self.subject.calls, True) / float(self.subject.calls)

    def serve(self) -> None:
        actions: dict[str, Callable[..., Any]] = {"about": self.about, "prepare": self.prepare, "time": self.time}
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer: dict[str, Any] = {"answer": actions[request.pop("do")](**request)}
            except Exception as error:  # the parent decides what a failure means
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    Bench().serve()
