"""How many loops may stand around the calls that lead to a name: an upper bound, told without any types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from perfrules.index.derived import once_per_project
from perfrules.index.project import Project

CALLS, LOOPS = 3, 3
"""Calls that are followed, and loops that are counted, at most."""


@once_per_project
def loops_by_name(project: Project) -> Sequence[Mapping[str, int]]:
    """For 0, 1 … calls: the loops around the last so many calls of anything of a name, tests aside.

    Closures that may be no loops are left out.
    """
    sites: list[tuple[str, str, int]] = []
    for unit in project.files.values():
        functions = unit.facts.functions
        sites += (
            (call.name, functions[call.function].name, call.loop_depth)
            for call in unit.facts.calls
            if call.kind != "macro" and call.function is not None and not functions[call.function].in_test
        )
    bounds: list[Mapping[str, int]] = [{}]
    for _ in range(CALLS):
        below, here = bounds[-1], defaultdict(int, bounds[-1])
        for name, caller, depth in sites:
            loops = depth + below.get(caller, 0)
            if loops > here[name]:
                here[name] = min(loops, LOOPS)
        bounds.append(dict(here))
    return bounds
