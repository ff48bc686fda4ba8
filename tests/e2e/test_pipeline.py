"""The pipeline's gate, by the real command: on a real pseudo-terminal, and without one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

import pexpect
import pytest

from perfrules.engine import diagnose_all
from tests.e2e.command import FIXTURES, Outcome, perfrules

MEETING = Path(copytree(FIXTURES / "meeting", Path(mkdtemp()) / "meeting"))
"""A copy outside the repository, so that paths are those of the crate."""
CRITERION = str(MEETING / "criterion")
QUESTION = "Which of them shall phase 2 take on?"


def gate(*args: str, columns: int = 100) -> pexpect.spawn[str]:
    """``perfrules pipeline . --dry-run`` on a terminal, up to its question."""
    child: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-m", "perfrules", "pipeline", ".", "--dry-run", *args],
        cwd=str(MEETING),
        env={
            **os.environ,
            "CRITERION_HOME": CRITERION,
            "NO_COLOR": "1",
            "TERM": "xterm",
            "COLUMNS": str(columns),
        },
        encoding="utf-8",
        dimensions=(40, columns),
        timeout=60,
        echo=False,
    )
    child.expect_exact(QUESTION)
    return child


def answered(child: pexpect.spawn[str], *answers: str) -> str:
    """What the command says to answers, up to its end; each but the last is asked again after."""
    said = ""
    for at, answer in enumerate(answers):
        child.sendline(answer)
        child.expect_exact(pexpect.EOF if at == len(answers) - 1 else QUESTION)
        said += child.before or ""
    child.close()
    assert child.exitstatus == 0
    return said.replace("\r\n", "\n")


def test_the_table_comes_before_the_question() -> None:
    child = gate()
    shown = (child.before or "").replace("\r\n", "\n")
    assert "benchmarks: 2 findings" in shown
    assert "Phase 1 Complete" in shown
    assert re.search(r"Found \d+ performance findings across 2 files", shown)
    header = next(line for line in shown.splitlines() if line.startswith("# Risk"))
    assert header.split() == ["#", "Risk", "Location", "Issue", "Category", "skill", "Type"]
    answered(child, "none")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("all", ["Approved 3 of 3", "2. Diagnostic by heap-profile", "1. Measurement by bench-compare"]),
        ("1,3", ["Approved 2 of 3", "3. Diagnostic by heap-profile: src/lib.rs"]),
        ("2-3", ["Approved 2 of 3"]),
        ("2 -> asm-forge", ["Approved 1 of 3", "2. Optimization by asm-forge", "may change src/lib.rs"]),
        ("1 3 -> /simd-optimize", ["Approved 2 of 3", "3. Optimization by simd-optimize"]),
    ],
)
def test_an_approval_is_repeated_in_the_order_of_phase_2(answer: str, said: list[str]) -> None:
    text = answered(gate(), answer)
    for each in said:
        assert each in text


@pytest.mark.parametrize("answer", ["none", "quit"])
def test_nothing_goes_on_after(answer: str) -> None:
    assert "Approved" not in answered(gate(), answer)


def test_quit_decides_nothing_and_writes_no_plan(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    assert f"{plan} is not written: nothing was decided" in answered(gate("--plan", str(plan)), "quit")
    assert not plan.exists()
    answered(gate("--plan", str(plan)), "none")
    assert plan.exists()


def test_show_and_help_are_answered_and_asked_again() -> None:
    text = answered(gate(), "show 1", "help", "none")
    assert "convergence" in text
    assert "3 analysts (benchmarks, antipatterns, hotspots)" in text
    assert "[antipatterns, clone-to-read]" in text
    assert "specialists: asm-forge, bench-compare" in text


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("9", "there is no issue 9: the table has 1 to 3"),
        ("yes", "`yes` is no answer"),
        ("1 -> nobody", "`nobody` is no specialist"),
        ("", "nothing was answered"),
    ],
)
def test_anything_else_is_answered_with_what_is_allowed(answer: str, reason: str) -> None:
    text = answered(gate(), answer, "none")
    assert reason in text
    assert "all" in text


def test_the_end_of_input_approves_nothing() -> None:
    child = gate()
    child.sendeof()
    child.expect_exact(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "Approved" not in (child.before or "")


def test_what_is_typed_cannot_write_on_the_terminal() -> None:
    assert "\x1b" not in answered(gate("--no-progress"), "x\x1b[31mred", "none")


def test_an_interrupt_approves_nothing() -> None:
    child = gate()
    child.sendintr()
    child.expect_exact(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Approved" not in (child.before or "")


def test_a_narrow_terminal_shows_a_list_without_broken_words() -> None:
    child = gate("--no-progress", columns=60)
    lines = [line.rstrip() for line in (child.before or "").splitlines()]
    assert {"1 High", "src/lib.rs:10", "benchmark-regression → bench-compare (Measurement)"} <= set(lines)
    answered(child, "none")


def test_a_wide_terminal_shows_words_whole() -> None:
    child = gate("--no-progress", columns=200)
    shown = child.before or ""
    assert "Phase 2 skill" in shown
    assert "benchmark-regression bench-compare" in shown
    answered(child, "none")


@pytest.mark.parametrize("columns", [80, 100, 140])
def test_the_table_fits_the_terminal(columns: int) -> None:
    child = gate("--no-progress", columns=columns)
    table = (child.before or "").splitlines()
    assert max(len(line) for line in table) <= columns
    assert any(line.endswith(" Measurement") for line in table)
    answered(child, "none")


def run(*args: str | Path) -> Outcome:
    return perfrules("pipeline", ".", "--dry-run", *args, cwd=MEETING, CRITERION_HOME=CRITERION)


def test_without_a_terminal_the_table_is_printed_and_the_choice_asked_for() -> None:
    done = run()
    assert done.status == 2
    assert "Phase 1 Complete" in done.out
    assert done.err.splitlines()[-1] == (
        "perfrules: error: nobody to ask: choose with --approve all|1,2|none, "
        "or write a plan to edit with --plan FILE"
    )


def test_a_given_answer_is_taken_and_a_wrong_one_is_a_wrong_call() -> None:
    assert "Approved 2 of 3" in run("--approve", "1,2").out
    done = run("--approve", "7")
    assert (done.status, done.err.splitlines()[-1]) == (
        2,
        "perfrules: error: --approve: there is no issue 7: the table has 1 to 3",
    )
    assert run("--approve", "show 1").status == 2


def test_nothing_approved_is_said_to_go_on_nowhere(tmp_path: Path) -> None:
    assert run("--plan", tmp_path / "my plan.yaml").err.endswith(f"--resume '{tmp_path}/my plan.yaml'`\n")
    resumed = perfrules("pipeline", "--resume", "my plan.yaml", cwd=tmp_path)
    assert (resumed.status, resumed.out) == (0, "Approved 0 of 3: nothing goes on\n")
    again = perfrules("pipeline", "--resume", "my plan.yaml", "--plan", "other.yaml", cwd=tmp_path)
    assert again.status == 2


def test_what_asks_nobody_is_a_report_and_no_wrong_call(tmp_path: Path) -> None:
    for args in (["--format", "markdown"], ["--format", "json"], ["--output", tmp_path / "table.txt"]):
        done = run(*args)
        assert done.status == 0
        assert done.err.splitlines()[-1].startswith("perfrules: nothing is asked and nothing goes on")
    assert (tmp_path / "table.txt").read_text().startswith("Phase 1 Complete")


def test_a_document_is_alone_on_standard_output() -> None:
    done = run("--format", "json", "--approve", "all")
    assert len(json.loads(done.out)["issues"]) == 3
    assert "Approved 3 of 3" in done.err


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["nowhere"], "no such file or folder: `nowhere`"),
        ([".", "--crate", "nobody"], "no crate `nobody` in this workspace"),
    ],
)
def test_a_target_that_is_not_there_has_no_table(args: list[str], reason: str) -> None:
    done = perfrules("pipeline", *args, cwd=MEETING, CRITERION_HOME=CRITERION)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1] == f"perfrules: error: {reason}"


def test_why_nothing_was_looked_at_and_what_was_left_out_is_said(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    nothing = perfrules("pipeline", cwd=tmp_path)
    assert nothing.status == 0
    assert "perfrules: note: no Rust files changed; name a file or a folder to scan all of it" in nothing.err
    copytree(FIXTURES / "service", tmp_path, dirs_exist_ok=True)
    hot = perfrules("pipeline", "--crate", "server", "--approve", "none", cwd=tmp_path)
    assert "1 issue off the crate's hot paths left out" in hot.err


def test_a_plan_is_written_edited_and_resumed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    assert run("--plan", plan).status == 0
    text = plan.read_text()
    assert text.count("approve: false") == 3
    plan.write_text(text.replace("approve: false", "approve: true", 1))
    resumed = perfrules("pipeline", "--resume", plan, "--dry-run", cwd=tmp_path)
    assert resumed.status == 0
    assert resumed.out.startswith(
        "Approved 1 of 3, in the order of phase 2:\n  1. Measurement by bench-compare: src/lib.rs:10\n"
    )
    assert "cargo bench --bench tally --package meeting" in resumed.out
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\n")
    refused = perfrules("pipeline", "--resume", broken, cwd=tmp_path)
    assert refused.status == 2
    assert refused.err.startswith(f"perfrules: error: {broken}: not a plan of `perfrules pipeline`")
    broken.write_bytes(b"\xff\xfe")
    refused = perfrules("pipeline", "--resume", broken, cwd=tmp_path)
    assert refused.err.endswith("not UTF-8 text\n")


def test_a_failing_analyst_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no samples")

    monkeypatch.setattr("perfrules.analysts.benchmarks.find.find", broken)
    found = diagnose_all(["."], cwd=MEETING)
    assert {outcome.analyst.value: bool(outcome.failure) for outcome in found.outcomes} == {
        "benchmarks": True,
        "antipatterns": False,
        "hotspots": False,
    }
    (note,) = [note for note in found.report.diagnostics if note.internal]
    assert note.message.startswith("analyst `benchmarks` failed: RuntimeError: no samples")
    assert found.issues


def test_markdown_is_a_table_and_json_holds_everything() -> None:
    table = run("--approve", "none", "--format", "markdown").out.splitlines()
    rows = [line for line in table if line.startswith("|")]
    assert rows[0] == "| # | Risk | Location | Issue | Category | Phase 2 skill | Type |"
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 8 for row in rows)
    document = json.loads(run("--approve", "none", "--format", "json").out)
    assert [issue["number"] for issue in document["issues"]] == [1, 2, 3]
    assert document["issues"][0]["analysts"] == ["benchmarks", "antipatterns", "hotspots"]


def test_two_runs_are_byte_identical() -> None:
    first = run("--approve", "none", "--format", "json")
    again = perfrules(
        "pipeline", ".", "--approve", "none", "--format", "json", cwd=MEETING, CRITERION_HOME=CRITERION,
        PYTHONHASHSEED="7",
    )  # fmt: skip
    assert first.out == again.out


def test_a_scan_of_what_a_benchmark_exercises() -> None:
    done = perfrules("scan", "--bench", "tally", "--format", "json", cwd=MEETING, CRITERION_HOME=CRITERION)
    found = json.loads(done.out)["findings"]
    assert {finding["location"]["function"] for finding in found} <= {"tally", "words"}
    assert "bench-regression" in {finding["ruleId"] for finding in found}
    unknown = perfrules("scan", "--bench", "nothing", cwd=MEETING, CRITERION_HOME=CRITERION)
    assert unknown.status == 2
    assert "no benchmark, group or bench target is called `nothing`" in unknown.err


def test_a_run_that_is_gone_on_with_is_no_preview() -> None:
    done = perfrules("pipeline", "--resume", "20260101-000000", "--dry-run", cwd=MEETING)
    assert (done.status, done.out) == (2, "")
    assert (
        done.err
        == "perfrules: error: --dry-run takes a plan: that of a run is .perfrules/runs/ID/plan.yaml\n"
    )
