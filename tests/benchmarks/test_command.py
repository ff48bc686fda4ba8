"""``perfrules bench`` in a process of its own, with a stand-in for cargo where it runs one."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
import time
from pathlib import Path

import pexpect
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.benchmarks.places import CRATE, HISTORY, NAMED, PLAIN
from tests.e2e.command import Outcome, perfrules

DAMAGED = "perfrules: warning: target/criterion/checksum/new/sample.json: left out: cut off:"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The fixture crate with results of named runs."""
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    shutil.copytree(NAMED, folder / "target" / "criterion")
    return folder


def bench(*args: str | Path, cwd: Path, **environment: str) -> Outcome:
    clean = {"CRITERION_HOME": "", "CARGO_TARGET_DIR": ""}
    return perfrules("bench", *args, cwd=cwd, **{**clean, **environment})


def test_list(tiny: Path, snapshot: SnapshotAssertion) -> None:
    found = bench("list", cwd=tiny)
    assert (found.status, found.err) == (0, "")
    assert found.out == snapshot


def test_list_as_json(tiny: Path) -> None:
    found = json.loads(bench("list", "--format", "json", "--bench", "bytes", cwd=tiny).out)
    assert [one["name"] for one in found["targets"]] == ["shapes"]
    assert len(found["benchmarks"]) == 4
    assert {one["functions"][0]["name"] for one in found["benchmarks"]} == {"checksum"}


def test_report(tiny: Path, snapshot: SnapshotAssertion) -> None:
    found = bench("report", cwd=tiny)
    assert (found.status, found.err) == (1, "")
    assert found.out == snapshot
    assert bench("report", cwd=tiny).out == found.out


def test_report_of_a_regression(tiny: Path, snapshot: SnapshotAssertion) -> None:
    found = bench("report", "--criterion", PLAIN, "-v", cwd=tiny)
    assert (found.status, found.err) == (1, "")
    assert found.out == snapshot


def test_compare(tiny: Path, snapshot: SnapshotAssertion) -> None:
    found = bench("compare", "v1", "v3", "-v", cwd=tiny)
    assert (found.status, found.err) == (1, "")
    assert found.out == snapshot


def test_trend(tiny: Path, snapshot: SnapshotAssertion) -> None:
    found = bench("trend", cwd=tiny)
    assert (found.status, found.err) == (0, "")
    assert found.out == snapshot


def test_a_regression_names_the_function_and_the_measurement(tiny: Path) -> None:
    found = json.loads(bench("report", "--criterion", PLAIN, "--format", "json", cwd=tiny).out)
    (regression,) = (one for one in found["findings"] if one["ruleId"] == "bench-regression")
    assert regression["location"]["function"] == "checksum"
    assert regression["severity"] == "high"
    assert regression["category"] == "benchmark-regression"
    measured = [one for one in regression["evidence"] if one["basis"] == "measurement"]
    assert "49.2%" in measured[0]["text"]
    assert "Criterion's change file" in measured[0]["text"]
    (row,) = (one for one in found["benchmarks"] if one["name"] == "checksum")
    assert row["change"]["verdict"] == "regressed"


def test_history_of_cargo_criterion(tiny: Path) -> None:
    found = bench("report", "--criterion", HISTORY, cwd=tiny)
    assert found.status == 1
    assert "against `base`: regressed" in found.out


def test_thresholds_can_be_changed(tiny: Path) -> None:
    found = bench("report", "--criterion", PLAIN, "--threshold", "change=0.6", cwd=tiny)
    assert found.status == 0
    assert "2 unchanged" in found.out


def test_fail_on(tiny: Path) -> None:
    assert bench("report", "--criterion", PLAIN, "--fail-on", "critical", cwd=tiny).status == 0
    assert bench("report", "--criterion", PLAIN, "--fail-on", "never", cwd=tiny).status == 0
    assert bench("report", "--fail-on", "low", cwd=tiny).status == 1


