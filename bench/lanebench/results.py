# SPDX-License-Identifier: MIT
"""Rows of results, and their JSON form. Standard library only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .stats import Measure

FORMAT = 1


@dataclass
class Row:
    """One peer on one document in one direction. `columns`: gc, nogc, container, kept, cold, p50, p99, peak,
    left, faults..."""

    part: str
    document: str
    direction: str
    peer: str
    size: int
    columns: dict[str, Measure] = field(default_factory=dict)
    differs: bool = False

    @property
    def group(self) -> tuple[str, str, str]:
        return self.part, self.document, self.direction

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (*self.group, self.peer)

    def as_json(self) -> dict[str, Any]:
        fields = {
            "part": self.part,
            "document": self.document,
            "direction": self.direction,
            "peer": self.peer,
            "size": self.size,
        }
        extra = {"differs": True} if self.differs else {}
        return fields | extra | {"columns": {name: column.as_json() for name, column in self.columns.items()}}


@dataclass
class Results:
    about: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def note(self, line: str) -> None:
        if line not in self.notes:
            self.notes.append(line)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "about": self.about,
            "versions": self.versions,
            "notes": self.notes,
            "rows": [row.as_json() for row in self.rows],
        }


def row_from_json(raw: dict[str, Any]) -> Row:
    columns = {name: Measure(**column) for name, column in raw["columns"].items()}
    return Row(
        raw["part"], raw["document"], raw["direction"], raw["peer"], raw["size"], columns, raw.get("differs", False)
    )


def load(path: Path) -> Results:
    raw = json.loads(path.read_text())
    if raw.get("format") != FORMAT:
        raise ValueError(f"{path}: not a result of bench/run (format {raw.get('format')!r}, expected {FORMAT})")
    return Results(raw["about"], raw["versions"], raw["notes"], [row_from_json(row) for row in raw["rows"]])
