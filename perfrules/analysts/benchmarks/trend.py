"""A benchmark over several saved runs, and where it changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from perfrules.analysts.benchmarks.data import LATEST, Measured, Results, natural
from perfrules.analysts.benchmarks.table import Thresholds

_NORMAL_MAD = 1.4826
"""Turns a median absolute deviation into the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A run from which on a benchmark takes another time than before."""

    at: int
    """Position of the first run of the new level."""
    change: float
    """Of the level, relative."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The medians of one benchmark, run by run."""

    measured: Measured
    names: tuple[str, ...]
    medians: tuple[float, ...]
    points: tuple[ChangePoint, ...]

    @property
    def change(self) -> float:
        """From the first run to the last."""
        return self.medians[-1] / self.medians[0] - 1


def order(results: Results) -> list[str]:
    """Runs as they follow each other by name: numbers by value, ``base`` and ``new`` last.

    Criterion records no dates, so that names are all there is; a caller who knows better names them in order.
    """
    return sorted(results.baselines(), key=lambda name: (name == LATEST, name == "base", natural(name)))


def trends(results: Results, names: Sequence[str], limits: Thresholds) -> Iterator[Trend]:
    """The benchmarks that have at least two of the runs; a run that only repeats another is left out."""
    for measured in results.benchmarks:
        chosen: dict[str, float] = {}
        for name in names:
            run = measured.runs.get(name)
            copy = run is not None and any(
                run.sample is not None and run.sample == measured.runs[other].sample for other in chosen
            )
            if run is not None and not copy and run.center:
                chosen[name] = run.center
        if len(chosen) > 1:
            medians = tuple(chosen.values())
            yield Trend(measured, tuple(chosen), medians, tuple(change_points(medians, limits)))


def change_points(medians: Sequence[float], limits: Thresholds) -> list[ChangePoint]:
    """Where the level of a series changes, by binary segmentation (Scott and Knott 1974; Vostrikova 1981).

    On logarithms: the series is split where the sum of absolute deviations from the medians of both parts
    is least; the split stands if these medians differ by the threshold of a change, and by some times the
    noise. Then each part is split likewise. Medians make a single odd run no change point, unless it is the
    first or the last.
    """
    logs = [math.log(value) for value in medians]
    least = max(math.log1p(limits.change), limits.noise * _noise(logs))
    splits = sorted(_splits(logs, 0, len(logs), least))
    levels = [median(logs[start:end]) for start, end in pairwise([0, *splits, len(logs)])]
    return [
        ChangePoint(at, math.exp(after - before) - 1)
        for at, (before, after) in zip(splits, pairwise(levels), strict=True)
    ]


def _splits(logs: Sequence[float], start: int, end: int, least: float) -> Iterator[int]:
    if end - start < 2:
        return
    at = min(range(start + 1, end), key=lambda at: _deviation(logs[start:at]) + _deviation(logs[at:end]))
    if abs(median(logs[at:end]) - median(logs[start:at])) >= least:
        yield at
        yield from _splits(logs, start, at, least)
        yield from _splits(logs, at, end, least)


def _noise(logs: Sequence[float]) -> float:
    """The run-to-run standard deviation, from the differences of neighbours (von Neumann 1941).

    The lower median of their sizes, which a few changes of level do not move; of two runs nothing is known.
    """
    steps = [abs(after - before) for before, after in pairwise(logs)]
    return _NORMAL_MAD * median_low(steps) / math.sqrt(2) if len(steps) > 1 else 0.0


def _deviation(values: Sequence[float]) -> float:
    center = median(values)
    return sum(abs(value - center) for value in values)
