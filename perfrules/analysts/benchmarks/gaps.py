"""Hot functions that no benchmark reaches."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.analysts.benchmarks.linked import subjects
from perfrules.analysts.benchmarks.reach import reached_by_any
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.analysts.benchmarks.table import Thresholds
from perfrules.hotness import Hotness, function_hotness
from perfrules.index.callgraph import call_graph, key_of
from perfrules.index.project import FunctionRef, Project
from perfrules.model.source import Role


class Gap(NamedTuple):
    """A function that no benchmark reaches, and why it counts as hot."""

    ref: FunctionRef
    hotness: Hotness


def gaps(project: Project, limits: Thresholds) -> list[Gap]:
    """The hottest functions without a benchmark, in crates that have any: hottest first."""
    benched = {one.target.crate for one in suite(project).benchmarks if one.target is not None}
    measured = {subject for crate in benched for subject in subjects(project, crate)}
    known = reached_by_any(project) if measured else frozenset()
    found = []
    for ref in call_graph(project).functions():
        unit, function = ref
        if (
            unit.file.crate not in measured
            or unit.file.role is not Role.LIBRARY
            or unit.in_test(function.start)
        ):
            continue
        if key_of(ref) in known or not _has_loop(ref):
            continue
        hotness = function_hotness(project, ref)
        if hotness.value >= limits.gap_hotness:
            found.append(Gap(ref, hotness))
    found.sort(key=lambda gap: (-gap.hotness.value, key_of(gap.ref)))
    return found[: limits.gaps]


def _has_loop(ref: FunctionRef) -> bool:
    """Whether a function repeats something itself; of those that do not, few decide how fast a crate is."""
    return any(loop.function == ref.function.index for loop in ref.unit.facts.loops)
