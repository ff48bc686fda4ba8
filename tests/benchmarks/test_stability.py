"""How far a run can be trusted, and what its outliers have in common."""

from __future__ import annotations

import pytest

from perfrules.analysts.benchmarks.data import Estimate, Estimates, Run, Sample
from perfrules.analysts.benchmarks.stability import stability
from perfrules.analysts.benchmarks.table import table

LIMITS = table().thresholds
STEADY = [100.0 + at % 5 for at in range(20)]


def run(times: list[float], width: float = 0.02) -> Run:
    typical = Estimate(100.0, 100.0 - 50 * width, 100.0 + 50 * width, 0.95, 1.0)
    return Run(
        Estimates(typical, typical, typical, typical, None),
        Sample("Flat", (1.0,) * len(times), tuple(times)),
    )


@pytest.mark.parametrize(
    ("times", "width", "complaint"),
    [
        ([*STEADY, 60.0, 140.0, 150.0, 55.0, 160.0], 0.02, "samples vary by 20.5%"),
        (STEADY, 0.2, "the confidence interval is 20.0% wide"),
        ([100.0 + at for at in range(20)], 0.02, "got 17.4% slower from the first sample to the last"),
        ([120.0 - at for at in range(20)], 0.02, "got 17.2% faster from the first sample to the last"),
    ],
)
def test_each_way_of_being_unsteady_is_named(times: list[float], width: float, complaint: str) -> None:
    judged = stability(run(times, width), LIMITS)
    assert judged is not None
    (said,) = judged.complaints
    assert said.startswith(complaint)


def test_a_steady_run_has_no_complaint() -> None:
    judged = stability(run(STEADY), LIMITS)
    assert judged is not None
    assert (judged.complaints, judged.outlier_pattern) == ((), None)


@pytest.mark.parametrize(
    ("slow", "fast", "pattern"),
    [
        (5, 0, "all of them slow: "),
        (0, 5, "all of them fast: "),
        (5, 1, "mostly slow: "),
        (1, 5, "mostly fast: "),
        (3, 3, "on both sides: "),
        (2, 0, None),
    ],
)
def test_outliers_on_one_side_are_named(slow: int, fast: int, pattern: str | None) -> None:
    judged = stability(run([*STEADY, *[130.0] * slow, *[70.0] * fast]), LIMITS)
    assert judged is not None
    counted = judged.outliers
    assert (counted.high_severe, counted.low_severe) == (slow, fast)
    assert (judged.outlier_pattern or "None").startswith(pattern or "None")


def test_without_samples_nothing_is_known() -> None:
    assert stability(Run(run(STEADY).estimates), LIMITS) is None
