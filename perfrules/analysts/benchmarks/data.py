"""What benchmark runs left on disk, as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from perfrules.analysts.benchmarks.stats import Fences
from perfrules.model.report import Diagnostic

LATEST = "new"
"""What Criterion calls the run that was made last."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its confidence interval."""

    point: float
    low: float
    high: float
    level: float
    error: float

    @property
    def width(self) -> float:
        """The interval's width, relative to the figure."""
        return (self.high - self.low) / self.point if self.point else 0.0


@dataclass(frozen=True, slots=True)
class Estimates:
    """What Criterion worked out of a run, in nanoseconds an iteration."""

    mean: Estimate
    median: Estimate
    median_abs_dev: Estimate
    std_dev: Estimate
    slope: Estimate | None
    """Absent in flat sampling mode."""

    @property
    def typical(self) -> Estimate:
        """The figure that Criterion prints: the slope, or the mean where there is none."""
        return self.slope or self.mean


@dataclass(frozen=True, slots=True)
class Sample:
    """The measurements of a run."""

    mode: str
    """``Linear`` (more iterations from sample to sample), ``Flat``, or empty where it is not recorded."""
    iterations: tuple[float, ...]
    times: tuple[float, ...]
    """Nanoseconds of all iterations of a sample together."""

    @property
    def each(self) -> tuple[float, ...]:
        """Nanoseconds of one iteration, sample by sample."""
        return tuple(time / count for time, count in zip(self.times, self.iterations, strict=True))


@dataclass(frozen=True, slots=True)
class Relative:
    """``change/estimates.json``: changes as shares, 0.12 for 12 % slower."""

    mean: Estimate
    median: Estimate
    written: float = 0.0
    """When, by the file system."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """How much one iteration processes."""

    unit: Literal["bytes", "bytes-decimal", "elements", "bits"]
    amount: int


@dataclass(frozen=True, slots=True)
class BenchmarkName:
    """What a benchmark calls itself; the folder's name is only a slug of it."""

    full: str
    """Group, function and parameter, joined by ``/``: what Criterion prints."""
    group: str
    function: str | None = None
    value: str | None = None
    """The parameter."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one benchmark; files that were missing or could not be read are None."""

    estimates: Estimates | None = None
    sample: Sample | None = None
    fences: Fences | None = None
    throughput: Throughput | None = None
    written: float = 0.0
    """When its sample was written, by the file system; tells order, and never reaches a report."""

    @property
    def center(self) -> float | None:
        """The median time of an iteration, as Criterion gives it, or worked out of the sample."""
        if self.estimates is not None:
            return self.estimates.median.point
        if self.sample is not None:
            return median(self.sample.each)
        return None


@dataclass(frozen=True, slots=True)
class Measured:
    """A benchmark with all its runs."""

    name: BenchmarkName
    folder: Path
    runs: Mapping[str, Run]
    """By baseline: ``new``, ``base``, and the names that users gave, sorted."""
    change: Relative | None = None
    """The latest run against the one that Criterion compared it with."""

    @property
    def latest(self) -> Run | None:
        """The run that was made last."""
        return self.runs.get(LATEST)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything below one Criterion folder."""

    root: Path
    benchmarks: tuple[Measured, ...] = ()
    """Sorted by name, numbers by their value."""
    diagnostics: tuple[Diagnostic, ...] = ()

    def baselines(self) -> list[str]:
        """The names of all runs, in natural order."""
        return sorted({name for measured in self.benchmarks for name in measured.runs}, key=natural)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers inside names by value: ``v2`` before ``v10``."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((0, int(part), "") if part[0].isdecimal() else (1, 0, part) for part in parts)
