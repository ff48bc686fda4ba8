"""Where a specialist works, and with what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.location import Location, Region
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.workload import Workload


@dataclass(frozen=True, slots=True)
class Site:
    """A tree of the project that is the specialist's alone, and a folder for what its tools write."""

    root: Path
    """Absolute; the paths of all locations are relative to it."""
    target: Path
    """For cargo's ``CARGO_TARGET_DIR``. The tree's alone: cargo takes what it built in a folder of the same
    layout for fresh, whatever that tree held."""
    folder: Path
    """For the tools' files; it exists when commands run."""
    way: str
    """The name of the way that is taken, of rules/specialists.yaml."""
    workload: Workload
    machine: Machine
    base: Site | None = None
    """The tree without the change that is to be judged; None where there is no change."""

    def program(self, need: str) -> str:
        """The path of a program that the way needs, by the name of its need."""
        found = {need.name: need for each in requirements() for way in each.ways for need in way.needs}
        return self.machine.program(found[need]) or need

    def place(self, path: str, line: int, function: str | None = None) -> Location | None:
        """A place that a tool names; None where it is not of this tree's own source."""
        file = Path(os.path.normpath(self.root / self.workload.folder / path))
        if not file.is_relative_to(self.root) or line < 1 or file.suffix != ".rs":
            file = Path(os.path.normpath(self.root / path))
        if not file.is_relative_to(self.root) or line < 1 or not file.is_file():
            return None
        return Location(file.relative_to(self.root).as_posix(), Region(line, 1, line, 1), function)
