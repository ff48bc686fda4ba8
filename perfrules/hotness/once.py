"""Functions that run once: ``main`` and set-up alone lead to them, by calls outside loops."""

from __future__ import annotations

import re

from perfrules.hotness.production import runs_in_production
from perfrules.hotness.services import sets_up
from perfrules.index.callgraph import CallGraph, Edge, Key, Kind, call_graph, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.source import Role

_MAIN = re.compile(r"(?:\w+::)+main\b")
_EXIT = re.compile(rb"[;{}]\s*(?:std::)?process::exit\([^;{}]*\);?\s*\}\s*$")
_LAST = 200
"""So many bytes at a function's end are looked at."""
_CALLS = 6
"""So many calls below these are followed: who reads the code has lost track of it there as well."""


class Once:
    """Asks callers, and remembers what they said."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._known: dict[Key, bool] = {}

    def __contains__(self, ref: FunctionRef) -> bool:
        return self._runs_once(ref, _CALLS)

    def _runs_once(self, ref: FunctionRef, calls: int) -> bool:
        key = key_of(ref)
        if key not in self._known:
            self._known[key] = False  # until the answer is there: what calls itself runs more often
            self._known[key] = self._asked(ref, calls)
        return self._known[key]

    def _asked(self, ref: FunctionRef, calls: int) -> bool:
        unit, function = ref
        if is_main(unit, function) or sets_up(ref) or _ends_the_process(unit, function):
            return True
        if not calls or _called_from_outside(unit, function):
            return False
        callers = self._graph.callers(ref, among=runs_in_production)
        return bool(callers) and all(self._leads_once(edge, calls - 1) for edge in callers)

    def _leads_once(self, edge: Edge, calls: int) -> bool:
        if edge.caller is None or edge.loop_depth or edge.spawned or edge.kind is Kind.VALUE:
            return False
        return self._runs_once(edge.caller, calls)


def is_main(unit: FileUnit, function: Function) -> bool:
    """Whether a function is where a program starts, by name or an attribute such as ``#[uucore::main]``."""
    if function.self_type is not None or function.parent is not None:
        return False
    return function.name == "main" or any(map(_MAIN.match, function.attributes))


def _ends_the_process(unit: FileUnit, function: Function) -> bool:
    """Whether a function's last statement is an ``exit``."""
    body = unit.syntax.source[max(function.body_start, function.end - _LAST) : function.end]
    return _EXIT.search(body) is not None


def _called_from_outside(unit: FileUnit, function: Function) -> bool:
    """Whether calls may come that the project's code does not show."""
    return function.trait is not None or (function.is_public and unit.file.role is Role.LIBRARY)


@once_per_project
def _once(project: Project) -> Once:
    return Once(call_graph(project))


def runs_once(project: Project, ref: FunctionRef) -> bool:
    """Whether a function runs at most once in a program's life."""
    return ref in _once(project)
