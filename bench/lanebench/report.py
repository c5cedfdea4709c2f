# SPDX-License-Identifier: MIT
"""Results as tables: on a terminal, in a pipe, and in Markdown."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .documents import TWELVE
from .peers import OWN
from .results import Results, Row
from .stats import Measure, geometric_mean

# The part whose rows are shown only where lanejson is less than this many times as fast as a peer.
HUNT, LEAST = "hunt", 1.1
# The standard error of a median, of the median, from which a figure is marked.
NOISY = 0.03
# Below this a row is lost by more than noise.
LOST = 0.95
# Columns that are times per call, and how a table's title calls them.
TIMES = {
    "gc": "",
    "nogc": ", collector off",
    "container": ", one container made between calls",
    "kept": ", results kept in a queue of thirty, one container made between calls",
    "cold": ", cold caches",
    "p50": ", median latency",
    "p99": ", 99th percentile of latency",
}
OTHERS = {
    "peak": "Peak memory above the start, one call",
    "left": "Bytes left behind in the user's objects by dumps",
    "faults": "Page faults of the first call",
    "faults_later": "Page faults of a later call",
}


@dataclass
class Table:
    """Cells are text. The first column is left-aligned, the others right-aligned."""

    title: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""


def seconds(nanoseconds: float) -> str:
    """Three significant digits with a unit."""
    for limit, divisor, unit in ((1e3, 1.0, "ns"), (1e6, 1e3, "µs"), (1e9, 1e6, "ms")):
        if nanoseconds < limit * 0.9995:
            return f"{three(nanoseconds / divisor)} {unit}"
    return f"{three(nanoseconds / 1e9)} s"


def three(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def size(count: float) -> str:
    for divisor, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if count >= divisor:
            return f"{three(count / divisor)} {unit}"
    return f"{count:.0f} B"


def quantity(measure: Measure) -> str:
    if measure.unit == "ns":
        return seconds(measure.median)
    return size(measure.median) if measure.unit == "bytes" else f"{measure.median:.0f}"


def reference(peers: Iterable[str], direction: str) -> str:
    """The column that the others are compared with: the face of ours that has orjson's job, or json's."""
    present = list(peers)
    wanted = OWN if direction.startswith(("loads bytes", "loads str", "dumps bytes")) else OWN[::-1]
    for name in (*wanted, "orjson"):
        if name in present:
            return name
    return present[0]


def unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def ratio_tables(results: Results, part: str) -> list[Table]:
    tables = []
    rows = [row for row in results.rows if row.part == part]
    for direction in unique(row.direction for row in rows):
        for column, suffix in TIMES.items():
            chosen = [row for row in rows if row.direction == direction and column in row.columns]
            if chosen:
                tables.append(ratio_table(f"{direction}{suffix}", chosen, column, direction))
    return tables


def ratio_table(title: str, rows: list[Row], column: str, direction: str) -> Table:
    """Ours in time, every other peer as time(peer) / time(ours): above 1 ours is the faster one."""
    peers = unique(row.peer for row in rows)
    ours = reference(peers, direction)
    others = [peer for peer in peers if peer != ours]
    table = Table(title, ["document", "size", ours, "GB/s", *others])
    table.note = (
        f"{ours}: time per call, text bytes per second. Others: their time / its time; above 1, {ours} is faster."
    )
    ratios: dict[str, dict[str, float]] = {peer: {} for peer in others}
    for document in unique(row.document for row in rows):
        found = {row.peer: row for row in rows if row.document == document}
        table.rows.append(ratio_row(document, found, ours, others, column, ratios))
    for label, chosen in (("geomean of the 12", TWELVE), ("geomean of all", None)):
        cells = [geomean_cell(ratios[peer], chosen) for peer in others]
        if any(cells) and len(table.rows) > 1:
            table.rows.append([label, "", "", "", *cells])
    if any(row.differs for row in rows):
        table.note += " ≠: the result is not the one of json."
    if any("~" in cell for cells in table.rows for cell in cells):
        table.note += f" ~: a median with a standard error above {NOISY:.0%}."
    return table


def ratio_row(
    document: str, found: dict[str, Row], ours: str, others: list[str], column: str, ratios: dict[str, dict[str, float]]
) -> list[str]:
    base = found.get(ours)
    some = base or next(iter(found.values()))
    cells = [document, size(some.size)]
    if base is None:
        cells += ["-", "-"]
    else:
        time = base.columns[column].median
        cells += [seconds(time) + mark(base, column), three(base.size / time)]
    for peer in others:
        row = found.get(peer)
        if row is None:
            cells.append("-")
        elif base is None:
            cells.append(seconds(row.columns[column].median) + mark(row, column))
        else:
            ratio = row.columns[column].median / base.columns[column].median
            ratios[peer][document] = ratio
            cells.append(f"{ratio:.2f}{mark(row, column)}")
    return cells


def mark(row: Row, column: str) -> str:
    return ("≠" if row.differs else "") + ("~" if row.columns[column].noise > NOISY else "")


def geomean_cell(ratios: dict[str, float], chosen: tuple[str, ...] | None) -> str:
    if chosen is None:
        values = list(ratios.values())
    elif all(name in ratios for name in chosen):
        values = [ratios[name] for name in chosen]
    else:
        return ""
    return f"{geometric_mean(values):.2f}" if values else ""


LADDER_PEER = re.compile(r"lanejson (\w+)(?: \((.*)\))?")


def ladder_rows(results: Results, part: str) -> dict[str, dict[str, Row]]:
    """Label -> instruction set -> row."""
    found: dict[str, dict[str, Row]] = {}
    for row in results.rows:
        step = LADDER_PEER.fullmatch(row.peer)
        if row.part == part and step:
            label = f"{row.direction}{f' ({step[2]})' if step[2] else ''}: {row.document}"
            found.setdefault(label, {})[step[1]] = row
    return found


def ladder_isas(found: dict[str, dict[str, Row]]) -> list[str]:
    """The instruction sets of some rows, from the lowest up: each label has them best first."""
    longest: list[str] = max(map(list, found.values()), key=len, default=[])
    return longest[::-1]


def ladder_kind(label: str) -> str:
    """What rows are averaged together: all kernels, and each direction of the C API and of Python."""
    return "kernels" if label.startswith("kernel ") else re.split(r": | \(", label)[0]


def ladder_table(results: Results, part: str = "isa") -> Table | None:
    """Every row under each instruction set, and how many times as fast as scalar it is."""
    found = ladder_rows(results, part)
    isas = ladder_isas(found)
    if not found or "scalar" not in isas:
        return None
    above = isas[1:]
    header = ["row", "size", *(f"{isa} time" for isa in isas), *(f"{isa} / scalar" for isa in above)]
    table = Table("the ladder of instruction sets", header)
    table.note = "ISA / scalar: how many times as fast as the scalar kernels."
    gains: dict[str, dict[str, list[float]]] = {}
    for label, steps in found.items():
        times = [seconds(steps[isa].columns["gc"].median) if isa in steps else "-" for isa in isas]
        cells = []
        for isa in above:
            if isa in steps and "scalar" in steps:
                gain = steps["scalar"].columns["gc"].median / steps[isa].columns["gc"].median
                gains.setdefault(ladder_kind(label), {}).setdefault(isa, []).append(gain)
                cells.append(f"{gain:.2f}")
            else:
                cells.append("-")
        table.rows.append([label, size(next(iter(steps.values())).size), *times, *cells])
    for kind, by_isa in gains.items():
        means = [f"{geometric_mean(by_isa[isa]):.2f}" if isa in by_isa else "-" for isa in above]
        table.rows.append([f"geomean of {kind}", "", *("" for _ in isas), *means])
    return table


def plain_tables(results: Results, part: str) -> list[Table]:
    """Figures that are no times: documents down, peers across."""
    tables = []
    for column, title in OTHERS.items():
        rows = [row for row in results.rows if row.part == part and column in row.columns]
        for direction in unique(row.direction for row in rows):
            chosen = [row for row in rows if row.direction == direction]
            peers = unique(row.peer for row in chosen)
            table = Table(f"{title}: {direction}", ["document", "size", *peers])
            for document in unique(row.document for row in chosen):
                found = {row.peer: row for row in chosen if row.document == document}
                cells = [quantity(found[peer].columns[column]) if peer in found else "-" for peer in peers]
                table.rows.append([document, size(next(iter(found.values())).size), *cells])
            tables.append(table)
    return tables


def best_peer(rows: list[Row]) -> tuple[str, float]:
    """The quickest of the others of a document, and its least time / our least time."""
    ours = next(row for row in rows if row.peer in OWN)
    other = min((row for row in rows if row.peer not in OWN), key=lambda row: row.columns["gc"].minimum)
    return other.peer, other.columns["gc"].minimum / ours.columns["gc"].minimum


def hunt_groups(results: Results) -> list[tuple[Row, str, float, float]]:
    """Each document and direction of a hunt, the worst first: our row, the quickest peer, the ratio, the noise."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in results.rows:
        if row.part == HUNT:
            groups.setdefault(row.group, []).append(row)
    found = []
    for rows in groups.values():
        peer, ratio = best_peer(rows)
        noise = max(row.columns["gc"].noise for row in rows if row.peer in (*OWN, peer))
        found.append((next(row for row in rows if row.peer in OWN), peer, ratio, noise))
    return sorted(found, key=lambda group: group[2])


