"""Runs benchmarks by ``cargo bench``: only when asked to, and never longer than allowed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfrules.analysts.benchmarks.source.targets import BenchTarget

_LISTED = re.compile(r"^(.+): bench(?:mark)?$")
_PHASE = "(?:: (?:Warming up|Collecting|Analyzing|Profiling).*)?"
_RUNNING = re.compile(rf"^(?:Benchmarking (.+?){_PHASE}|\s*(Compiling .*))$")

Told = Callable[[str], None]
"""Is told what is going on: the benchmark that runs, or the crate that is compiled."""


class BenchError(Exception):
    """Why benchmarks could not be run, for people."""


class OutOfTime(BenchError):
    """The time limit came before the end."""


@dataclass(slots=True)
class Clock:
    """How much time is left for everything together."""

    limit: float
    started: float = 0.0

    def __post_init__(self) -> None:
        self.started = time.monotonic()

    @property
    def left(self) -> float:
        """Seconds until the limit."""
        return self.limit - (time.monotonic() - self.started)


def list_benchmarks(target: BenchTarget, clock: Clock, told: Told | None = None) -> list[str]:
    """The names that ``cargo bench --bench NAME -- --list`` prints."""
    lines = _cargo(target, ["--list"], clock, told)
    return [found[1] for line in lines if (found := _LISTED.match(line.rstrip())) is not None]


def run(
    target: BenchTarget,
    arguments: Sequence[str],
    clock: Clock,
    told: Told | None = None,
    home: Path | None = None,
) -> None:
    """Run a target; its results are where Criterion puts them, or in ``home``."""
    _cargo(target, arguments, clock, told, {"CRITERION_HOME": str(home)} if home is not None else {})


def _cargo(
    target: BenchTarget,
    arguments: Sequence[str],
    clock: Clock,
    told: Told | None,
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """The lines of standard output. What cargo and Criterion say on standard error is told."""
    command = ["cargo", "bench", "--bench", target.name, "--", *arguments]
    try:
        process = subprocess.Popen(
            command,
            cwd=target.crate.root,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except FileNotFoundError:
        raise BenchError("cargo is not installed, or not on the PATH") from None
    except OSError as error:
        raise BenchError(f"cargo cannot be started: {error.strerror}") from None
    out: list[str] = []
    said: list[str] = []
    readers = [
        threading.Thread(target=_read, args=(process.stdout, out, None), daemon=True),
        threading.Thread(target=_read, args=(process.stderr, said, told), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        status = process.wait(max(clock.left, 0.0))
    except subprocess.TimeoutExpired:
        raise OutOfTime(
            f"`{target.name}` did not finish within the time limit of {clock.limit:g} s"
        ) from None
    finally:
        _stop(process)
        for reader in readers:
            reader.join(5)
    if status != 0:
        raise BenchError(f"`{' '.join(command[:4])}` failed (status {status}): {_reason(said)}")
    return out


def _stop(process: subprocess.Popen[str]) -> None:
    """End a process that still runs, with those that it started."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _read(stream: Iterable[str], into: list[str], told: Told | None) -> None:
    for line in stream:
        into.append(line.rstrip("\n"))
        found = _RUNNING.match(into[-1]) if told is not None else None
        if told is not None and found is not None:
            told(found[1] or found[2])


def _reason(lines: Sequence[str]) -> str:
    """What went wrong: the first error that is named, or the last line."""
    spoken = [line.strip() for line in lines if line.strip()]
    errors = [line for line in spoken if line.startswith(("error", "thread '"))]
    return (errors or spoken[-1:] or ["it said nothing"])[0]
