"""Faster or not: both witnesses, alone and together."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.model.conclusion import Evidence, Figure, Status
from perfrules.model.issue import Bench
from perfrules.specialists import bench_compare
from perfrules.specialists.bench_compare import WITH_INSTRUCTIONS, Verdict, verdict
from perfrules.specialists.command import Outcome
from perfrules.specialists.site import Site
from perfrules.specialists.specialist import Unreadable
from tests.specialists.steps import make_site, make_step

SIGN = {"faster": -1, "same": 0, "slower": 1, "unclear": 2}
STEP = make_step("bench-compare", ("src/lib.rs", 1, "f"), benches=(Bench("tiny", "speed", "f"),))


def evidence(time: str | None, instructions: float | None) -> Evidence:
    """What the clock says, and the change of instructions as a share."""
    figures = [] if time is None else [Figure("time verdict: f", SIGN[time], "")]
    if instructions is not None:
        figures += [
            Figure("instructions before", 1000, ""),
            Figure("instructions after", 1000 * (1 + instructions), ""),
        ]
    return Evidence(figures=tuple(figures))


@pytest.mark.parametrize(
    ("time", "instructions", "expected"),
    [
        ("faster", -0.3, "faster"),
        ("faster", 0.0, "faster"),
        ("faster", 0.1, "unclear"),
        ("faster", None, "faster"),
        ("slower", 0.2, "slower"),
        ("slower", 0.0, "slower"),
        ("slower", -0.2, "unclear"),
        ("same", -0.2, "same"),
        ("same", 0.0, "same"),
        ("unclear", -0.2, "unclear"),
        (None, -0.2, "faster"),
        (None, 0.2, "slower"),
        (None, 0.001, "same"),
        (None, None, "unclear"),
    ],
)
def test_the_witnesses_together(time: str | None, instructions: float | None, expected: Verdict) -> None:
    assert verdict(evidence(time, instructions)) == expected


def test_one_slower_benchmark_outweighs_a_faster_one() -> None:
    both = Evidence(figures=(Figure("time verdict: a", -1, ""), Figure("time verdict: b", 1, "")))
    assert verdict(both) == "slower"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "tree/src").mkdir(parents=True)
    (tmp_path / "tree/src/lib.rs").write_text("pub fn f() {}\n")
    (tmp_path / "tree/Cargo.toml").write_text('[package]\nname = "tiny"\nversion = "0.1.0"\n')
    after = make_site(tmp_path / "tree", STEP, WITH_INSTRUCTIONS, tmp_path / "out")
    return replace(after, base=replace(after, root=tmp_path / "base"))


def criterion(home: Path, nanoseconds: list[float]) -> None:
    """A run as Criterion leaves it, of samples of one iteration each."""
    folder = home / "f" / "new"
    folder.mkdir(parents=True)
    name = {"group_id": "f", "function_id": None, "value_str": None, "throughput": None, "full_id": "f"}
    (folder / "benchmark.json").write_text(json.dumps({**name, "directory_name": "f", "title": "f"}))
    sample = {"sampling_mode": "Flat", "iters": [1.0] * len(nanoseconds), "times": nanoseconds}
    (folder / "sample.json").write_text(json.dumps(sample))


def callgrind(path: Path, instructions: int) -> None:
    """The smallest file that callgrind would write."""
    path.write_text(
        f"# callgrind format\nevents: Ir\nfl=a.rs\nfn=f\n1 {instructions}\ntotals: {instructions}\n"
    )


def outcomes(site: Site) -> dict[str, Outcome]:
    return {
        name: Outcome(name, "", 0, 0.0, 1.0, site.folder / f"{name}.out", site.folder / f"{name}.err")
        for name in ("build-before", "build-after")
    }


def recorded(site: Site, before: list[float], after: list[float], instructions: tuple[int, int]) -> Evidence:
    for number in (1, 2):
        criterion(site.folder / f"criterion-before-{number}", before)
        criterion(site.folder / f"criterion-after-{number}", after)
    for name, count in zip(("before", "after"), instructions, strict=True):
        callgrind(site.folder / f"callgrind-{name}.out", count)
    return bench_compare.parse(STEP, site, outcomes(site))


def around(value: float) -> list[float]:
    """Thirty samples within two percent."""
    return [value * (1 + (at % 5 - 2) / 100) for at in range(30)]


def test_a_gain_is_told_with_its_interval_and_its_instructions(site: Site) -> None:
    found = recorded(site, around(1000), around(600), (5000, 3000))
    assert verdict(found) == "faster"
    conclusion = bench_compare.conclude(STEP, site, found)
    assert conclusion.status is Status.MEASURED
    assert conclusion.result.startswith("faster: −40.0 % (")
    assert conclusion.result.endswith(" time, −40.0 % instructions")
    (chart,) = found.charts
    assert [bar.label for bar in chart.bars][:2] == ["before 5%", "after 5%"]


def test_a_loss_is_flagged_and_a_gain_by_the_clock_alone_is_called_weak(site: Site, tmp_path: Path) -> None:
    worse = recorded(site, around(1000), around(1300), (5000, 5600))
    assert bench_compare.conclude(STEP, site, worse).status is Status.FLAGGED
    other = replace(site, folder=tmp_path / "other")
    other.folder.mkdir()
    layout = recorded(other, around(1000), around(900), (5000, 5000))
    assert verdict(layout) == "faster"
    assert "measure again" in bench_compare.conclude(STEP, other, layout).reason


def test_rounds_that_contradict_each_other_are_unclear(site: Site) -> None:
    for number, (before, after) in enumerate([(1000, 900), (900, 1000)], 1):
        criterion(site.folder / f"criterion-before-{number}", around(before))
        criterion(site.folder / f"criterion-after-{number}", around(after * 0.97))
    for name in ("before", "after"):
        callgrind(site.folder / f"callgrind-{name}.out", 5000)
    assert verdict(bench_compare.parse(STEP, site, outcomes(site))) in ("unclear", "same")


def test_a_benchmark_that_only_some_runs_know_is_left_out(site: Site) -> None:
    criterion(site.folder / "criterion-before-1", around(1000))
    for name in ("before", "after"):
        callgrind(site.folder / f"callgrind-{name}.out", 5000)
    found = bench_compare.parse(STEP, site, outcomes(site))
    assert found.charts == ()
    assert verdict(found) == "same"


def test_nothing_told_is_said(site: Site) -> None:
    with pytest.raises(Unreadable, match="told anything"):
        bench_compare.parse(STEP, replace(site, way="Criterion alone"), outcomes(site))


@given(st.floats(0.2, 0.97), st.floats(10, 1e6))
def test_a_clear_change_is_seen_in_its_direction(share: float, time: float) -> None:
    from perfrules.analysts.benchmarks.stats import bootstrap_change, mann_whitney
    from perfrules.specialists.bench_compare import _of_time

    slow, fast = (
        [time * (1 + at / 10_000) for at in range(20)],
        [time * share * (1 + at / 10_000) for at in range(20)],
    )
    for before, after, expected in ((slow, fast, "faster"), (fast, slow, "slower"), (slow, slow, "same")):
        change = bootstrap_change(before * 2, after * 2)
        rounds = {"before": [before, before], "after": [after, after]}
        assert _of_time(change, rounds, mann_whitney(before * 2, after * 2)) == expected


def test_time_is_measured_alone_and_in_turns(site: Site) -> None:
    commands = bench_compare.plan(STEP, site)
    assert [command.name for command in commands if command.alone] == [
        "time-before-1", "time-after-1", "time-before-2", "time-after-2",
    ]  # fmt: skip
    assert all("--toggle-collect=*Bencher*::iter*" in c.argv for c in commands if c.name.startswith("count-"))
