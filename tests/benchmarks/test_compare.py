"""Verdicts: what is called a regression, and what is not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysts.benchmarks import compare
from perfrules.analysts.benchmarks.compare import BOOTSTRAP, CHANGE_FILE, INTERVALS, Compared, Verdict
from perfrules.analysts.benchmarks.data import BenchmarkName, Estimate, Estimates, Measured, Run, Sample
from perfrules.analysts.benchmarks.folder import read
from perfrules.analysts.benchmarks.table import table
from tests.benchmarks.places import HISTORY, NAMED, PLAIN

LIMITS = table().thresholds
STEADY = [100.0, 101.0, 99.5, 100.5, 100.2, 99.8, 100.9, 99.1, 100.1, 100.4]


def judged(base: list[float], new: list[float]) -> Compared:
    runs = {
        name: Run(sample=Sample("Flat", (1.0,) * len(times), tuple(times)))
        for name, times in (("a", base), ("b", new))
    }
    found = compare.compare(Measured(BenchmarkName("x", "x"), Path("x"), runs), "a", "b", LIMITS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [(1.2, "regressed"), (1.06, "regressed"), (1.04, "unchanged"), (1.0, "unchanged"), (0.8, "improved")],
)
def test_a_change_of_all_samples_counts_from_the_threshold_on(factor: float, verdict: str) -> None:
    assert judged(STEADY, [value * factor for value in STEADY]).verdict == verdict


def test_what_only_disturbs_some_samples_is_unclear() -> None:
    disturbed = [*STEADY[:4], *(value * 1.12 for value in STEADY[4:])]
    found = judged(STEADY, disturbed)
    assert found.verdict is Verdict.UNCLEAR
    assert any("fastest samples" in doubt for doubt in found.doubts)


def test_a_single_interruption_does_not_hide_a_change() -> None:
    slower = [value * 1.2 for value in STEADY]
    assert judged(STEADY, [*slower[:-1], slower[-1] * 6]).verdict is Verdict.REGRESSED
    assert judged([*STEADY[:-1], STEADY[-1] * 6], slower).verdict is Verdict.REGRESSED
    assert judged(STEADY, [*STEADY[:-1], STEADY[-1] * 6]).verdict is Verdict.UNCHANGED


@pytest.mark.parametrize(("factor", "verdict"), [(1.06, "unclear"), (1.1, "regressed")])
def test_a_change_has_to_exceed_what_samples_do_anyway(factor: float, verdict: str) -> None:
    drifting = [94.0 + at for at in range(13)]  # varies by 3.9 %
    assert judged(drifting, [value * factor for value in drifting]).verdict == verdict


def test_a_change_within_a_wild_runs_variation_is_unclear() -> None:
    wild = [value * (1.0 + 0.5 * (at % 2)) * 1.1 for at, value in enumerate(STEADY)]
    found = judged(STEADY, wild)
    assert found.verdict is Verdict.UNCLEAR
    assert any("vary" in doubt for doubt in found.doubts)


@given(
    st.lists(st.floats(50, 200), min_size=5, max_size=30),
    st.lists(st.floats(50, 200), min_size=5, max_size=30),
)
def test_slower_one_way_is_faster_the_other_way(base: list[float], new: list[float]) -> None:
    there, back = judged(base, new), judged(new, base)
    assert (1 + there.change.point) * (1 + back.change.point) == pytest.approx(1)
    if there.verdict is Verdict.REGRESSED and back.change.point <= -LIMITS.change:
        assert back.verdict is not Verdict.REGRESSED


def test_criterions_file_is_used_for_the_base_that_it_was_made_with() -> None:
    for measured in read(NAMED).benchmarks:
        with_v1 = compare.compare(measured, "v1", "new", LIMITS)
        with_v2 = compare.compare(measured, "v2", "new", LIMITS)
        assert with_v1 is not None
        assert with_v2 is not None
        assert (with_v1.source, with_v2.source) == (CHANGE_FILE, BOOTSTRAP)
        assert measured.change is not None
        assert (with_v1.mean, with_v2.mean) == (measured.change.mean, None)
        latest = compare.latest(measured, LIMITS)
        assert latest == with_v1


def test_the_bootstrap_comes_to_what_criterion_came_to() -> None:
    for measured in read(NAMED).benchmarks:
        own = compare.compare(measured, "v1", "v2", LIMITS)
        assert own is not None
        saved = compare.compare(measured, "v1", "new", LIMITS)
        assert saved is not None
        base, new = measured.runs["v1"].sample, measured.runs["new"].sample
        assert base is not None
        assert new is not None
        from perfrules.analysts.benchmarks.stats import bootstrap_change

        mine = bootstrap_change(base.each, new.each)
        width = saved.change.high - saved.change.low
        assert mine.point == pytest.approx(saved.change.point)
        assert mine.low == pytest.approx(saved.change.low, abs=0.25 * width)
        assert mine.high == pytest.approx(saved.change.high, abs=0.25 * width)


def test_slower_code_is_a_regression_and_unchanged_code_is_not() -> None:
    by_name = {one.name.full: compare.latest(one, LIMITS) for one in read(PLAIN).benchmarks}
    assert {name: found and found.verdict.value for name, found in by_name.items()} == {
        "checksum": "regressed",
        "sorted/64": "unchanged",
    }
    history = {one.name.full: compare.latest(one, LIMITS) for one in read(HISTORY).benchmarks}
    assert {name: found and found.verdict.value for name, found in history.items()} == {
        "bytes/64": "unchanged",
        "checksum": "regressed",
        "flat/slow/sorted": "unchanged",
    }


def test_a_change_left_by_an_older_run_is_not_used(tmp_path: Path) -> None:
    shutil.copytree(PLAIN / "checksum", tmp_path / "checksum")
    stale = tmp_path / "checksum" / "change" / "estimates.json"
    sample = (tmp_path / "checksum" / "new" / "sample.json").stat()
    os.utime(stale, (sample.st_atime, sample.st_mtime - 3600))
    assert compare.latest(read(tmp_path).benchmarks[0], LIMITS) is None


def test_without_samples_the_intervals_decide() -> None:
    def run(median: float) -> Run:
        estimate = Estimate(median, median * 0.99, median * 1.01, 0.95, 0.1)
        return Run(Estimates(estimate, estimate, estimate, estimate, None))

    measured = Measured(
        BenchmarkName("x", "x"), Path("x"), {"a": run(100.0), "b": run(120.0), "c": run(101.0)}
    )
    slower = compare.compare(measured, "a", "b", LIMITS)
    same = compare.compare(measured, "a", "c", LIMITS)
    assert slower is not None
    assert same is not None
    assert (slower.source, slower.verdict, same.verdict) == (INTERVALS, Verdict.REGRESSED, Verdict.UNCHANGED)


def test_an_interval_that_holds_no_change_leaves_it_open() -> None:
    def run(median: float) -> Run:
        estimate = Estimate(median, median * 0.9, median * 1.1, 0.95, 0.1)
        return Run(Estimates(estimate, estimate, estimate, estimate, None))

    measured = Measured(BenchmarkName("x", "x"), Path("x"), {"a": run(100.0), "b": run(107.0)})
    found = compare.compare(measured, "a", "b", LIMITS)
    assert found is not None
    assert (found.verdict, found.doubts) == (Verdict.UNCLEAR, ("the interval includes no change",))


def test_too_few_samples_for_mann_whitney_leave_it_open() -> None:
    found = judged([100.0, 101.0, 102.0], [120.0, 121.0, 122.0])
    assert (found.verdict, found.doubts) == (Verdict.UNCLEAR, ("Mann-Whitney p = 0.08",))


def test_ranked_by_verdict_and_size() -> None:
    found = [judged(STEADY, [value * factor for value in STEADY]) for factor in (1.0, 0.8, 1.1, 1.3)]
    order = [round(one.change.point, 3) for one in compare.ranked(found)]
    assert order == [0.3, 0.1, -0.2, 0.0]


def test_what_moves_together_is_told() -> None:
    def changes(*factors: float) -> float | None:
        found = [judged(STEADY, [value * factor for value in STEADY]) for factor in factors]
        return compare.common_change(found, LIMITS)

    assert changes(1.1, 1.11, 1.09, 1.1, 1.0) == pytest.approx(0.1)
    assert changes(0.9, 0.9, 0.9, 0.9, 0.9) == pytest.approx(-0.1)
    assert changes(1.1, 0.9, 1.1, 0.9, 1.1) is None
    assert changes(1.1, 1.1, 1.1) is None