def hunt_table(results: Results) -> Table:
    """Where a peer is as fast or nearly so."""
    groups = hunt_groups(results)
    found = [group for group in groups if group[2] < LEAST]
    title = f"rows below {LEAST}: {len(found)} of {len(groups)}"
    table = Table(title, ["document", "direction", "size", "lanejson", "ratio", "peer", "noise"])
    table.note = (
        "Least times. ratio: the peer's / lanejson's; below 1, lanejson is slower. noise: of the larger median."
    )
    for ours, peer, ratio, noise in found:
        cells = [seconds(ours.columns["gc"].minimum), f"{ratio:.2f}", peer, f"±{noise:.0%}"]
        table.rows.append([ours.document, ours.direction, size(ours.size), *cells])
    return table


def hunt_summary(results: Results) -> Table:
    """The losses by the kind of data: what stands before the first comma or semicolon of a document's name."""
    kinds: dict[tuple[str, str], list[tuple[Row, str, float, float]]] = {}
    count: dict[tuple[str, str], int] = {}
    for group in hunt_groups(results):
        key = re.split("[,;]", group[0].document)[0], group[0].direction.split()[0]
        count[key] = count.get(key, 0) + 1
        if group[2] < LOST:
            kinds.setdefault(key, []).append(group)
    table = Table(f"rows below {LOST} by kind", ["data", "direction", "rows", "median", "worst", "of", "peers"])
    table.note = "median, worst: of the ratios of these rows to the quickest peer."
    for (kind, direction), lost in kinds.items():
        ratios = sorted(ratio for _, _, ratio, _ in lost)
        peers = ", ".join(unique(peer for _, peer, _, _ in lost))
        cells = [f"{len(lost)} of {count[kind, direction]}", f"{ratios[len(ratios) // 2]:.2f}", f"{ratios[0]:.2f}"]
        table.rows.append([kind, direction, *cells, f"{lost[0][0].document}; {lost[0][0].direction}", peers])
    return table


