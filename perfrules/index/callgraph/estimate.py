"""Which functions are likely to be busy, told by names and loops alone: a first sieve, for large projects."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log2

from perfrules.index.callgraph.edges import Key
from perfrules.index.derived import once_per_project
from perfrules.index.project import Project

_CALLS, _LOOPS = 6, 4
"""Calls that are followed, and loops that are counted, at most."""
_SHARE = (1.0, 1.0, 0.7, 0.5, 0.5)
"""How much a call by name counts if none, one, two … functions have the name; less beyond."""


@once_per_project
def ranks(project: Project) -> Mapping[Key, int]:
    """The place of each function that is no test among those with loops of their own, or those without.

    First is the one with most loops of its own and around the calls that may lead to it.
    """
    above, sites = _loops_above(project)
    groups: dict[bool, list[tuple[float, Key]]] = {True: [], False: []}
    for name, unit in project.files.items():
        for function in unit.facts.functions:
            if function.body_start >= 0 and not function.in_test:
                own = max((loop.depth for loop in unit.loops_of(function.index)), default=0)
                weight = own + above.get(function.name, 0.0) + log2(1 + sites[function.name]) / 10
                groups[own > 0].append((-weight, (name, function.index)))
    return {key: at for group in groups.values() for at, (_, key) in enumerate(sorted(group))}


def _loops_above(project: Project) -> tuple[Mapping[str, float], Counter[str]]:
    """By name: the loops around the calls that may lead to it, and the number of places that call it."""
    calls: list[tuple[str, str, int]] = []
    for unit in project.files.values():
        functions = unit.facts.functions
        calls += (
            (call.name, functions[call.function].name, call.loop_depth)
            for call in unit.facts.calls
            if call.kind != "macro" and call.function is not None and not functions[call.function].in_test
        )
    sites = Counter(name for name, _, _ in calls)
    known = {
        name: len(project.functions.get(name, ())) + len(project.methods_by_name.get(name, ()))
        for name in sites
    }
    own = [(name, caller, depth) for name, caller, depth in calls if known[name]]
    above: dict[str, float] = {}
    for _ in range(_CALLS):
        here: dict[str, float] = defaultdict(float, above)
        for name, caller, depth in own:
            share = _SHARE[known[name]] if known[name] < len(_SHARE) else 0.3
            loops = (depth + above.get(caller, 0.0)) * share
            if loops > here[name]:
                here[name] = min(loops, _LOOPS)
        above = dict(here)
    return above, sites
