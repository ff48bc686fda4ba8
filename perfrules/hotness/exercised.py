"""What benchmarks time: the functions that their timed code leads to, however far below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

from perfrules.hotness.climb import Climber, Path, climber
from perfrules.hotness.production import is_benchmark, is_marked
from perfrules.hotness.tables import tables
from perfrules.hotness.timed import timed_parts
from perfrules.index.callgraph import Edge, Key, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.project import FunctionRef, Project

_NAME = re.compile(rb"&?\s*(?:mut\s+)?\w+")
"""A variable, whose closure stands elsewhere in the function."""


@once_per_project
def exercised(project: Project) -> Mapping[Key, Path]:
    """For each function that some benchmark times, the surest way to it; of those the one of fewest calls."""
    up = climber(project)
    order = count()
    queue: list[tuple[float, int, int, Path]] = []
    for ref in _benchmarks(project):
        for edge in _timed_calls(up, ref):
            heappush(queue, (-edge.confidence, 1, next(order), _longer(Path(ref, (), 0, 1.0), edge)))
    found: dict[Key, Path] = {}
    while queue:
        path = heappop(queue)[-1]
        callee = path.edges[-1].callee
        key = key_of(callee)
        if key in found:
            continue
        found[key] = path
        for edge in up.graph.callees(callee):
            longer = _longer(path, edge)
            if _counts(up, edge, longer) and key_of(edge.callee) not in found:
                heappush(queue, (-longer.confidence, len(longer.edges), next(order), longer))
    return found


def _benchmarks(project: Project) -> Iterator[FunctionRef]:
    """All functions of the project's benchmarks, by file and position."""
    for unit in project.files.values():
        for function in unit.facts.functions:
            ref = FunctionRef(unit, function)
            if function.body_start >= 0 and is_benchmark(ref):
                yield ref


def _timed_calls(up: Climber, ref: FunctionRef) -> list[Edge]:
    """The calls of a benchmark's function that are timed.

    Those in what is handed to ``iter`` and its like; all of them where that is a variable, and where an
    attribute alone makes the function a benchmark.
    """
    unit, function = ref
    parts = timed_parts(unit, function.start, function.end)
    if not parts and is_marked(function):
        parts = [(function.body_start, function.end)]
    calls = up.graph.callees(ref)
    if not any(_within(calls, parts)) and any(_NAME.fullmatch(unit.syntax.source, *part) for part in parts):
        parts = [(function.body_start, function.end)]
    here = Path(ref, (), 0, 1.0)
    return [edge for edge in _within(calls, parts) if _counts(up, edge, _longer(here, edge))]


def _within(calls: Iterable[Edge], parts: Sequence[tuple[int, int]]) -> Iterator[Edge]:
    return (edge for edge in calls if any(start <= edge.start < end for start, end in parts))


def _longer(path: Path, edge: Edge) -> Path:
    return Path(
        path.start, (*path.edges, edge), path.loops + edge.loop_depth, path.confidence * edge.confidence
    )


def _counts(up: Climber, edge: Edge, path: Path) -> bool:
    least = tables().limits.confidence
    return edge.confidence >= least and path.confidence >= least and edge not in up.cold
