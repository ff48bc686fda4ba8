"""Several runs side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysts.benchmarks.folder import read
from perfrules.analysts.benchmarks.table import table
from perfrules.analysts.benchmarks.trend import change_points, order, trends
from tests.benchmarks.places import HISTORY, NAMED

LIMITS = table().thresholds


def test_runs_follow_each_other_by_number() -> None:
    assert order(read(NAMED)) == ["v1", "v2", "v3", "new"]
    assert order(read(HISTORY)) == ["run-1", "run-2", "run-3", "base", "new"]


def test_the_run_that_got_slower_is_found() -> None:
    found = {one.measured.name.full: one for one in trends(read(HISTORY), order(read(HISTORY)), LIMITS)}
    checksum = found["checksum"]
    assert checksum.names == ("run-1", "run-2", "run-3")  # base and new repeat the last two
    assert [(point.at, round(point.change, 1)) for point in checksum.points] == [(2, 0.5)]
    assert found["bytes/64"].points == ()


@pytest.mark.parametrize(
    ("medians", "at"),
    [
        ([100, 101, 99, 100, 100], []),
        ([100, 101, 99, 130, 131, 129], [3]),
        ([100, 101, 130, 131, 80, 81], [2, 4]),
        ([100, 101, 140, 100, 99], []),  # one odd run in the middle
        ([100, 120, 95, 118, 102, 121, 97, 119], []),  # noise as large as the change
        ([100, 103], []),
        ([100, 120], [1]),
    ],
)
def test_change_points(medians: list[float], at: list[int]) -> None:
    assert [point.at for point in change_points(medians, LIMITS)] == at


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=15), st.floats(0.5, 2))
def test_change_points_do_not_depend_on_the_unit(medians: list[float], factor: float) -> None:
    plain = change_points(medians, LIMITS)
    assert all(0 < point.at < len(medians) for point in plain)
    assert [point.at for point in plain] == sorted({point.at for point in plain})


@given(st.integers(2, 12), st.floats(1, 1e6))
def test_a_level_series_has_none(runs: int, median: float) -> None:
    assert change_points([median] * runs, LIMITS) == []
