"""Which findings are about one thing: a graph of findings, whose connected parts are the issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise, product

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
    for pair in _exercised(project, findings, keys, limits.where):
        parts.join(pair, "exercised")
    for pair in _calling(project, findings, refs, limits):
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


def _exercised(
    project: Project, findings: Sequence[Finding], keys: Sequence[Key | None], where: Collection[str]
) -> Iterator[_Pair]:
    """A benchmark's finding with those of the functions that it exercises, nearest first.

    A gap, of a function that none exercises, speaks of what makes that one hot.
    """
    of_source = _by_key(
        (at, key) for at, key in enumerate(keys) if findings[at].analyst is not Analyst.BENCHMARKS
    )
    for at, finding in enumerate(findings):
        if finding.analyst is Analyst.BENCHMARKS and finding.kind not in where:
            for place in finding.related:
                ref = function_of(project, place.location) if place.location is not None else None
                if ref is not None and (pair := _tied(findings, [at], of_source[key_of(ref)], where)):
                    yield pair


def _calling(
    project: Project, findings: Sequence[Finding], refs: Sequence[FunctionRef | None], limits: Grouping
) -> Iterator[_Pair]:
    """Findings of a function with those of the functions that it calls, the calls in most loops first."""
    functions = {key_of(ref): ref for ref in refs if ref is not None}
    inside = _by_key((at, key_of(ref)) for at, ref in enumerate(refs) if ref is not None)
    graph = call_graph(project)
    found = []
    for key, ref in functions.items():
        for edge in graph.callees(ref):
            callee = key_of(edge.callee)
            if callee == key or callee not in functions or edge.confidence < limits.confidence:
                continue
            if pair := _tied(findings, inside[key], inside[callee], limits.where):
                found.append((-edge.loop_depth, -edge.confidence, pair))
    for *_, pair in sorted(set(found)):
        yield pair


def _by_key(keys: Iterable[tuple[int, Key | None]]) -> dict[Key, list[int]]:
    """The positions of the findings of each function."""
    found: dict[Key, list[int]] = defaultdict(list)
    for at, key in keys:
        if key is not None:
            found[key].append(at)
    return found


def _tied(
    findings: Sequence[Finding], here: Sequence[int], there: Sequence[int], where: Collection[str]
) -> _Pair | None:
    """The first findings of two functions that two analysts made of one thing: both say that something is
    slow, or both only where to measure."""
    for one, other in product(here, there):
        first, second = findings[one], findings[other]
        if first.analyst is not second.analyst and (first.kind in where) == (second.kind in where):
            return one, other
    return None


def _sorted_edges(graph: nx.Graph[int], part: set[int]) -> Iterator[_Pair]:
    for a, b in graph.subgraph(part).edges:
        yield min(a, b), max(a, b)
