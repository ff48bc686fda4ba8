"""The fixture of phase 2: its known problems, and nothing else, are found, mended, and tied to benchmarks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import perfrules
from perfrules.model.severity import Applicability
from perfrules.pipeline.edits import fixes
from tests.e2e.command import perfrules as run

TRADES = Path(__file__).parent / "fixtures" / "trades"
PROBLEMS = {
    ("owned-to-read", "number"): "read",
    ("vec-without-capacity", "Index::new"): "index",
    ("clone-to-read", "Session::drawdowns"): "drawdowns",
    ("bounds-checks-in-loop", "Volumes::add"): "add",
}
"""The rule and the function of each problem, and the benchmark that measures it."""


@pytest.fixture
def trades(tmp_path: Path) -> Path:
    """A copy of the workspace."""
    return Path(shutil.copytree(TRADES, tmp_path / "trades", ignore=shutil.ignore_patterns("target")))


def test_each_problem_is_found_and_no_other(trades: Path) -> None:
    found = perfrules.scan([trades]).active
    assert sorted((each.rule_id, each.location.function or "") for each in found) == sorted(PROBLEMS)


def test_a_mended_workspace_has_no_problem(trades: Path) -> None:
    report = perfrules.scan([trades])
    mended = fixes(report.active, report.root, tuple(Applicability))
    assert (mended.overlapping, mended.unreadable, mended.spoilt) == ([], [], [])
    for change in mended.changes:
        (report.root / change.path).write_text(change.after)
    assert not perfrules.scan([trades]).active


def test_each_issue_names_its_benchmark(trades: Path) -> None:
    outcome = run("pipeline", ".", "--approve", "none", "--format", "json", cwd=trades)
    issues = json.loads(outcome.out)["issues"]
    measured = {
        (finding["ruleId"], issue["location"]["function"]): [bench["name"] for bench in issue["benches"]]
        for issue in issues
        for finding in issue["findings"]
    }
    assert {problem: measured[problem] for problem in PROBLEMS} == {
        problem: [bench] for problem, bench in PROBLEMS.items()
    }
    alike = [issue for issue in issues if issue["location"]["path"].endswith("feed.rs")]
    assert {finding["ruleId"] for issue in alike for finding in issue["findings"]} <= {"timed-loop"}
