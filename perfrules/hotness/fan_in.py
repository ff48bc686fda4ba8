"""From how many places, and from within how many loops, a function is called."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.hotness.climb import Path, climber
from perfrules.index.project import FunctionRef, Project


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
    sites, in_loops = up.graph.calls_named(ref.function.name)  # quick to tell, for most functions enough
    if sites < least or not in_loops:
        return None
    above = up.above(ref)
    repeated = [
        edge
        for edge in up.warm_callers(ref)
        if edge.loop_depth or (edge.caller is not None and up.above(edge.caller).loopiest.loops)
    ]
    if above.sites < least or not any(edge.loop_depth for edge in repeated):
        return None
    return FanIn(above.sites, len(repeated), above.loopiest)
