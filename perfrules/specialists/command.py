"""A command that a specialist wants to run, and what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event

from perfrules.specialists import supervisor

TIMEOUT = 900.0
"""Seconds that a command may take unless it says otherwise: enough to build a large crate from nothing."""
_GLANCE = 0.1
"""Seconds between looks at whether everything is to stop."""


@dataclass(frozen=True, slots=True)
class Command:
    """What would be run.

    Arguments may hold ``{executable}``, or another name that a build before it gives what it makes; the
    folder may be ``{package}``, that of the last build's package.
    """

    name: str
    """Names the command among those of its step, and the files that its output is kept in."""
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    """On top of the environment."""
    timeout: float = TIMEOUT
    """Seconds."""
    alone: bool = False
    """It measures time: nothing else may run beside it."""
    builds: str | None = None
    """The target whose executable it makes; its standard output is cargo's messages as JSON."""
    makes: str = "executable"
    """What the commands that follow call that executable."""
    optional: bool = False
    """If it fails, the specialist does without what it would have told."""

    @property
    def text(self) -> str:
        """As it would be typed in a shell."""
        env = [f"{name}={shlex.quote(value)}" for name, value in sorted(self.env.items())]
        return " ".join(["cd", shlex.quote(str(self.cwd)), "&&", *env, shlex.join(self.argv)])


@dataclass(frozen=True, slots=True)
class Outcome:
    """A command that was run."""

    name: str
    command: str
    """As typed in a shell."""
    status: int
    """Its exit status; 128 + the number of the signal that ended it."""
    started: float
    """Seconds since the epoch."""
    ended: float
    out: Path
    """The file with its standard output."""
    err: Path
    """The file with what it said on standard error."""
    late: bool = False
    """It was ended because its time was over."""

    @property
    def ok(self) -> bool:
        """It ended well, and by itself."""
        return self.status == 0 and not self.late

    @property
    def why(self) -> str:
        """What went wrong, in one line: the first error it speaks of, or its last words."""
        if self.late:
            return f"{self.name} did not end within {self.ended - self.started:.0f} s"
        said = [line.strip() for line in text(self.err).splitlines() if line.strip()]
        errors = [line for line in said if line.startswith(("error", "thread '", "fatal"))]
        words = (errors or said[-1:] or ["it said nothing"])[0]
        return f"{self.name} failed (status {self.status}): {words}"


class Stopped(Exception):
    """Everything is to stop: the user pressed Ctrl-C, or another part broke."""


def run(command: Command, folder: Path, stop: Event) -> Outcome:
    """Run a command to its end; nothing that it starts outlives it.

    It leaves NAME.out, NAME.err and, when it is over, NAME.json with its status and times in ``folder``.

    Raises :class:`Stopped` if ``stop`` is set, and :class:`OSError` where its output cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out, err = folder / f"{command.name}.out", folder / f"{command.name}.err"
    started = time.time()
    with out.open("wb") as out_file, err.open("wb") as err_file:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", supervisor.__file__, *command.argv],
            cwd=command.cwd,
            env={**os.environ, **command.env},
            stdin=subprocess.PIPE,
            stdout=out_file,
            stderr=err_file,
            start_new_session=True,
        )
        try:
            late = not _ended(process, command.timeout, stop)
        finally:
            assert process.stdin is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
    status = process.returncode
    outcome = Outcome(command.name, command.text, status, started, time.time(), out, err, late)
    record = {**asdict(outcome), "out": out.name, "err": err.name}
    (folder / f"{command.name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return outcome


def text(path: Path) -> str:
    """A file of a command's output; empty if it is not there."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _ended(process: subprocess.Popen[bytes], timeout: float, stop: Event) -> bool:
    """Whether it ended in time."""
    limit = time.monotonic() + timeout
    while True:
        if stop.is_set():
            raise Stopped
        try:
            process.wait(_GLANCE)
            return True
        except subprocess.TimeoutExpired:
            if time.monotonic() > limit:
                return False
