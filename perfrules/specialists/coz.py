"""Reads coz's profiles: how much faster the program would be, were a line faster.

A file is a list of experiments: coz slows down everything but one line, which is as good as making that line
faster, and counts how often a progress point is met meanwhile. Files of several runs may be put together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

_KINDS = ("startup", "runtime", "samples", "progress-point", "latency-point")
"""Lines that nothing is taken from."""


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
        return _slope(self.points)

    @property
    def shape(self) -> Shape:
        """In a word; unknown where there are too few points."""
        least = thresholds("causal-profile")
        if len(self.points) < least["points"]:
            return Shape.UNKNOWN
        if self.slope <= -least["flat"]:
            return Shape.NEGATIVE
        half = len(self.points) // 2
        first, second = self.points[:half], self.points[half:]
        bend = first[-1]
        later = _slope(tuple(Point(x - bend.speedup, gain - bend.gain) for x, gain in second))
        if _slope(first) >= least["steep"] and later < least["flat"]:
            return Shape.SATURATED
        if self.slope >= least["steep"]:
            return Shape.STEEP
        return Shape.RISING if self.slope >= least["flat"] else Shape.FLAT


def read(path: Path, progress: str) -> list[Curve]:
    """The curves by a progress point, the steepest first; raises :class:`Unreadable`."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    times: defaultdict[tuple[str, float], int] = defaultdict(int)
    visits: defaultdict[tuple[str, float], int] = defaultdict(int)
    current: tuple[str, float] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        kind, *rest = line.split("\t")
        values = dict(word.partition("=")[::2] for word in rest)
        try:
            if kind == "experiment":
                current = values["selected"], float(values["speedup"])
                times[current] += int(values["duration"])
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
    return _curves(times, visits)


def _curves(times: dict[tuple[str, float], int], visits: dict[tuple[str, float], int]) -> list[Curve]:
    periods: defaultdict[str, dict[float, float]] = defaultdict(dict)
    for (selected, speedup), time in times.items():
        if visits.get((selected, speedup), 0) >= thresholds("causal-profile")["visits"]:
            periods[selected][speedup] = time / visits[selected, speedup]
    curves = []
    for selected, period in periods.items():
        file, _, line = selected.rpartition(":")
        base = period.pop(0.0, 0.0)
        if base and line.isdigit():
            points = tuple(Point(speedup, 1 - period[speedup] / base) for speedup in sorted(period))
            curves.append(Curve(file, int(line), points))
    return sorted(curves, key=lambda curve: (-curve.slope, curve.file, curve.line))


def _slope(points: tuple[Point, ...]) -> float:
    square = sum(speedup**2 for speedup, _ in points)
    return sum(speedup * gain for speedup, gain in points) / square if square else 0.0
