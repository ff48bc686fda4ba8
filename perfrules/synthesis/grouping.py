"""Which findings are about one thing: a graph of findings, whose connected parts are the issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import networkx as nx

from perfrules.index.callgraph import Key, call_graph, key_of
from perfrules.index.project import FunctionRef, Project
from perfrules.model.finding import Finding
from perfrules.model.issue import Bond, Link
from perfrules.model.severity import Analyst
from perfrules.synthesis.place import function_of
from perfrules.synthesis.tables import Grouping

_Pair = tuple[int, int]


def groups(
    project: Project, findings: Sequence[Finding], limits: Grouping
) -> list[tuple[list[int], list[Link]]]:
    """The positions of the findings of each issue, ascending, with what ties them."""
    refs = [function_of(project, finding.location) for finding in findings]
    keys = [key_of(ref) if ref is not None else None for ref in refs]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(findings)))
    for first, second in _together(findings, keys):
        graph.add_edge(first, second, bond=_bond(findings[first], findings[second]))
    parts = _Parts(graph, findings, keys, limits.functions)
    for pair in _exercised(project, findings, keys):
        parts.join(pair, "exercised")
    for pair in _calling(project, refs, limits.confidence):
        parts.join(pair, "call")
    return [
        (sorted(part), [Link(a, b, graph.edges[a, b]["bond"]) for a, b in sorted(_sorted_edges(graph, part))])
        for part in sorted(nx.connected_components(graph), key=min)
    ]


class _Parts:
    """The connected parts so far. Findings of different functions join only where that brings two
    analysts together, and only so many functions."""

    def __init__(
        self, graph: nx.Graph[int], findings: Sequence[Finding], keys: Sequence[Key | None], most: int
    ) -> None:
        self.graph = graph
        self.most = most
        self.part_of: dict[int, int] = {}
        self.members: dict[int, set[int]] = {}
        self.functions: dict[int, set[Key | None]] = {}
        self.analysts: dict[int, set[Analyst]] = {}
        for number, part in enumerate(nx.connected_components(graph)):
            self.members[number] = part
            self.functions[number] = {keys[at] for at in part}
            self.analysts[number] = {findings[at].analyst for at in part}
            self.part_of.update(dict.fromkeys(part, number))

    def join(self, pair: _Pair, bond: Bond) -> None:
        """Tie two findings, unless their parts have nothing new to say to each other or grow too large."""
        left, right = (self.part_of[at] for at in pair)
        if left == right:
            return
        if self.analysts[left] == self.analysts[right]:
            return
        if len(self.functions[left] | self.functions[right]) > self.most:
            return
        self.graph.add_edge(*pair, bond=bond)
        self.members[left] |= self.members[right]
        self.functions[left] |= self.functions[right]
        self.analysts[left] |= self.analysts[right]
        self.part_of.update(dict.fromkeys(self.members.pop(right), left))


def _together(findings: Sequence[Finding], keys: Sequence[Key | None]) -> Iterator[_Pair]:
    """Neighbours in one function; outside functions, findings that overlap."""
    by_function: dict[Key, list[int]] = defaultdict(list)
    by_file: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        if key is not None:
            by_function[key].append(at)
        else:
            by_file[findings[at].location.path].append(at)
    for members in by_function.values():
        yield from pairwise(sorted(members, key=lambda at: findings[at].location))
    for members in by_file.values():
        for first, second in pairwise(sorted(members, key=lambda at: findings[at].location)):
            if _overlap(findings[first], findings[second]):
                yield first, second


def _bond(first: Finding, second: Finding) -> Bond:
    if first.location.region == second.location.region:
        return "same place"
    return "overlap" if _overlap(first, second) else "same function"


def _overlap(first: Finding, second: Finding) -> bool:
    one, other = first.location.region, second.location.region
    return (one.start_line, one.start_column) < (other.end_line, other.end_column) and (
        other.start_line,
        other.start_column,
    ) < (one.end_line, one.end_column)


def _exercised(project: Project, findings: Sequence[Finding], keys: Sequence[Key | None]) -> Iterator[_Pair]:
    """A benchmark's finding with those of the functions that it exercises, nearest first."""
    of_source: dict[Key, int] = {}
    for at, (finding, key) in enumerate(zip(findings, keys, strict=True)):
        if key is not None and finding.analyst is not Analyst.BENCHMARKS:
            of_source.setdefault(key, at)
    for at, finding in enumerate(findings):
        if finding.analyst is Analyst.BENCHMARKS:
            for place in finding.related:
                ref = function_of(project, place.location) if place.location is not None else None
                if ref is not None and key_of(ref) in of_source:
                    yield at, of_source[key_of(ref)]


def _calling(project: Project, refs: Sequence[FunctionRef | None], confidence: float) -> Iterator[_Pair]:
    """Findings of a function with those of the functions that it calls, the calls in most loops first."""
    first_in: dict[Key, int] = {}
    for at, ref in enumerate(refs):
        if ref is not None:
            first_in.setdefault(key_of(ref), at)
    graph = call_graph(project)
    found = []
    for key, at in first_in.items():
        ref = refs[at]
        assert ref is not None
        for edge in graph.callees(ref):
            callee = key_of(edge.callee)
            if callee != key and callee in first_in and edge.confidence >= confidence:
                found.append((-edge.loop_depth, -edge.confidence, at, first_in[callee]))
    for *_, caller, callee_at in sorted(set(found)):
        yield caller, callee_at


def _sorted_edges(graph: nx.Graph[int], part: set[int]) -> Iterator[_Pair]:
    for a, b in graph.subgraph(part).edges:
        yield min(a, b), max(a, b)
