"""Commands end with the one who started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from perfrules.specialists.command import Command, Stopped, run, text


def shell(script: str, folder: Path, timeout: float = 30.0) -> Command:
    return Command("script", ("sh", "-c", script), folder, timeout=timeout)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_output_and_status_are_kept(tmp_path: Path) -> None:
    outcome = run(shell("echo out; echo error: bad >&2; exit 3", tmp_path), tmp_path / "logs", Event())
    assert (text(outcome.out), text(outcome.err)) == ("out\n", "error: bad\n")
    assert (outcome.status, outcome.ok, outcome.why) == (3, False, "script failed (status 3): error: bad")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    outcome = run(Command("x", ("no-such-program",), tmp_path), tmp_path, Event())
    assert outcome.why == "x failed (status 127): no-such-program: No such file or directory"


def test_a_command_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path) -> None:
    outcome = run(shell("sleep 600 & echo $!; wait", tmp_path, timeout=0.5), tmp_path, Event())
    assert outcome.late
    assert not outcome.ok
    assert gone(int(text(outcome.out)))


def test_what_a_command_leaves_behind_is_ended(tmp_path: Path) -> None:
    outcome = run(shell("sleep 600 & echo $!", tmp_path), tmp_path, Event())
    assert outcome.ok
    assert gone(int(text(outcome.out)))


def test_a_stop_ends_it_at_once(tmp_path: Path) -> None:
    stop = Event()
    Timer(0.3, stop.set).start()
    with pytest.raises(Stopped):
        run(shell("echo $$; exec sleep 600", tmp_path), tmp_path, stop)
    assert gone(int((tmp_path / "script.out").read_text()))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_killed_perfrules(tmp_path: Path, how: signal.Signals) -> None:
    script = f"""
from pathlib import Path
from threading import Event
from perfrules.specialists.command import Command, run
folder = Path({str(tmp_path)!r})
run(Command("script", ("sh", "-c", "echo $$; sleep 600 & wait"), folder), folder, Event())
"""
    parent = subprocess.Popen([sys.executable, "-c", script])
    out = tmp_path / "script.out"
    while not (out.is_file() and out.read_text().strip()):
        assert parent.poll() is None
        time.sleep(0.05)
    os.kill(parent.pid, how)
    parent.wait()
    assert gone(int(out.read_text()))
