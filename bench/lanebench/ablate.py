# SPDX-License-Identifier: MIT
"""`bench/run python --ablate`: what each technique of the engine is worth, by builds that lack one of them.

A switch is a macro LANE_NO_<TECHNIQUE> that the sources of src/ or python/ ask for; whichever they ask for is measured.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from . import isa_part
from .documents import Document
from .environment import Progress, StepFailed, build_lanejson, cache_folder
from .results import Results
from .timing import Budget
from .worker import Worker, WorkerFailed

PART = "ablate"
FULL = "lanejson"
# The techniques that design and decisions speak of; one without a switch is named in the results.
TECHNIQUES = {
    "BUFFER_REUSE": "buffer reuse",
    "PRESIZE": "presize",
    "SHAPES": "shapes",
    "KEY_CACHE": "key cache",
    "COLLECTOR_PAUSE": "collector pause",
    "DIRECT_DICTS": "direct dict tables",
    "DECIMALS": "decimal fast path",
    "SNIFF": "cursor sniff",
    "PREFETCH": "prefetch",
}
SWITCH = re.compile(r"\bLANE_NO_([A-Z0-9_]+)\b")


def find_switches(tree: Path) -> list[str]:
    """The switches that the sources know, those of TECHNIQUES first."""
    known: set[str] = set()
    for folder in ("src", "python"):
        for path in (tree / folder).rglob("*.[ch]"):
            known.update(SWITCH.findall(path.read_text(errors="replace")))
    return [name for name in TECHNIQUES if name in known] + sorted(known - TECHNIQUES.keys())


def title(switch: str) -> str:
    return TECHNIQUES.get(switch, switch.lower().replace("_", " "))


def build(tree: Path, results: Results, advance: Callable[[str], None]) -> list[Worker]:
    """One worker with everything, and one per technique without it. A build or import that fails is a note."""
    workers = []
    switches = find_switches(tree)
    for name in TECHNIQUES:
        if name not in switches:
            results.note(f"ablate: {title(name)} has no switch (LANE_NO_{name})")
    for name in ("", *switches):
        advance(f"building without {title(name)}" if name else "building")
        target = cache_folder() / "ablate" / f"{sys.implementation.cache_tag}-{name.lower() or 'full'}"
        target.mkdir(parents=True, exist_ok=True)
        worker = Worker(f"without {title(name)}" if name else FULL, path=target)
        defines = f"-DLANE_NO_{name}" if name else ""
        log = cache_folder() / "setup.log"
        try:
            build_lanejson(Path(sys.executable), tree, cache_folder(), log, Progress(False), defines, target)
            worker.ask(do="about")
        except (StepFailed, WorkerFailed) as error:
            results.note(f"ablate: {worker.name} is left out: {str(error).splitlines()[0]}")
            continue
        workers.append(worker)
    return workers


def count_steps(tree: Path, documents: list[Document]) -> int:
    return 1 + len(find_switches(tree)) + isa_part.count_rows(documents)


def measure_ablation(
    results: Results,
    tree: Path,
    documents: list[Document],
    seconds: float,
    batch: float,
    advance: Callable[[str], None],
) -> None:
    workers = build(tree, results, advance)
    try:
        budget = Budget(seconds, isa_part.count_rows(documents))
        isa_part.measure_workers(results, PART, workers, documents, budget, batch, advance)
    finally:
        for worker in workers:
            worker.stop()
