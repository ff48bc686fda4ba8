"""Figures are those that Criterion printed for the same data, digit for digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfrules.analysts.benchmarks import units
from perfrules.analysts.benchmarks.data import Measured, Throughput
from perfrules.analysts.benchmarks.folder import read
from perfrules.analysts.benchmarks.stats import outliers
from tests.benchmarks.places import CRITERION, NAMED, PLAIN

_BLOCK = re.compile(
    r"^(?P<name>\S.*?)\s+time:   \[(?P<time>[^\]]*)\]\n(?P<rest>(?:^(?: .*|Found.*)?\n)*)", re.MULTILINE
)


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [(1.0, "953.67 MiB/s"), (0.93, "1.0014 GiB/s"), (1e9, "1.0000 B/s"), (1e-9, "931322575 GiB/s")],
)
def test_each_throughput_has_the_unit_that_suits_it(nanoseconds: float, shown: str) -> None:
    assert units.throughput(Throughput("bytes", 1), nanoseconds) == shown


def printed(console: Path) -> dict[str, tuple[str, str]]:
    """Per benchmark the times in brackets, and what follows until the next one."""
    text = console.read_text(encoding="utf-8")
    found = {block["name"]: (block["time"], block["rest"]) for block in _BLOCK.finditer(text)}
    assert found
    return found


@pytest.mark.parametrize(("root", "console"), [(NAMED, "named-new.txt"), (PLAIN, "plain-new.txt")])
def test_figures_are_criterions(root: Path, console: str) -> None:
    said = printed(CRITERION / "console" / console)
    results = read(root)
    assert said.keys() == {one.name.full for one in results.benchmarks}
    for one in results.benchmarks:
        times, rest = said[one.name.full]
        assert _times(one) == times
        thrpt = re.search(r"thrpt:  \[([^\]]*)\]\n", rest)
        assert _rates(one) == (thrpt[1] if thrpt is not None else None)
        change = re.search(r"(?:change:\s*\n\s*time:|change:)\s+\[([^\]]*)\]", rest)
        assert change is not None
        assert _change(one) == change[1]
        counted = re.search(r"Found (\d+) outliers among (\d+)", rest)
        assert _outliers(one) == ((int(counted[1]), int(counted[2])) if counted is not None else (0, 10))


def _times(one: Measured) -> str:
    run = one.runs["new"]
    assert run.estimates is not None
    typical = run.estimates.typical
    return " ".join(units.time(value) for value in (typical.low, typical.point, typical.high))


def _rates(one: Measured) -> str | None:
    run = one.runs["new"]
    if run.throughput is None or run.estimates is None:
        return None
    typical = run.estimates.typical
    return " ".join(
        units.throughput(run.throughput, value) for value in (typical.high, typical.point, typical.low)
    )


def _change(one: Measured) -> str:
    assert one.change is not None
    mean = one.change.mean
    return " ".join(units.change(value) for value in (mean.low, mean.point, mean.high))


def _outliers(one: Measured) -> tuple[int, int]:
    run = one.runs["new"]
    assert run.sample is not None
    assert run.fences is not None
    counted = outliers(run.sample.each, run.fences)
    return counted.total, counted.samples
