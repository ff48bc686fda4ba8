"""The statistics, against their definitions and against Criterion's own figures."""

from __future__ import annotations

import math
import random
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfrules.analysts.benchmarks import stats
from perfrules.analysts.benchmarks.folder import read
from tests.benchmarks.places import NAMED, PLAIN

TIMES = st.lists(st.floats(1.0, 1e9), min_size=2, max_size=60)


@given(TIMES, TIMES)
def test_the_interval_of_a_change_holds_its_point(base: list[float], new: list[float]) -> None:
    change = stats.bootstrap_change(base, new, resamples=50)
    assert change.point == statistics.median(new) / statistics.median(base) - 1
    assert change.low <= change.point <= change.high


@given(TIMES)
def test_nothing_changed_between_a_run_and_itself(times: list[float]) -> None:
    change = stats.bootstrap_change(times, times, resamples=50)
    assert change.point == 0
    assert not change.excludes_zero
    assert stats.mann_whitney(times, times) > 0.9


@given(TIMES, TIMES)
def test_the_bootstrap_repeats_itself(base: list[float], new: list[float]) -> None:
    assert stats.bootstrap_change(base, new, resamples=20) == stats.bootstrap_change(base, new, resamples=20)


@pytest.mark.parametrize("size", [9, 10, 31])
def test_medians_of_resamples_are_distributed_as_resampling_makes_them(size: int) -> None:
    rng = random.Random(7)
    values = [rng.lognormvariate(0, 0.5) for _ in range(size)]
    direct = sorted(stats._resampled_medians(values, 4000, rng))
    naive = sorted(statistics.median(rng.choices(values, k=size)) for _ in range(4000))
    spread = statistics.stdev(naive)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        gap = abs(stats.quantile(direct, share) - stats.quantile(naive, share))
        assert gap < 0.35 * spread


def test_the_bootstrap_agrees_with_criterions_own_interval() -> None:
    measured = next(one for one in read(PLAIN).benchmarks if one.name.full == "checksum")
    change, latest = measured.change, measured.latest
    assert change is not None
    assert latest is not None
    assert latest.estimates is not None
    assert latest.sample is not None
    own = stats.bootstrap_change([1.0, 1.0], latest.sample.each, resamples=20_000)
    median = latest.estimates.median
    assert 1 + own.point == pytest.approx(median.point)
    assert 1 + own.low == pytest.approx(median.low, rel=0.01)
    assert 1 + own.high == pytest.approx(median.high, rel=0.01)


@given(TIMES, TIMES)
def test_mann_whitney_is_symmetric_and_a_probability(a: list[float], b: list[float]) -> None:
    p = stats.mann_whitney(a, b)
    assert 0 <= p <= 1
    assert p == pytest.approx(stats.mann_whitney(b, a))


def test_mann_whitney_of_a_worked_example() -> None:
    # Without ties, n = m = 6, U = 4: z = (18 - 4 - 0.5) / sqrt(36 / 12 * 13) = 2.1618.
    a = [1.0, 2.0, 3.0, 4.0, 5.0, 10.0]
    b = [6.0, 7.0, 8.0, 9.0, 11.0, 12.0]
    assert stats.mann_whitney(a, b) == pytest.approx(0.03064, abs=2e-4)


def test_ties_share_their_ranks() -> None:
    assert stats._mid_ranks([2.0, 1.0, 2.0, 3.0]) == [2.5, 1.0, 2.5, 4.0]
    assert stats.mann_whitney([1.0] * 8, [1.0] * 8) == 1.0


@given(TIMES, st.floats(0, 1))
def test_quantiles_lie_between_the_extremes(times: list[float], share: float) -> None:
    ordered = sorted(times)
    assert ordered[0] <= stats.quantile(ordered, share) <= ordered[-1] * (1 + 1e-12)


@given(TIMES)
def test_quartiles_are_those_of_the_inclusive_method(times: list[float]) -> None:
    expected = statistics.quantiles(times, n=4, method="inclusive")
    got = [stats.quantile(sorted(times), share) for share in (0.25, 0.5, 0.75)]
    assert got == pytest.approx(expected)


@given(TIMES)
def test_every_sample_is_inside_or_outside_once(times: list[float]) -> None:
    counted = stats.outliers(times, stats.tukey_fences(times))
    low_severe, low_mild, high_mild, high_severe = stats.tukey_fences(times)
    assert counted.samples == len(times)
    assert counted.low + counted.high == counted.total
    assert counted.total == sum(not low_mild <= value <= high_mild for value in times)
    assert counted.severe == sum(not low_severe <= value <= high_severe for value in times)


def test_fences_are_criterions() -> None:
    compared = 0
    for measured in read(NAMED).benchmarks:
        for run in measured.runs.values():
            assert run.sample is not None
            assert run.fences is not None
            assert stats.tukey_fences(run.sample.each) == pytest.approx(run.fences)
            compared += 1
    assert compared == 28


@given(st.integers(8, 60), st.floats(0.001, 0.1))
def test_a_steady_rise_is_drift_of_its_size(samples: int, step: float) -> None:
    rising = [100.0 * (1 + step * at) for at in range(samples)]
    moved = stats.drift(rising)
    assert moved.change == pytest.approx((rising[-1] - rising[0]) / statistics.median(rising))
    assert moved.p_value < 0.01
    falling = stats.drift(rising[::-1])
    assert falling.change == pytest.approx(-moved.change)


@given(TIMES, st.floats(0.5, 2.0))
def test_figures_that_are_shares_do_not_depend_on_the_unit(times: list[float], factor: float) -> None:
    assume(len(set(times)) > 1)
    scaled = [value * factor for value in times]
    assert stats.variation(scaled) == pytest.approx(stats.variation(times), rel=1e-6, abs=1e-9)
    assert math.isfinite(stats.drift(scaled).change)


def test_one_odd_sample_does_not_move_the_floor() -> None:
    steady = [100.0] * 20
    assert stats.floor_of([*steady, 5000.0]) == 100.0
