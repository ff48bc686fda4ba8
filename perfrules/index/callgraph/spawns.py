"""Where tasks and threads are spawned, by what the knowledge files say."""

from __future__ import annotations

from functools import cached_property

from perfrules.index.callgraph.library import SPAWNS, spawning_names
from perfrules.index.effects import effects_of
from perfrules.index.project import FileUnit, Project


class Spawns:
    """Spans of code that runs on a task or thread of its own."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def around(self, unit: FileUnit, offset: int) -> bool:
        """Whether a place stands among the arguments of a call that spawns."""
        spans = self._spans.get(unit.display)
        if spans is None:
            spans = self._spans[unit.display] = [
                (call.name_start + len(call.name), call.end)
                for call in unit.facts.calls
                if call.name in self._names and SPAWNS & effects_of(self.project, unit, call)
            ]
        return any(start <= offset < end for start, end in spans)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Last names of everything that spawns: calls of other names need no look."""
        return spawning_names(self.project.knowledge)
