"""From how many places, and from within how many loops, a function is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from perfrules.hotness.climb import Path, climber
from perfrules.hotness.production import runs_in_production
from perfrules.hotness.tables import tables
from perfrules.index.callgraph import Edge, Key, key_of
from perfrules.index.callgraph.bounds import loops_by_name
from perfrules.index.derived import once_per_project
from perfrules.index.facts import Call
from perfrules.index.project import FileUnit, FunctionRef, Project

_COMMON_CALLS, _COMMON_FUNCTIONS = 40, 3
_NEAR = 3


class FanIn(NamedTuple):
    """The calls of a function that count: in production code, and on no cold path."""

    sites: int
    in_loops: int
    """Those that stand in a loop."""
    path: Path
    """The calls that lead here through most loops."""


def fan_in(project: Project, ref: FunctionRef, sites: int, in_loops: int, loops: int) -> FanIn | None:
    """The calls of a function; None if there are fewer, fewer in loops, or fewer loops around the last few.

    Nothing is said of names that many functions have and many places call: it would take long to tell which.
    """
    graph, name = climber(project).graph, ref.function.name
    named = graph.calls_named(name)
    # What is quick to tell comes first: it is enough for most functions.
    if loops_by_name(project)[_NEAR].get(name, 0) < loops:
        return None
    if named < sites or (named > _COMMON_CALLS and graph.functions_named(name) > _COMMON_FUNCTIONS):
        return None
    repeated = sum(1 for _ in _warm(project, ref, lambda call, _: call.loop_depth > 0))
    if repeated < in_loops or not called_in_loops(project, ref, loops, _NEAR):
        return None
    above = climber(project).above(ref)
    return FanIn(above.sites, repeated, above.loopiest) if above.sites >= sites else None


def called_in_loops(project: Project, ref: FunctionRef, loops: int, calls: int) -> bool:
    """Whether at most so many calls lead to a function through at least so many loops.

    It looks only into calls that may, and stops at the first that does: quicker than all there is to know.
    """
    if loops <= 0 or calls == 0:
        return loops <= 0
    known = _answers(project)
    key = key_of(ref), loops, calls
    if key not in known:
        known[key] = False  # what leads back to itself says nothing new
        above = loops_by_name(project)[calls - 1]
        known[key] = any(
            edge.caller is not None
            and called_in_loops(project, edge.caller, loops - edge.loop_depth, calls - 1)
            for edge in _warm(project, ref, lambda call, by: call.loop_depth + above.get(by, 0) >= loops)
        )
    return known[key]


def _warm(project: Project, ref: FunctionRef, picks: Callable[[Call, str], bool]) -> Iterator[Edge]:
    """The calls of a function that count, of those that are picked by what is written: the call, and the name
    of the function it stands in."""
    up, least = climber(project), tables().limits.confidence

    def promising(unit: FileUnit, call: Call) -> bool:
        by = unit.facts.functions[call.function].name if call.function is not None else ""
        return picks(call, by) and runs_in_production(unit, call.start)

    for edge in up.graph.calls_of(ref, promising):
        if edge.confidence >= least and edge not in up.cold:
            yield edge


@once_per_project
def _answers(project: Project) -> dict[tuple[Key, int, int], bool]:
    return {}