def tables(results: Results) -> list[Table]:
    made = []
    for part in unique(row.part for row in results.rows):
        ladder = ladder_table(results) if part == "isa" else None
        if part == HUNT:
            chosen = [hunt_table(results), hunt_summary(results)]
        else:
            chosen = [ladder] if ladder else ratio_tables(results, part) + plain_tables(results, part)
        for table in chosen:
            table.title = f"{part}: {table.title}"
            made.append(table)
    return made


def text_table(table: Table, style: Callable[[str, int, bool], str] = lambda cell, _column, _header: cell) -> str:
    """Columns aligned by blanks. `style` may dress a cell that already has its width."""
    lines = [table.header, *table.rows]
    widths = [max(len(row[column]) for row in lines) for column in range(len(table.header))]

    def line(row: list[str], header: bool) -> str:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        return "  ".join(style(cell, column, header) for column, cell in enumerate(cells)).rstrip()

    body = "\n".join(line(row, number == 0) for number, row in enumerate(lines))
    return f"{table.title}\n{body}\n{table.note}".rstrip() + "\n"


def markdown_table(table: Table) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    rule = ["---", *("---:" for _ in table.header[1:])]
    body = "\n".join(line(row) for row in [table.header, rule, *table.rows])
    return f"**{table.title}**\n\n{body}\n\n{table.note}".rstrip() + "\n"


def heading(results: Results) -> list[str]:
    about = results.about
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items() if version)
    return [
        ", ".join(str(about.get(name)) for name in ("date", "cpu", "cores", "system", "python", "compiler")),
        f"Peers: {versions}.",
        f"Command: {about.get('command')}; lanejson at {about.get('commit')}, kernels {about.get('isa', '-')}.",
        *results.notes,
    ]


def markdown(results: Results) -> str:
    return "\n\n".join([*heading(results), *(markdown_table(table) for table in tables(results))]) + "\n"


def narrowed(table: Table, width: int, fixed: int = 4) -> list[Table]:
    """The table in pieces that fit, each with the first `fixed` columns, as text_table lays it out."""
    widths = [max(len(row[column]) for row in [table.header, *table.rows]) + 2 for column in range(len(table.header))]
    room = width - sum(widths[:fixed]) + 2
    pieces: list[list[int]] = [[]]
    for column in range(fixed, len(widths)):
        if pieces[-1] and sum(widths[other] for other in pieces[-1]) + widths[column] > room:
            pieces.append([])
        pieces[-1].append(column)

    def cut(cells: list[str], columns: list[int]) -> list[str]:
        return cells[:fixed] + [cells[column] for column in columns]

    return [
        Table(table.title, cut(table.header, columns), [cut(row, columns) for row in table.rows], table.note)
        for columns in pieces
    ]


def show(results: Results) -> None:
    """Tables on standard output: coloured and cut to the width of a terminal, plain and whole in a pipe."""
    terminal = sys.stdout.isatty()
    for line in heading(results):
        print(line)
    print()
    for table in tables(results):
        for piece in narrowed(table, shutil.get_terminal_size().columns) if terminal else [table]:
            print(text_table(piece, coloured) if terminal else text_table(piece))


def coloured(cell: str, column: int, header: bool) -> str:
    """Headers bold; a ratio below 1, which is a loss, red."""
    if header:
        return f"\x1b[1m{cell}\x1b[0m"
    return f"\x1b[31m{cell}\x1b[0m" if slower(cell, column) else cell


def slower(cell: str, column: int) -> bool:
    try:
        return column >= 4 and float(cell.rstrip("≠")) < 1
    except ValueError:
        return False


def reader_left() -> None:
    """After a BrokenPipeError, as from `| head`: Python writes what is left when it exits, so give it a place."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
