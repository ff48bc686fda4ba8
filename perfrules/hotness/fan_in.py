"""From how many places, and from within how many loops, a function is called."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.hotness.climb import Path, climber
from perfrules.index.project import FunctionRef, Project


class FanIn(NamedTuple):
    """The calls of a function that count: in production code other than benchmarks, and on no cold path."""

    sites: int
    in_loops: int
    """Those that stand in a loop."""
    path: Path
    """The calls that lead here through most loops."""


def fan_in(project: Project, ref: FunctionRef) -> FanIn:
    """The calls of a function."""
    up = climber(project)
    warm = up.users(ref)
    return FanIn(len(warm), sum(edge.loop_depth > 0 for edge in warm), up.above(ref).loopiest)
