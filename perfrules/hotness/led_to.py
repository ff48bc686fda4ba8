"""Functions that only others of some kind lead to, by calls outside loops."""

from __future__ import annotations

from collections.abc import Callable

from perfrules.hotness.production import runs_in_production
from perfrules.index.callgraph import CallGraph, Edge, Key, Kind, key_of
from perfrules.index.project import FunctionRef


class LedTo:
    """Asks callers, and remembers what they said."""

    def __init__(
        self,
        graph: CallGraph,
        leads: Callable[[FunctionRef], bool],
        callers_known: Callable[[FunctionRef], bool],
    ) -> None:
        """``leads`` tells functions of the kind; nothing is known where ``callers_known`` says no."""
        self._graph = graph
        self._leads = leads
        self._callers_known = callers_known
        self._known: dict[Key, bool] = {}

    def __contains__(self, ref: FunctionRef) -> bool:
        key = key_of(ref)
        if key not in self._known:
            self._known[key] = False  # until the answer is there: what calls itself runs more often
            self._known[key] = self._callers_known(ref) and self._is_led_to(ref)
        return self._known[key]

    def _is_led_to(self, ref: FunctionRef) -> bool:
        callers = self._graph.callers(ref, among=runs_in_production)
        return bool(callers) and all(map(self._from_there, callers))

    def _from_there(self, edge: Edge) -> bool:
        if edge.caller is None or edge.loop_depth or edge.spawned or edge.kind is Kind.VALUE:
            return False
        return self._leads(edge.caller) or edge.caller in self
