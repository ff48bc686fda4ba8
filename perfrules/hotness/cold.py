"""Places whose cost nobody waits for."""

from __future__ import annotations

from perfrules.hotness.left_out import why_left_out
from perfrules.hotness.places import in_place
from perfrules.hotness.production import runs_in_production
from perfrules.hotness.tiers import tier_of
from perfrules.index.callgraph import CallGraph, Edge
from perfrules.index.project import Project


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
        callee = edge.callee
        if why_left_out(self.project, edge.unit, edge.start) is not None and (
            why_left_out(self.project, callee.unit, callee.function.start) is None
        ):
            return True
        tier = tier_of(self.project, edge.caller)
        if tier is not None and tier.word != "WARM":
            return tier.word == "COLD"
        node = edge.unit.syntax.root.descendant_for_byte_range(edge.start, edge.end)
        return node is not None and in_place(self.project, edge.unit, node, "cold-path")
