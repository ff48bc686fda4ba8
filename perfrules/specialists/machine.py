"""What this machine has: programs on the PATH, and facts that only a trial tells."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from perfrules.specialists.needs import Need

TIMEOUT = 20.0
"""Seconds that a program may take to say its version."""
_TELLING = 18
"""rustc's LLVM when it got the options of :mod:`perfrules.specialists.compiler`: that of Rust 1.78."""
_PARANOID = Path("/proc/sys/kernel/perf_event_paranoid")


class Machine:
    """Asks once and keeps the answer."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def lacks(self, need: Need) -> str | None:
        """Why a need is not met, in a few words; None if it is."""
        if need.name not in self._known:
            self._known[need.name] = self._lacks(need)
        return self._known[need.name]

    def program(self, need: Need) -> str | None:
        """The path of the first of a need's programs that is there."""
        names = [self.filled(name) for name in need.programs]
        return next((path for name in names if (path := self._of_rustc(name) or shutil.which(name))), None)

    def _of_rustc(self, name: str) -> str | None:
        """A program among those that rustup installs for rustc alone, such as llvm-tools."""
        if "rustc's libraries" not in self._known:
            self._known["rustc's libraries"] = _said("rustc", "--print", "target-libdir")
        libraries = Path((self._known["rustc's libraries"] or "").strip())
        return shutil.which(name, path=str(libraries.parent / "bin")) if libraries.is_absolute() else None

    def filled(self, text: str) -> str:
        """A text of the table with rustc's LLVM version put in."""
        return text.replace("{llvm}", self.llvm or "?") if "{llvm}" in text else text

    @property
    def llvm(self) -> str | None:
        """The major version of the LLVM that rustc is built with."""
        return self._rustc(r"^LLVM version: (\d+)")

    @property
    def host(self) -> str:
        """The platform that rustc builds for by itself, such as ``x86_64-unknown-linux-gnu``."""
        return self._rustc(r"^host: (\S+)") or "host-tuple"  # a name that newer cargos know

    def _rustc(self, pattern: str) -> str | None:
        """A part of what rustc says about its version."""
        if "what rustc says" not in self._known:
            self._known["what rustc says"] = _said("rustc", "-vV")
        found = re.search(pattern, self._known["what rustc says"] or "", re.MULTILINE)
        return found[1] if found else None

    def _lacks(self, need: Need) -> str | None:
        program = self.program(need) if need.programs else ""
        if program is None:
            return "not on the PATH"
        if need.check is None:
            return None
        return _CHECKS[need.check](self, program)

    def _llvm_version(self, program: str) -> str | None:
        said = _said(program, "--version") or _said(program, "merge", "--version")  # the latter up to LLVM 16
        found = re.search(r"LLVM version (\d+)", said or "")
        if found is None:
            return f"{program} does not say its version"
        if self.llvm is not None and found[1] != self.llvm:
            return f"{program} is of LLVM {found[1]}, rustc of LLVM {self.llvm}"
        return None

    def _tells(self, _: str) -> str | None:
        if self.llvm is None or int(self.llvm) < _TELLING:
            return f"of LLVM {self.llvm or '?'}: it tells too little about its code before LLVM {_TELLING}"
        return None

    def _counters(self, _: str) -> str | None:
        if shutil.which("perf") is None:
            return "perf, which would tell, is not on the PATH"
        said = _said("perf", "stat", "-x,", "-e", "cycles", "--", "true")
        if said is None or not re.search(r"^\d+,", said, re.MULTILINE):
            return "perf counts no cycles on this machine"
        return None

    def _perf_rights(self, _: str) -> str | None:
        import os

        try:
            level = int(_PARANOID.read_text())
        except (OSError, ValueError):
            return "this kernel has no perf events"
        if level > 1 and os.geteuid() != 0:
            return f"kernel.perf_event_paranoid is {level}"
        return None


_CHECKS: dict[str, Callable[[Machine, str], str | None]] = {
    "llvm-version": Machine._llvm_version,
    "rustc-tells": Machine._tells,
    "counters": Machine._counters,
    "perf-rights": Machine._perf_rights,
}


def _said(*command: str) -> str | None:
    """What a program prints on either stream; None if it fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return (done.stdout + done.stderr).decode("utf-8", "replace")
