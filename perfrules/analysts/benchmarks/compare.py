"""Two runs of one benchmark, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median

from perfrules.analysts.benchmarks.data import LATEST, Estimate, Measured, Relative, Run
from perfrules.analysts.benchmarks.stats import (
    Change,
    bootstrap_change,
    floor_of,
    mann_whitney,
    usual_variation,
)
from perfrules.analysts.benchmarks.table import Thresholds

CHANGE_FILE, BOOTSTRAP, INTERVALS = (
    "Criterion's change file",
    "bootstrap of both runs' samples",
    "the intervals of both medians",
)
"""Where a change's interval can come from."""
_SAME = 1e-9
"""Relative difference below which two figures count as one, written and read again."""
_STALE = 60.0
"""A comparison older than the latest sample by more seconds than this belongs to a run before."""


class Verdict(StrEnum):
    """What the two runs say together; in the order of a report."""

    REGRESSED = "regressed"
    UNCLEAR = "unclear"
    """The median changed beyond the threshold, but something contradicts."""
    IMPROVED = "improved"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """A benchmark's new run against its base, with all that the verdict stands on."""

    measured: Measured
    base: str | None
    """Name of the base; None for a run that has since been overwritten."""
    new: str
    change: Change
    source: str
    """Where the interval comes from."""
    p_value: float | None
    floor: float | None
    """Change of the fastest samples."""
    verdict: Verdict
    doubts: tuple[str, ...] = ()
    mean: Estimate | None = None
    """The change of the mean, which is what Criterion prints; from its change file."""


def compare(measured: Measured, base: str, new: str, limits: Thresholds) -> Compared | None:
    """Compare two of a benchmark's runs; None where what both have is not enough."""
    old, recent = measured.runs[base], measured.runs[new]
    p_value = floor = saved = None
    if old.sample is not None and recent.sample is not None:
        before, after = old.sample.each, recent.sample.each
        p_value = mann_whitney(before, after)
        floor = floor_of(after) / floor_of(before) - 1
        saved = _saved_change(measured, old) if new == LATEST else None
        if saved is not None:
            change, source = _as_change(saved), CHANGE_FILE
        else:
            change, source = bootstrap_change(before, after), BOOTSTRAP
    elif old.estimates is not None and recent.estimates is not None:
        change, source = _of_intervals(old.estimates.median, recent.estimates.median), INTERVALS
    else:
        return None
    verdict, doubts = _judged(change, p_value, floor, (old, recent), limits)
    mean = saved.mean if saved is not None else None
    return Compared(measured, base, new, change, source, p_value, floor, verdict, doubts, mean)


def latest(measured: Measured, limits: Thresholds) -> Compared | None:
    """The latest run against what it was last compared with; None where nothing tells.

    That is a saved run where Criterion's change file was made from it; the run before, where the file
    tells of one that has been overwritten since; else the baseline ``base``.
    """
    recent = measured.latest
    if recent is None:
        return None
    others = {name: run for name, run in measured.runs.items() if name != LATEST}
    for name, run in others.items():
        if run.sample != recent.sample and _saved_change(measured, run) is not None:
            return compare(measured, name, LATEST, limits)
    if measured.change is not None and measured.change.written >= recent.written - _STALE:
        change, mean = _as_change(measured.change), measured.change.mean
        verdict, doubts = _judged(change, None, None, (recent,), limits)
        return Compared(measured, None, LATEST, change, CHANGE_FILE, None, None, verdict, doubts, mean)
    base = others.get("base")
    if base is not None and base.sample != recent.sample:
        return compare(measured, "base", LATEST, limits)
    return None


def _saved_change(measured: Measured, base: Run) -> Relative | None:
    """Criterion's comparison of the latest run, if it was made with this base.

    It does not say what it was made with; but its figure for the mean is that of the samples, digit by digit.
    """
    saved, recent = measured.change, measured.latest
    if saved is None or recent is None or recent.sample is None or base.sample is None:
        return None
    ratio = fmean(recent.sample.each) / fmean(base.sample.each)
    return saved if abs(ratio - 1 - saved.mean.point) <= _SAME * max(1.0, ratio) else None


def _as_change(saved: Relative) -> Change:
    figure = saved.median
    return Change(figure.point, figure.low, figure.high, figure.level)


def _of_intervals(base: Estimate, new: Estimate) -> Change:
    """Where samples are missing: the medians' own intervals, taken at their worst."""
    return Change(
        new.point / base.point - 1,
        new.low / base.high - 1,
        new.high / base.low - 1,
        min(base.level, new.level),
    )


def _judged(
    change: Change,
    p_value: float | None,
    floor: float | None,
    runs: Iterable[Run],
    limits: Thresholds,
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict, and what speaks against a change where the median shows one."""
    size = abs(change.point)
    if size < limits.change:
        return Verdict.UNCHANGED, ()
    doubts = []
    if not change.excludes_zero:
        doubts.append("the interval includes no change")
    if p_value is not None and p_value >= limits.p_value:
        doubts.append(f"Mann-Whitney p = {p_value:.2f}")
    if floor is not None and floor * (1 if change.point > 0 else -1) < limits.floor * size:
        doubts.append(f"the fastest samples changed by {floor:+.1%} only")
    spread = max((usual_variation(run.sample.each) for run in runs if run.sample is not None), default=0.0)
    times = limits.unsteady if spread >= limits.variation else limits.steady
    if size < times * spread:
        doubts.append(f"samples of one run vary by {spread:.1%}")
    if doubts:
        return Verdict.UNCLEAR, tuple(doubts)
    return (Verdict.REGRESSED if change.point > 0 else Verdict.IMPROVED), ()


_TOGETHER, _MOST = 5, 0.75


def common_change(compared: Sequence[Compared], limits: Thresholds) -> float | None:
    """By how much benchmarks moved together, if at least three quarters of five or more moved one way.

    Then the machine was in another state, or they share the code that changed.
    """
    changes = [one.change.point for one in compared]
    for sign in (1, -1):
        moved = sum(sign * change >= limits.change for change in changes)
        if len(changes) >= _TOGETHER and moved >= _MOST * len(changes):
            return median(changes)
    return None


def ranked(compared: Sequence[Compared]) -> list[Compared]:
    """By verdict, the largest change on top."""
    rank = list(Verdict).index
    return sorted(
        compared, key=lambda one: (rank(one.verdict), -abs(one.change.point), one.measured.name.full)
    )
