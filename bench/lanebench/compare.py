# SPDX-License-Identifier: MIT
"""`bench/compare OLD.json NEW.json`. Standard library only.

Two runs differ by more than the code: the machine may be busier, or clocked otherwise. What did not change tells by
how much: peers of the same version, and the floors. Their ratios within the same row, which were measured in turn with
ours, are taken out of ours. A kernel has no peers: there, the other kernels' ratios are taken, few of which a change
moves. What all kernels have in common is printed, since it may be the compiler's doing as well as the machine's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import results as storage
from .report import Table, quantity, reader_left, text_table
from .results import Results, Row
from .stats import Measure, Verdict, drift, verdict

# Figures of one sample have no noise of their own to judge by; tails of latency are noise by nature.
NOT_JUDGED = {"p50", "p99"}
OWN_PREFIX = "lanejson"
KERNEL = "kernel "


@dataclass(frozen=True)
class Change:
    row: Row
    column: str
    old: Measure
    new: Measure
    verdict: Verdict


def is_own(row: Row) -> bool:
    return row.peer.startswith(OWN_PREFIX)


def pairs(old: Results, new: Results) -> Iterator[tuple[Row, Row]]:
    before = {row.key: row for row in old.rows}
    for row in new.rows:
        if row.key in before:
            yield before[row.key], row


def same_version(row: Row, old: Results, new: Results) -> bool:
    name = row.peer.split(" (")[0]
    return old.versions.get(name) == new.versions.get(name)


Controls = dict[tuple[str, ...], list[float]]


def gather_controls(old: Results, new: Results) -> Controls:
    """Ratios old / new of what did not change, by row and column."""
    controls: Controls = {}
    for before, after in pairs(old, new):
        if is_own(after) or not same_version(after, old, new):
            continue
        for column in before.columns.keys() & after.columns.keys():
            if after.columns[column].unit == "ns" and after.columns[column].median > 0:
                ratio = before.columns[column].median / after.columns[column].median
                controls.setdefault((*after.group, column), []).append(ratio)
    return controls


def kernel_controls(old: Results, new: Results) -> dict[str, list[float]]:
    """direction of a kernel -> ratios old / new of all other kernels."""
    ratios: dict[str, list[float]] = {}
    for before, after in pairs(old, new):
        if after.direction.startswith(KERNEL):
            ratio = before.columns["gc"].median / after.columns["gc"].median
            ratios.setdefault(after.direction, []).append(ratio)
    return {
        kernel: [ratio for other, values in ratios.items() if other != kernel for ratio in values] for kernel in ratios
    }


def changes(old: Results, new: Results, floor: float, everyone: bool) -> Iterator[Change]:
    controls = gather_controls(old, new)
    kernels = kernel_controls(old, new)
    for before, after in pairs(old, new):
        if not (everyone or is_own(after)):
            continue
        for column, measure in after.columns.items():
            if column not in before.columns or column in NOT_JUDGED:
                continue
            near = controls.get((*after.group, column)) or kernels.get(after.direction, [])
            judged = verdict(before.columns[column], measure, near if measure.unit == "ns" else [], floor)
            yield Change(after, column, before.columns[column], measure, judged)


def missing(old: Results, new: Results) -> list[str]:
    before, after = {row.key for row in old.rows}, {row.key for row in new.rows}
    return [f"only in OLD: {' / '.join(key)}" for key in sorted(before - after)] + [
        f"only in NEW: {' / '.join(key)}" for key in sorted(after - before)
    ]


def change_table(found: list[Change], title: str) -> Table:
    header = ["row", "old", "new", "old/new", "drift out", "noise", ""]
    table = Table(title, header)
    table.note = "old/new: above 1 the new run is faster. drift out: the same, less what unchanged code changed by."
    for change in found:
        row, judged = change.row, change.verdict
        column = "" if change.column == "gc" else f" [{change.column}]"
        name = f"{row.part}: {row.document}, {row.direction}, {row.peer}{column}"
        cells = [quantity(change.old), quantity(change.new), f"{judged.raw:.2f}", f"{judged.ratio:.2f}"]
        table.rows.append([name, *cells, f"±{judged.threshold:.0%}", judged.word])
    return table


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="bench/compare", description=__doc__.split("\n\n")[0] if __doc__ else None)
    made.add_argument("old", type=Path, metavar="OLD.json")
    made.add_argument("new", type=Path, metavar="NEW.json")
    made.add_argument("--floor", type=float, default=0.08, help="what is never beyond the noise (default: 0.08, 8 %%)")
    made.add_argument("--flagged", action="store_true", help="print only rows beyond the noise")
    made.add_argument("--everyone", action="store_true", help="peers' rows too")
    made.add_argument("--fail", action="store_true", help="exit with 1 if a row of lanejson became slower")
    return made


def differences(old: Results, new: Results) -> Iterator[str]:
    """What else is not the same: machine, versions, rows."""
    for name in ("cpu", "python", "compiler", "commit"):
        if old.about.get(name) != new.about.get(name):
            yield f"{name}: {old.about.get(name)} -> {new.about.get(name)}"
    yield from missing(old, new)
    common = [ratio for values in kernel_controls(old, new).values() for ratio in values]
    if common:
        yield f"all kernels have old/new {drift(common)[0]:.2f} in common"


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        old, new = storage.load(options.old), storage.load(options.new)
    except (OSError, ValueError) as error:
        print(f"bench/compare: {error}", file=sys.stderr)
        return 2
    found = list(changes(old, new, options.floor, options.everyone))
    flagged = [change for change in found if change.verdict.word]
    slower = sum(change.verdict.word == "SLOWER" for change in flagged)
    faster = sum(change.verdict.word == "faster" for change in flagged)
    try:
        print(text_table(change_table(flagged if options.flagged else found, f"{options.old} -> {options.new}")))
        for line in differences(old, new):
            print(line)
        print(f"{len(found)} figures compared: {slower} slower, {faster} faster, the rest within the noise", flush=True)
    except BrokenPipeError:
        reader_left()
    return 1 if options.fail and slower else 0
