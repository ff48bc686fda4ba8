"""Runs on disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from perfrules.model.conclusion import Conclusion, Status
from perfrules.pipeline.plan import Plan
from perfrules.pipeline.runs import Run, RunError, Runs
from tests.phase2.yard import figures, make_crate, make_step


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(make_crate(tmp_path / "numbers"))


@pytest.fixture
def run(runs: Runs) -> Run:
    return runs.begin(Plan("1", runs.top, (make_step(1),)))


def test_what_is_done_is_not_done_again(run: Run) -> None:
    made = Conclusion(Status.MEASURED, "faster", figures(time=1.5), specialist="asm-forge")
    assert run.once("steps/1/conclusion", Conclusion, lambda: made) == made
    again = Run(run.folder).once("steps/1/conclusion", Conclusion, lambda: pytest.fail("made twice"))
    assert again == made


def test_a_torn_record_is_made_again(run: Run) -> None:
    made = Conclusion(Status.MEASURED, "faster")
    run.once("a", Conclusion, lambda: made)
    for torn in ("", '{"status": "Mea', '{"status": "No such"}', "[]"):
        (run.folder / "a.json").write_text(torn)
        assert run.once("a", Conclusion, lambda: made) == made


def test_runs_are_found_by_id_and_the_last_by_its_name(runs: Runs, run: Run) -> None:
    second = runs.begin(run.plan)
    assert [each.id for each in runs.all()] == sorted([run.id, second.id])
    assert runs.find(run.id) == run
    assert runs.find("last") == second
    assert second.plan == run.plan
    with pytest.raises(RunError, match=r"there is no run `nobody` in .*; the last ones: "):
        runs.find("nobody")
    runs.remove(run)
    assert runs.all() == [second]


def test_the_project_does_not_see_them(runs: Runs, run: Run) -> None:
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=runs.top, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


def test_only_one_works_at_a_time_and_a_dead_one_bars_nobody(runs: Runs) -> None:
    script = f"""
import os, sys
from pathlib import Path
from perfrules.pipeline.runs import Runs
with Runs(Path({str(runs.top)!r})).working():
    print("in", flush=True)
    sys.stdin.read()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    with pytest.raises(RunError, match=rf"process {other.pid}"), runs.working():
        pass
    other.kill()
    other.wait()
    with runs.working():
        pass
