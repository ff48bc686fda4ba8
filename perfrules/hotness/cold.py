"""Places whose cost nobody waits for."""

from __future__ import annotations

from perfrules.hotness.places import in_place
from perfrules.hotness.tiers import tier_of
from perfrules.index.callgraph import CallGraph, Edge
from perfrules.index.project import FileUnit, Project
from perfrules.model.source import Role

_NOT_RUN = frozenset({Role.TEST, Role.EXAMPLE, Role.BUILD_SCRIPT})


class ColdSites:
    """Which call sites say nothing about how often the callee runs in production."""

    def __init__(self, graph: CallGraph) -> None:
        self.project: Project = graph.project
        self._known: dict[tuple[str, int], bool] = {}

    def __contains__(self, edge: Edge) -> bool:
        key = edge.unit.display, edge.start
        if key not in self._known:
            self._known[key] = self._is_cold(edge)
        return self._known[key]

    def _is_cold(self, edge: Edge) -> bool:
        if edge.caller is None or not runs_in_production(edge.unit, edge.start):
            return True
        tier = tier_of(self.project, edge.caller)
        if tier is not None and tier.word != "WARM":
            return tier.word == "COLD"
        node = edge.unit.syntax.root.descendant_for_byte_range(edge.start, edge.end)
        return node is not None and in_place(self.project, edge.unit, node, "cold-path")


def runs_in_production(unit: FileUnit, offset: int) -> bool:
    """Whether code is neither test, example nor build script; benchmarks count as production."""
    if unit.file.role in _NOT_RUN:
        return False
    return not unit.in_test(offset) or is_bench(unit, offset)


def is_bench(unit: FileUnit, offset: int) -> bool:
    """Whether code is a benchmark, by its file or by ``#[bench]`` on its function."""
    if unit.file.role is Role.BENCH:
        return True
    function = unit.function_at(offset)
    return function is not None and any(
        text.rpartition("::")[2].startswith("bench") for text in function.attributes
    )
