# SPDX-License-Identifier: MIT
"""The statistics of the harness: what a row says of its samples, and when two rows differ. Standard library only."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Standard error of a median over that of a mean, for normal samples: sqrt(pi / 2).
MEDIAN_ERROR = 1.2533
# Differences that mean nothing, by unit: a page of memory, a few page faults.
SLACK = {"bytes": 4096.0, "count": 16.0}
# A standard deviation over a median absolute deviation, for normal samples.
MAD_DEVIATION = 1.4826


@dataclass(frozen=True)
class Measure:
    """One figure. `unit` is ns, bytes or count; `noise` is the standard error of the median as a share of it."""

    unit: str
    median: float
    minimum: float
    noise: float
    rounds: int

    def as_json(self) -> dict[str, Any]:
        return {key: round(value, 6) if isinstance(value, float) else value for key, value in asdict(self).items()}


def measure(samples: Sequence[float], unit: str = "ns") -> Measure:
    median = statistics.median(samples)
    deviation = MAD_DEVIATION * statistics.median(abs(sample - median) for sample in samples)
    noise = MEDIAN_ERROR * deviation / math.sqrt(len(samples)) / median if median else 0.0
    return Measure(unit, median, min(samples), noise, len(samples))


def geometric_mean(values: Iterable[float]) -> float:
    logs = [math.log(value) for value in values if value > 0]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` of them do not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Verdict:
    """old / new of one row: `raw`, and `ratio` with the machine's own drift between the runs taken out."""

    raw: float
    ratio: float
    threshold: float

    @property
    def word(self) -> str:
        if self.ratio > 1 + self.threshold:
            return "faster"
        if 1 / self.ratio > 1 + self.threshold:
            return "SLOWER"
        return ""


def drift(controls: Sequence[float]) -> tuple[float, float]:
    """How much the machine changed, from the ratios of rows whose code did not change: their median, and its error."""
    if not controls:
        return 1.0, 0.0
    median = statistics.median(controls)
    deviation = MAD_DEVIATION * statistics.median(abs(control - median) for control in controls)
    return median, MEDIAN_ERROR * deviation / math.sqrt(len(controls)) / median


def verdict(old: Measure, new: Measure, controls: Sequence[float], floor: float, sigmas: float = 3.0) -> Verdict:
    """Beyond the noise is: more than `floor`, and more than `sigmas` standard errors of both runs and the drift."""
    factor, factor_noise = drift(controls)
    slack = SLACK.get(old.unit, 0.0)
    before, after = old.median + slack, new.median + slack
    raw = before / after if after else 1.0
    noise = math.sqrt(old.noise**2 + new.noise**2 + factor_noise**2)
    return Verdict(raw, raw / factor, max(floor, sigmas * noise))
