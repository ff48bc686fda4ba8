"""How far a single run can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from perfrules.analysts.benchmarks.data import Run
from perfrules.analysts.benchmarks.stats import Outliers, drift, outliers, tukey_fences, variation
from perfrules.analysts.benchmarks.table import Thresholds


@dataclass(frozen=True, slots=True)
class Stability:
    """The figures of one run, and which of them are out of bounds."""

    variation: float
    """Coefficient of variation of the samples."""
    interval: float | None
    """Width of the typical figure's confidence interval, relative to it."""
    drift: float
    drift_p_value: float
    outliers: Outliers
    complaints: tuple[str, ...]
    """Why the run is unsteady; empty if it is not."""
    outlier_pattern: str | None
    """What the outliers have in common, where there are too many; else None."""


def stability(run: Run, limits: Thresholds) -> Stability | None:
    """Judge a run; None without its sample."""
    if run.sample is None:
        return None
    times = run.sample.each
    moved = drift(times)
    spread = variation(times)
    interval = run.estimates.typical.width if run.estimates is not None else None
    counted = outliers(times, run.fences or tukey_fences(times))
    complaints = []
    if spread >= limits.variation:
        complaints.append(f"samples vary by {spread:.1%} (standard deviation over mean)")
    if interval is not None and interval >= limits.interval:
        complaints.append(f"the confidence interval is {interval:.1%} wide")
    if abs(moved.change) >= limits.drift and moved.p_value < limits.drift_p_value:
        way = "slower" if moved.change > 0 else "faster"
        complaints.append(f"got {abs(moved.change):.1%} {way} from the first sample to the last")
    return Stability(
        spread,
        interval,
        moved.change,
        moved.p_value,
        counted,
        tuple(complaints),
        _pattern(counted) if _too_many(counted, limits) else None,
    )


def _too_many(counted: Outliers, limits: Thresholds) -> bool:
    return counted.total >= limits.least_outliers and (
        counted.total >= limits.outliers * counted.samples
        or counted.severe >= limits.severe_outliers * counted.samples
    )


def _pattern(counted: Outliers) -> str:
    """On which side they lie."""
    if not counted.low:
        return "all of them slow: interruptions, or work that only some iterations do"
    if not counted.high:
        return "all of them fast: some iterations skip work"
    if counted.high >= 3 * counted.low:
        return "mostly slow: interruptions, or work that only some iterations do"
    if counted.low >= 3 * counted.high:
        return "mostly fast: some iterations skip work"
    return "on both sides: the machine was busy, or iterations differ"
