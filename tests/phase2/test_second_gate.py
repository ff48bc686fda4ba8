"""The gate after the diagnoses, on a real pseudo-terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from perfrules.pipeline.runs import Runs
from tests.phase2.yard import make_crate

ROOT = Path(__file__).parents[2]
QUESTION = "Who goes on, as in the table?"


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    return make_crate(tmp_path / "numbers")


def gate(crate: Path) -> pexpect.spawn[str]:
    child: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-m", "tests.phase2.run_one", str(crate), "gate"],
        cwd=str(crate),
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "xterm"},
        encoding="utf-8",
        dimensions=(50, 100),
        timeout=120,
        echo=False,
    )
    child.expect_exact(QUESTION)
    return child


def test_what_was_found_and_what_it_changes_is_shown(crate: Path) -> None:
    child = gate(crate)
    shown = (child.before or "").replace("\r\n", "\n")
    assert "Diagnostic Phase 2 Complete" in shown
    assert "1. heap-profile: Diagnosed: allocates" in shown
    assert "#  Location      Original skill  Updated skill  Reason" in shown
    assert "1  src/lib.rs:6  heap-profile    asm-forge      a ready fix" in shown
    child.sendline("none")
    child.expect_exact(pexpect.EOF)


@pytest.mark.parametrize(
    ("answers", "skill"),
    [
        (["all"], "asm-forge"),
        (["1"], "asm-forge"),
        (["1 -> bench-compare"], "bench-compare"),
        (["none"], "heap-profile"),
        (["help", "9", "perhaps", "show 1", "none"], "heap-profile"),
    ],
)
def test_each_answer_is_followed_and_anything_else_is_asked_again(
    crate: Path, answers: list[str], skill: str
) -> None:
    child = gate(crate)
    for answer in answers[:-1]:
        child.sendline(answer)
        child.expect_exact(QUESTION)
    child.sendline(answers[-1])
    child.expect_exact(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    said = (child.before or "").replace("\r\n", "\n")
    row = next(line for line in said.splitlines() if line.startswith("1  src/lib.rs"))
    assert skill in row


def test_quit_stops_the_run_for_another_time(crate: Path) -> None:
    child = gate(crate)
    child.sendline("quit")
    child.expect_exact(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    (run,) = Runs(crate).all()
    assert run.state == "stopped"
