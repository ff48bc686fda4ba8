"""What the ``graph`` command shows: one function with its surroundings, or the project's hottest."""

from __future__ import annotations

from dataclasses import dataclass

from perfrules.hotness.climb import Path, climber
from perfrules.hotness.entries import KINDS
from perfrules.hotness.formula import Hotness, function_hotness
from perfrules.hotness.tables import tables
from perfrules.hotness.tiers import tier_of
from perfrules.index.callgraph import Edge, call_graph, key_of
from perfrules.index.callgraph.network import recursive_groups
from perfrules.index.project import FunctionRef, Project


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function, how hot it is, and who is around it."""

    ref: FunctionRef
    hotness: Hotness
    tier: str | None
    entry: tuple[str, ...]
    callers: tuple[Edge, ...]
    callees: tuple[Edge, ...]
    ways: tuple[Path, ...]
    """The shortest way from each entry point that leads to it, nearest first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The entry points, the hottest functions, and those that call each other in circles."""

    functions: int
    files: int
    entries: tuple[tuple[str, tuple[FunctionRef, ...]], ...]
    """By kind."""
    hottest: tuple[tuple[FunctionRef, Hotness], ...]
    recursive: tuple[tuple[FunctionRef, ...], ...]


def function_view(project: Project, ref: FunctionRef) -> FunctionView:
    """Everything there is to say about a function's place in the graph."""
    graph, up = call_graph(project), climber(project)
    tier = tier_of(project, ref)
    return FunctionView(
        ref,
        function_hotness(project, ref),
        tier.word if tier is not None else None,
        up.kinds(ref),
        graph.callers(ref),
        graph.callees(ref),
        tuple(path for path in up.above(ref).shortest if path.edges and up.kinds(path.start)),
    )


def overview(project: Project, limit: int) -> Overview:
    """The project at a glance; this works out the whole graph."""
    graph, up = call_graph(project), climber(project)
    refs = list(graph.functions())
    by_kind: dict[str, list[FunctionRef]] = {kind: [] for kind in KINDS}
    for ref in refs:
        for kind in up.kinds(ref):
            by_kind[kind].append(ref)
    rated = [(ref, function_hotness(project, ref)) for ref in refs]
    rated.sort(key=lambda pair: (-pair[1].value, key_of(pair[0])))
    groups = [
        tuple(
            FunctionRef(unit, unit.facts.functions[at]) for file, at in group if (unit := project.files[file])
        )
        for group in recursive_groups(graph, tables().limits.confidence)
    ]
    return Overview(
        len(refs),
        len(project.files),
        tuple((kind, tuple(found)) for kind, found in by_kind.items() if found),
        tuple(pair for pair in rated[:limit] if pair[1].value > 0),
        tuple(groups),
    )
