"""Phase 2 as a whole: the real command, cargo, valgrind, perf and Criterion, on a workspace with problems."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import FIXTURES, Outcome, perfrules
from tests.phase2.yard import git, state_of

pytestmark = pytest.mark.skipif(
    shutil.which("cargo") is None or shutil.which("valgrind") is None, reason="needs cargo and valgrind"
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture as somebody's repository."""
    folder = tmp_path_factory.mktemp("phase2") / "trades"
    shutil.copytree(FIXTURES / "trades", folder, ignore=shutil.ignore_patterns("target", ".perfrules"))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "trades")
    return folder


@pytest.fixture(scope="module")
def done(workspace: Path) -> Outcome:
    before = state_of(workspace)
    outcome = perfrules("pipeline", "--crate", "trades", "--approve", "all", cwd=workspace)
    assert state_of(workspace) == before, "the user's tree and repository are as they were"
    return outcome


@pytest.fixture(scope="module")
def report(done: Outcome, workspace: Path) -> dict[str, Any]:
    shown = perfrules("runs", "show", "--format", "json", cwd=workspace)
    assert shown.status == 0, shown.err
    document: dict[str, Any] = json.loads(shown.out)
    return document


def kept(report: dict[str, Any]) -> list[dict[str, Any]]:
    changes = [change for row in report["results"] for change in row["changes"]]
    return [change for change in changes if change["status"] == "Optimized"]


def test_it_ends_with_the_completion_report(done: Outcome) -> None:
    assert done.status == 0, done.err
    assert "Diagnostic Phase 2 Complete" in done.err
    assert "Perf Pipeline — Complete" in done.out
    assert "git apply" in done.out
    assert "cargo test --workspace" in done.out


def test_at_least_three_of_the_problems_are_mended(report: dict[str, Any]) -> None:
    functions = {row["location"]["function"] for row in report["results"] if row["status"] == "Optimized"}
    assert len(functions) >= 3, functions


def test_each_kept_change_is_faster_by_the_clock_and_by_instructions(report: dict[str, Any]) -> None:
    assert kept(report)
    for change in kept(report):
        figures = {
            figure["name"]: figure["value"]
            for measurement in change["measurements"]
            for figure in measurement["evidence"]["figures"]
        }
        times = [value for name, value in figures.items() if name.endswith(", at most")]
        assert times, figures
        assert min(times) < 0, "the interval of the change excludes zero"
        assert figures["instructions after"] < figures["instructions before"]


def test_diagnoses_come_from_valgrind(report: dict[str, Any]) -> None:
    ways = {conclusion["way"] for row in report["results"] for conclusion in row["conclusions"]}
    assert "valgrind's dhat" in ways


def test_what_is_kept_is_taken_and_passes(report: dict[str, Any], workspace: Path) -> None:
    taken = perfrules("pipeline", "--resume", report["run"], "--apply", cwd=workspace)
    assert taken.status == 0, taken.err
    assert "perfrules: applied: " in taken.err
    changed = git(workspace, "diff", "--name-only").split()
    assert changed
    assert all(path.startswith("trades/src/") for path in changed)
    test = ["cargo", "test", "--quiet", "--workspace", "--target-dir", ".perfrules/targets/slot-1"]
    subprocess.run(test, cwd=workspace, check=True, capture_output=True)


def test_runs_are_listed_and_removed(report: dict[str, Any], workspace: Path) -> None:
    listed = perfrules("runs", "list", cwd=workspace)
    assert listed.out.startswith(f"{report['run']}  done      ")
    page = perfrules("runs", "show", report["run"], "--format", "html", cwd=workspace)
    assert page.out.startswith("<!doctype html>")
    assert perfrules("runs", "show", "nobody", cwd=workspace).status == 2
    assert perfrules("runs", "clean", cwd=workspace).out == "1 removed\n"
    assert perfrules("runs", "list", cwd=workspace).out == ""
    assert not (workspace / ".perfrules" / "targets").exists()
