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


def fan_in(project: Project, ref: FunctionRef) -> FanIn:
    """The calls of a function."""
    up = climber(project)
    above = up.above(ref)
    repeated = [
        edge
        for edge in up.warm_callers(ref)
        if edge.loop_depth or (edge.caller is not None and up.above(edge.caller).loopiest.loops)
    ]
    return FanIn(above.sites, len(repeated), above.loopiest)
