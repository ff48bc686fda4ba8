"""From a function upwards: who leads to it, by which calls, through how many loops."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.hotness.cold import ColdSites
from perfrules.hotness.entries import entry_kinds
from perfrules.hotness.named import function_named_as_seldom
from perfrules.hotness.once import is_main
from perfrules.hotness.production import is_benchmark, runs_in_production
from perfrules.hotness.tables import tables
from perfrules.hotness.timed import timed_loops
from perfrules.index.callgraph import CallGraph, Edge, Key, call_graph, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.project import FunctionRef, Project


class Path(NamedTuple):
    """Calls from one function down to another, outermost first."""

    start: FunctionRef
    edges: tuple[Edge, ...]
    loops: int
    """Loops around all these calls together."""
    confidence: float

    def names(self) -> list[str]:
        """The functions on the way, both ends included."""
        return [self.start.function.qualified, *(edge.callee.function.qualified for edge in self.edges)]

    def __str__(self) -> str:
        return " → ".join(self.names())


class Callers(NamedTuple):
    """What was found above a function."""

    shortest: tuple[Path, ...]
    """One for each function that leads to it, nearest first; the first is the function itself, no calls."""
    loopiest: Path
    """The one through most loops."""
    repeated: int
    """The most loops that a path has below the last function on it that, by its name, runs now and then;
    those of benchmarks say how they measure."""
    sites: int
    """Places that call it directly, benchmarks left out."""

    @property
    def functions(self) -> int:
        """So many functions lead to it, benchmarks left out."""
        return sum(not is_benchmark(path.start) for path in self.shortest[1:])


class Climber:
    """Climbs from functions to their callers, and remembers what it found."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self.cold = ColdSites(graph)
        self._limits = tables().limits
        self._warm: dict[Key, tuple[Edge, ...]] = {}
        self._above: dict[Key, Callers] = {}
        self._seldom: dict[Key, bool] = {}
        self._kinds: dict[Key, tuple[str, ...]] = {}

    def kinds(self, ref: FunctionRef) -> tuple[str, ...]:
        """The kinds of entry point that a function is."""
        key = key_of(ref)
        if key not in self._kinds:
            self._kinds[key] = entry_kinds(ref, self.warm_callers(ref))
        return self._kinds[key]

    def warm_callers(self, ref: FunctionRef) -> tuple[Edge, ...]:
        """The call sites that count: in production code, on no cold path, and sure enough."""
        key = key_of(ref)
        if is_main(ref.unit, ref.function):
            return ()  # a benchmark may run it again and again, nobody else does
        if key not in self._warm:
            self._warm[key] = tuple(
                edge
                for edge in self.graph.callers(ref, among=runs_in_production)
                if edge.confidence >= self._limits.confidence and edge not in self.cold
            )
        return self._warm[key]

    def users(self, ref: FunctionRef) -> tuple[Edge, ...]:
        """Those of them that stand in no benchmark."""
        return tuple(
            edge
            for edge in self.warm_callers(ref)
            if edge.caller is not None and not is_benchmark(edge.caller)
        )

    def above(self, ref: FunctionRef) -> Callers:
        """The callers of a function, and theirs, as far as the limits go."""
        key = key_of(ref)
        if key not in self._above:
            self._above[key] = self._climb(ref)
        return self._above[key]

    def cycle(self, ref: FunctionRef) -> Path | None:
        """A shortest way from a function back to itself."""
        key = key_of(ref)
        seen = {key}
        frontier = [Path(ref, (), 0, 1.0)]
        for _ in range(self._limits.cycle):
            reached = []
            for path in frontier:
                for edge in self.warm_callers(path.start):
                    longer = self._before(edge, path)
                    if key_of(longer.start) == key:
                        return longer
                    if key_of(longer.start) not in seen and len(seen) < self._limits.functions:
                        seen.add(key_of(longer.start))
                        reached.append(longer)
            frontier = reached
        return None

    def _before(self, edge: Edge, path: Path) -> Path:
        assert edge.caller is not None  # cold sites are those outside functions, among others
        return Path(
            edge.caller,
            (edge, *path.edges),
            path.loops + self._loops(edge),
            path.confidence * edge.confidence,
        )

    def _loops(self, edge: Edge) -> int:
        """Loops around a call; in a benchmark those that it times: the others say how it measures."""
        if edge.loop_depth and edge.caller is not None and is_benchmark(edge.caller):
            return min(edge.loop_depth, timed_loops(self.graph.project, edge.caller, edge.start))
        return edge.loop_depth

    def _repeated(self, path: Path) -> int:
        loops = 0
        for edge in path.edges:
            caller = edge.caller
            assert caller is not None
            key = key_of(caller)
            if key not in self._seldom:
                named = function_named_as_seldom(caller.unit, caller.function)
                self._seldom[key] = named or is_benchmark(caller)
            loops = 0 if self._seldom[key] else loops + edge.loop_depth
        return loops

    def _climb(self, ref: FunctionRef) -> Callers:
        here = Path(ref, (), 0, 1.0)
        shortest, loopiest = {key_of(ref): here}, {key_of(ref): here}
        frontier = [here]
        for _ in range(self._limits.calls):
            reached: dict[Key, Path] = {}
            for path in frontier:
                on_the_way = {key_of(edge.callee) for edge in path.edges}
                for edge in self.warm_callers(path.start):
                    longer = self._before(edge, path)
                    key = key_of(longer.start)
                    if (
                        longer.confidence < self._limits.confidence
                        or key in on_the_way
                        or key == key_of(path.start)
                    ):
                        continue
                    known = loopiest.get(key)
                    if known is None and len(loopiest) >= self._limits.functions:
                        continue
                    shortest.setdefault(key, longer)
                    if known is None or longer.loops > known.loops:
                        loopiest[key] = reached[key] = longer
            frontier = list(reached.values())
        return Callers(
            tuple(shortest.values()),
            max(loopiest.values(), key=lambda path: (path.loops * path.confidence, -len(path.edges))),
            max(map(self._repeated, loopiest.values())),
            len(self.users(ref)),
        )


@once_per_project
def climber(project: Project) -> Climber:
    """The climber of a project."""
    return Climber(call_graph(project))
