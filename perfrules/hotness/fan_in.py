"""From how many places, and from within how many loops, a function is called."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.hotness.climb import Path, climber
from perfrules.hotness.production import runs_in_production
from perfrules.index.project import FileUnit, FunctionRef, Project


class FanIn(NamedTuple):
    """The calls of a function that count: in production code, and on no cold path."""

    sites: int
    in_loops: int
    """Those that stand in a loop, or in a function that is called from one."""
    path: Path
    """The calls that lead here through most loops."""


def fan_in(project: Project, ref: FunctionRef, least: int = 1) -> FanIn | None:
    """The calls of a function; None if there are fewer than ``least``, or none stands in a loop itself."""
    up = climber(project)
    # What is quick to tell comes first: it is enough for most functions.
    if up.graph.calls_named(ref.function.name) < least or not up.graph.callers(ref, among=_repeats):
        return None
    above = up.above(ref)
    if above.sites < least:
        return None
    warm = up.warm_callers(ref)
    in_loops = [
        edge
        for edge in warm
        if edge.loop_depth or (edge.caller is not None and up.above(edge.caller).loopiest.loops)
    ]
    if not any(edge.loop_depth for edge in in_loops):
        return None
    return FanIn(above.sites, len(in_loops), above.loopiest)


def _repeats(unit: FileUnit, offset: int) -> bool:
    """Whether a place surely stands in a loop, in production code."""
    return any(loop.kind != "maybe-closure" for loop in unit.loop_candidates(offset)) and runs_in_production(
        unit, offset
    )
