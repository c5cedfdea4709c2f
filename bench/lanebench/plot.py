# SPDX-License-Identifier: MIT
"""Bar charts of results, as PNG and SVG: one per direction, and the ladder of instruction sets. For README: a chart of
loads and one of dumps, each for a light and for a dark page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .documents import TWELVE
from .report import ladder_isas, ladder_kind, ladder_rows, unique
from .results import Results, Row
from .stats import geometric_mean

# Bars of a chart, in this order; more would not be legible. The first one present of the second line is 1.
SHOWN = ("lanejson.orjson", "lanejson", "orjson", "ssrjson", "msgspec", "ujson", "json")
MEASURE = ("orjson", "yyjson", "json", "jq")
MAXIMUM_DOCUMENTS = 16
# Told apart by people who see colours differently (Okabe and Ito, 2008); ours are the two blues.
COLOURS = ("#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#009E73", "#CC79A7", "#999999", "#000000")


def speeds(rows: list[Row], column: str, least: bool = False) -> tuple[str, dict[str, dict[str, float]]]:
    """The measure's name, and peer -> document -> its time / the peer's; medians, or least times."""
    figure = "minimum" if least else "median"
    peers = unique(row.peer for row in rows)
    unit = next((peer for peer in MEASURE if peer in peers), peers[0])
    base = {row.document: getattr(row.columns[column], figure) for row in rows if row.peer == unit}
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.document in base and not row.peer.startswith("floor"):
            found.setdefault(row.peer, {})[row.document] = base[row.document] / getattr(row.columns[column], figure)
    return unit, found


def order(found: dict[str, dict[str, float]]) -> list[str]:
    known = [peer for peer in SHOWN if peer in found]
    return known if len(known) > 1 else list(found)[: len(COLOURS)]


def bars(axes: Any, groups: list[str], series: dict[str, list[float]]) -> None:
    """Horizontal bars: a group per line of text, its series from top to bottom as in the legend, values at the ends."""
    height = 0.84 / max(len(series), 1)
    for number, (name, values) in enumerate(series.items()):
        places = [group + number * height - 0.42 + height / 2 for group in range(len(groups))]
        made = axes.barh(places, values, height * 0.94, label=name, color=COLOURS[number % len(COLOURS)])
        axes.bar_label(made, fmt=lambda value: f"{value:.2f}" if value > 0 else "", padding=2, fontsize=6)
    axes.set_yticks(range(len(groups)), groups)
    axes.invert_yaxis()
    axes.axvline(1, color="#444444", linewidth=0.8)
    axes.margins(x=0.09, y=0.01)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8, frameon=False)


def save(figure: Any, folder: Path, name: str) -> list[Path]:
    paths = [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]
    for path in paths:
        figure.savefig(path, dpi=150, bbox_inches="tight")
    return paths


def new_figure(groups: int, series: int) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 1.6 + groups * (0.16 * series + 0.14)))
    return figure, axes


def with_mean(documents: list[str], values: dict[str, float]) -> list[float]:
    known = [values[document] for document in documents if document in values]
    return [*(values.get(document, 0.0) for document in documents), geometric_mean(known)]


def plot_direction(results: Results, part: str, direction: str, folder: Path, footer: str) -> list[Path]:
    rows = [row for row in results.rows if (row.part, row.direction) == (part, direction) and "gc" in row.columns]
    unit, found = speeds(rows, "gc")
    peers = order(found)
    documents = unique(row.document for row in rows)
    twelve = [name for name in TWELVE if name in documents]
    documents = (twelve or documents)[:MAXIMUM_DOCUMENTS]
    if len(peers) < 2 or not documents:
        return []
    series = {peer: with_mean(documents, found[peer]) for peer in peers}
    figure, axes = new_figure(len(documents) + 1, len(peers))
    bars(axes, [*documents, "geometric mean"], series)
    axes.set_title(f"{part}, {direction}: speed, {unit} = 1 (longer is faster)", loc="left", fontsize=11)
    axes.set_xlabel(footer, fontsize=7, loc="left")
    return save(figure, folder, re.sub(r"[^a-z0-9]+", "-", f"{part}-{direction}".lower()).strip("-"))


def plot_ladder(results: Results, folder: Path, footer: str) -> list[Path]:
    """Means by kernel and by direction: the rows behind them are in the table."""
    gains: dict[str, dict[str, list[float]]] = {}
    found = ladder_rows(results, "isa")
    for label, steps in found.items():
        kind = label.split(":")[0] if label.startswith("kernel ") else ladder_kind(label)
        for isa, row in steps.items():
            if "scalar" in steps:
                gain = steps["scalar"].columns["gc"].median / row.columns["gc"].median
                gains.setdefault(kind, {}).setdefault(isa, []).append(gain)
    if not gains:
        return []
    kinds = list(gains)
    isas = ladder_isas(found)
    series = {isa: [geometric_mean(gains[kind].get(isa, [])) for kind in kinds] for isa in isas}
    figure, axes = new_figure(len(kinds), len(isas))
    bars(axes, kinds, series)
    axes.set_title("instruction sets: speed, scalar = 1 (longer is faster)", loc="left", fontsize=11)
    axes.set_xlabel(footer, fontsize=7, loc="left")
    return save(figure, folder, "isa-ladder")


def plot(results: Results, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    about = results.about
    footer = f"{about.get('date')}, {about.get('cpu')}, {about.get('python')}, {about.get('compiler')}"
    made = []
    for part in unique(row.part for row in results.rows):
        if part == "isa":
            made += plot_ladder(results, folder, footer)
        elif part != "ablate":
            for direction in unique(row.direction for row in results.rows if row.part == part):
                made += plot_direction(results, part, direction, folder, footer)
    return made


# -- for README --

# file -> direction: bytes in and out, and objects that no call has seen before
PUBLISHED = {"loads": "loads bytes", "dumps": "dumps bytes, fresh"}
PUBLISHED_PEERS = ("lanejson.orjson", "ssrjson", "msgspec", "json")
# theme -> colour of text and lines; the page shines through
THEMES = {"light": "#1f2328", "dark": "#d1d7e0"}


def columns(axes: Any, groups: list[str], series: dict[str, list[float]], ink: str) -> None:
    """Upright bars, a group per document, with the value on the first of each group."""
    width = 0.86 / len(series)
    for number, (name, values) in enumerate(series.items()):
        places = [group + (number + 0.5) * width - 0.43 for group in range(len(groups))]
        made = axes.bar(places, values, width * 0.94, label=name, color=COLOURS[2 * number % len(COLOURS)])
        if number == 0:
            axes.bar_label(made, fmt="%.1f", padding=1, fontsize=7, color=ink)
    axes.set_xticks(range(len(groups)), groups, rotation=30, ha="right", fontsize=8)
    axes.axhline(1, color=ink, linewidth=0.8)
    axes.margins(x=0.01, y=0.09)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, frameon=False, ncols=len(series), loc="upper right", bbox_to_anchor=(1, 1.13))


def published(results: Results, name: str, theme: str, folder: Path) -> Path | None:
    """The chart `name` of the twelve documents; None if the results lack its rows."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    direction, ink, about = PUBLISHED[name], THEMES[theme], results.about
    rows = [row for row in results.rows if row.part == "python" and row.direction == direction]
    unit, found = speeds(rows, "gc", least=True) if rows else ("", {})
    documents = [document for document in TWELVE if document in found.get(unit, {})]
    peers = [peer for peer in PUBLISHED_PEERS if peer in found]
    if not documents or not peers:
        return None
    series = {peer: with_mean(documents, found[peer]) for peer in peers}
    marks = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    fixed = {"svg.hashsalt": "lanejson", "svg.fonttype": "none", "savefig.transparent": True}
    with pyplot.rc_context(dict.fromkeys(marks, ink) | fixed):
        figure, axes = pyplot.subplots(figsize=(9, 3.1))
        columns(axes, [*documents, "geometric mean"], series, ink)
        axes.set_title(f"{direction}: speed, {unit} = 1", loc="left", fontsize=10)
        footer = f"least times, {about.get('date')}, {about.get('cpu')}, {about.get('python')}"
        axes.set_xlabel(footer, fontsize=7, loc="left")
        path = folder / f"{name}-{theme}.svg"
        figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
        pyplot.close(figure)
    return path


def publish(results: Results, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = [published(results, name, theme, folder) for name in PUBLISHED for theme in THEMES]
    return [path for path in made if path is not None]
