"""Reads coz's profiles: how much faster the program would be, were a line faster.

A file is a list of experiments: coz slows down everything but one line, which is as good as making that line
faster, and counts how often a progress point is met meanwhile. Files of several runs may be put together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

_KINDS = ("startup", "runtime", "samples", "progress-point", "latency-point")
"""Lines that nothing is taken from."""


_Counts = defaultdict[tuple[str, float], int]
"""By line and speed-up."""


class Shape(StrEnum):
    """What a curve says."""

    STEEP = "steep"
    RISING = "rising"
    SATURATED = "rising, then flat"
    FLAT = "flat"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


class Point(NamedTuple):
    """A point of a curve, both from 0 to 1."""

    speedup: float
    """Of the line: 1 is a line that takes no time."""
    gain: float
    """Of the program's time between two visits of the progress point."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What coz found out about a line."""

    file: str
    line: int
    points: tuple[Point, ...]
    """By speed-up, without the one that is none."""

    @property
    def slope(self) -> float:
        """Percent of the program for each percent of the line: least squares, through zero."""
        return _fit(self.points)[0]

    @property
    def shape(self) -> Shape:
        """In a word; unknown where there are too few points, or they scatter too much."""
        least = thresholds("causal-profile")
        slope, error = _fit(self.points)
        if len(self.points) < least["points"]:
            return Shape.UNKNOWN
        if slope + error <= -least["flat"]:
            return Shape.NEGATIVE
        if slope - error >= least["flat"]:
            return self._rise()
        return Shape.FLAT if abs(slope) + error < least["steep"] else Shape.UNKNOWN

    def _rise(self) -> Shape:
        least = thresholds("causal-profile")
        half = len(self.points) // 2
        first, second = self.points[:half], self.points[half:]
        bend = first[-1]
        later = _fit(tuple(Point(speedup - bend.speedup, gain - bend.gain) for speedup, gain in second))
        if _fit(first)[0] >= least["steep"] and sum(later) < least["steep"] and later[0] < least["flat"]:
            return Shape.SATURATED
        return Shape.STEEP if self.slope >= least["steep"] else Shape.RISING


def read(path: Path, progress: str) -> list[Curve]:
    """The curves by a progress point, the steepest first; raises :class:`Unreadable`."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    times: defaultdict[tuple[str, float], int] = defaultdict(int)
    visits: defaultdict[tuple[str, float], int] = defaultdict(int)
    samples: defaultdict[tuple[str, float], int] = defaultdict(int)
    current: tuple[str, float] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        kind, *rest = line.split("\t")
        values = dict(word.partition("=")[::2] for word in rest)
        try:
            if kind == "experiment":
                current = values["selected"], float(values["speedup"])
                times[current] += int(values["duration"])
                samples[current] += int(values["selected-samples"])
            elif kind == "throughput-point":
                if current is None:
                    raise ValueError("belongs to no experiment")
                if values["name"] == progress:
                    visits[current] += int(values["delta"])
            elif kind not in _KINDS:
                raise ValueError("is of no known kind")
        except (KeyError, ValueError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise Unreadable(f"{path.name}:{number}: {line[:50]!r} {what}") from error
    if not text.strip():
        raise Unreadable(f"{path.name}: is empty")
    return _curves(times, visits, samples)


def _curves(times: _Counts, visits: _Counts, samples: _Counts) -> list[Curve]:
    least = thresholds("causal-profile")["visits"]
    periods: defaultdict[str, dict[float, float]] = defaultdict(dict)
    for (selected, speedup), time in times.items():
        seen = (
            samples[selected, speedup] if speedup else least
        )  # a line that never ran was not sped up either
        if min(visits[selected, speedup], seen) >= least:
            periods[selected][speedup] = time / visits[selected, speedup]
    curves = []
    for selected, period in periods.items():
        file, _, line = selected.rpartition(":")
        base = period.pop(0.0, 0.0)
        if base and line.isdigit():
            points = tuple(Point(speedup, 1 - period[speedup] / base) for speedup in sorted(period))
            curves.append(Curve(file, int(line), points))
    return sorted(curves, key=lambda curve: (-curve.slope, curve.file, curve.line))


def _fit(points: tuple[Point, ...]) -> tuple[float, float]:
    """A line's slope through zero, and twice its standard error: it is hardly further off than that."""
    square = sum(speedup**2 for speedup, _ in points)
    if not square:
        return 0.0, math.inf
    slope = sum(speedup * gain for speedup, gain in points) / square
    rest = sum((gain - slope * speedup) ** 2 for speedup, gain in points)
    return slope, 2 * math.sqrt(rest / max(len(points) - 1, 1) / square)