def test_a_damaged_file_is_told_and_the_rest_reported(tiny: Path) -> None:
    sample = tiny / "target/criterion/checksum/new/sample.json"
    sample.write_text(sample.read_text(encoding="utf-8")[:40], encoding="utf-8")
    found = bench("report", cwd=tiny)
    (line,) = found.err.splitlines()
    assert line.startswith(DAMAGED)
    assert "flat/slow/sorted" in found.out
    assert "checksum                time:" in found.out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["compare", "v1", "v22"], "no saved run `v22`; did you mean `v2`?"),
        (
            ["report", "--bench", "shape"],
            "no bench target, benchmark or group `shape`; did you mean `shapes`?",
        ),
        (["report", "--threshold", "chance=1"], "no threshold `chance`; did you mean `change`?"),
        (["report", "--threshold", "change"], "a threshold is written NAME=NUMBER"),
        (["report", "--threshold", "change=-1"], "a threshold is written NAME=NUMBER"),
        (["report", "--criterion", "nowhere"], "no such folder: `nowhere`"),
        (["report", "--", "--quick"], "mean something with --run only"),
        (["report", "--path", "nowhere"], "no such file or folder: `nowhere`"),
        (["report", "--crate", "tinny"], "no crate `tinny` in this workspace; did you mean `tiny`?"),
        (["trend", "v1", "v9"], "no saved run `v9`"),
        (["trend", "v1"], "no benchmark has two of these runs"),
        (["lisst"], "no command `lisst`; did you mean `list`?"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(tiny: Path, args: list[str], message: str) -> None:
    found = bench(*args, cwd=tiny)
    assert (found.status, found.out) == (2, "")
    (line,) = found.err.splitlines()
    assert message in line


def test_without_results_the_way_to_some_is_said(tiny: Path) -> None:
    shutil.rmtree(tiny / "target")
    found = bench("report", cwd=tiny)
    assert (found.status, found.out) == (2, "")
    assert "no results of Criterion found" in found.err
    assert bench("list", cwd=tiny).status == 0


# -- with a stand-in for cargo -------------------------------------------------------------------------


def stand_in(folder: Path, script: str) -> str:
    """A PATH on which ``cargo`` is a shell script."""
    place = folder / "bin"
    place.mkdir()
    cargo = place / "cargo"
    cargo.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    cargo.chmod(cargo.stat().st_mode | stat.S_IXUSR)
    return f"{place}{os.pathsep}{os.environ['PATH']}"


def test_run_lists_what_cargo_lists(tiny: Path) -> None:
    path = stand_in(tiny.parent, 'echo "$@" > call\nprintf "bytes/64: benchmark\\n\\nnew one: benchmark\\n"')
    found = bench("list", "--run", "--format", "json", cwd=tiny, PATH=path)
    assert found.err == ""
    listed = {one["name"]: one for one in json.loads(found.out)["benchmarks"]}
    assert list(listed) == ["bytes/64", "new one"]
    assert listed["bytes/64"]["location"]["startLine"] == 18
    assert listed["new one"]["functions"] == []
    assert (tiny / "call").read_text(encoding="utf-8").split() == "bench --bench shapes -- --list".split()


def test_run_measures_first_and_then_reports(tiny: Path) -> None:
    shutil.rmtree(tiny / "target")
    script = f'echo "$@" > call\nmkdir -p target\ncp -r "{PLAIN}" target/criterion'
    path = stand_in(tiny.parent, script)
    found = bench("report", "--run", "--bench", "checksum", "--", "--sample-size", "10", cwd=tiny, PATH=path)
    assert found.err == ""
    assert found.status == 1
    assert (tiny / "call").read_text(encoding="utf-8").split() == (
        "bench --bench shapes -- --sample-size 10 checksum".split()
    )
    assert "1 benchmark: 1 regressed" in found.out


def test_a_terminal_sees_what_runs_and_how_long(tiny: Path) -> None:
    path = stand_in(tiny.parent, 'echo "Benchmarking checksum: Warming up for 3.0000 s" >&2\nsleep 1')
    child = pexpect.spawn(
        sys.executable,
        ["-m", "perfrules", "bench", "report", "--run", "--time-limit", "90", "--fail-on", "never"],
        cwd=str(tiny),
        env={**os.environ, "PATH": path, "CRITERION_HOME": "", "CARGO_TARGET_DIR": "", "TERM": "xterm"},
        timeout=60,
        encoding="utf-8",
    )
    child.expect(r"\d of 90 s  checksum")
    child.expect("7 benchmarks, run `new`")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize("variable", ["CRITERION_HOME", "CARGO_TARGET_DIR"])
def test_results_are_read_where_the_environment_puts_them(tiny: Path, variable: str) -> None:
    shutil.copytree(PLAIN, tiny.parent / "built" / "criterion")
    place = "built/criterion" if variable == "CRITERION_HOME" else "built"
    found = bench("report", cwd=tiny, **{variable: str(tiny.parent / place)})
    assert found.out.startswith("2 benchmarks, run `new`")
    named = bench("report", "--criterion", NAMED, cwd=tiny, **{variable: str(tiny.parent / place)})
    assert named.out.startswith("7 benchmarks, run `new`")


def test_compare_saves_the_new_run_under_its_name(tiny: Path) -> None:
    path = stand_in(tiny.parent, 'echo "$@" > call')
    found = bench("compare", "v1", "v2", "--run", cwd=tiny, PATH=path)
    assert found.status == 0
    assert "--save-baseline v2" in (tiny / "call").read_text(encoding="utf-8")


def test_a_run_that_takes_too_long_is_ended(tiny: Path) -> None:
    path = stand_in(tiny.parent, "sleep 60 &\necho $! > child\nwait")
    started = time.monotonic()
    found = bench("report", "--run", "--time-limit", "1", cwd=tiny, PATH=path)
    assert time.monotonic() - started < 30
    assert "`shapes` did not finish within the time limit of 1 s" in found.err
    assert found.status == 1
    assert "7 benchmarks" in found.out
    child = int((tiny / "child").read_text(encoding="utf-8"))
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"\) ([A-Z])", state) is not None and ") Z" not in state


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            'echo "error[E0425]: cannot find value" >&2; echo "help: x" >&2; exit 101',
            "`cargo bench --bench shapes` failed (status 101): error[E0425]: cannot find value",
        ),
        ("exit 1", "failed (status 1): it said nothing"),
    ],
)
def test_a_failing_run_is_one_line(tiny: Path, script: str, message: str) -> None:
    found = bench("report", "--run", cwd=tiny, PATH=stand_in(tiny.parent, script))
    assert (found.status, found.out) == (2, "")
    (line,) = found.err.splitlines()
    assert message in line


def test_without_cargo(tiny: Path) -> None:
    found = bench("list", "--run", cwd=tiny, PATH=str(tiny))
    assert (found.status, found.out) == (2, "")
    assert "cargo is not installed" in found.err
