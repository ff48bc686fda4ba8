"""Ctrl-C, a kill, a second run and a full disk, at each stage: nothing is left, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfrules.pipeline.runs import Runs
from tests.phase2.test_command import gone
from tests.phase2.yard import make_crate, state_of

ROOT = Path(__file__).parents[2]
STAGES = ["heap-profile", "check", "asm-forge", "bench-compare"]


def start(crate: Path, place: str, *run: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.phase2.run_one", str(crate), place, *run],
        cwd=crate,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def hanging(process: subprocess.Popen[str], crate: Path) -> int:
    """Wait until the stage hangs; the number of the process that does."""
    hangs = crate.parent / "hangs"
    limit = time.monotonic() + 120
    while not hangs.is_file():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.05)
    number = int(hangs.read_text())
    hangs.unlink()
    return number


def trees_of(crate: Path) -> list[Path]:
    return list((crate / ".perfrules" / "runs").glob("*/trees/*"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_is_ended_leaves_nothing_and_is_gone_on_with(
    tmp_path: Path, stage: str, how: signal.Signals
) -> None:
    crate = make_crate(tmp_path / "numbers")
    before = state_of(crate)
    process = start(crate, stage)
    child = hanging(process, crate)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert gone(child)
    assert state_of(crate) == before
    (run,) = Runs(crate).all()
    if how is not signal.SIGKILL:
        assert process.returncode == 130
        assert err.splitlines()[-1] == f"perfrules: stopped; go on by `perfrules pipeline --resume {run.id}`"
        assert run.state == "stopped"
        assert trees_of(crate) == []
    finished = {path: path.stat().st_mtime_ns for path in run.folder.rglob("conclusion.json")}

    resumed = start(crate, "nowhere", run.id)
    out, err = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, err
    assert "2 findings: 1 Diagnosed, 1 Optimized" in out
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert (run.state, state_of(crate), trees_of(crate)) == ("done", before, [])


def test_a_second_run_is_refused_while_one_works(tmp_path: Path) -> None:
    crate = make_crate(tmp_path / "numbers")
    first = start(crate, "heap-profile")
    hanging(first, crate)
    second = start(crate, "nowhere")
    _, err = second.communicate(timeout=60)
    assert second.returncode == 2
    assert err.startswith(f"perfrules: error: another run is at work here (process {first.pid})")
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    third = start(crate, "nowhere", "last")
    out, _ = third.communicate(timeout=120)
    assert "2 findings: 1 Diagnosed, 1 Optimized" in out


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount a small disk")
def test_a_full_disk_is_told_and_gone_on_with_when_there_is_room(tmp_path: Path) -> None:
    crate = make_crate(tmp_path / "numbers")
    disk = crate / ".perfrules"
    disk.mkdir()
    (crate / ".gitignore").write_text("target\n.perfrules\n")
    before = state_of(crate)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let a disk be mounted")
    try:
        process = start(crate, "nowhere")
        out, err = process.communicate(timeout=120)
        assert process.returncode == 3
        assert "No space left on device" in err + out
        assert state_of(crate) == before
        (run,) = Runs(crate).all()
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        resumed = start(crate, "nowhere", run.id)
        out, err = resumed.communicate(timeout=120)
        assert "2 findings: 1 Diagnosed, 1 Optimized" in out, err
        assert state_of(crate) == before
    finally:
        subprocess.run(["umount", str(disk)], check=True)
