"""Where tasks and threads are spawned, by what the knowledge files say."""

from __future__ import annotations

from functools import cached_property

from perfrules.index.callgraph.library import SPAWNS, spawning_names
from perfrules.index.effects import effects_of
from perfrules.index.facts import Call
from perfrules.index.project import FileUnit, Project


class Spawns:
    """Which code runs on a task or thread of its own."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._by_file: dict[str, list[Call]] = {}
        self._spawning: dict[tuple[str, int], bool] = {}

    def around(self, unit: FileUnit, offset: int) -> bool:
        """Whether a place stands among the arguments of a call that spawns."""
        calls = self._by_file.get(unit.display)
        if calls is None:
            calls = self._by_file[unit.display] = [
                call for call in unit.facts.calls if call.name in self._names
            ]
        return any(
            call.name_start + len(call.name) <= offset < call.end and self._spawns(unit, call)
            for call in calls
        )

    def _spawns(self, unit: FileUnit, call: Call) -> bool:
        """Whether a call of such a name really spawns, which takes types to tell."""
        key = unit.display, call.name_start
        if key not in self._spawning:
            self._spawning[key] = bool(SPAWNS & effects_of(self.project, unit, call))
        return self._spawning[key]

    @cached_property
    def _names(self) -> frozenset[str]:
        """Last names of everything that spawns: calls of other names need no look."""
        return spawning_names(self.project.knowledge)
