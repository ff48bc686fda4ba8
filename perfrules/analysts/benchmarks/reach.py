"""From a benchmark to the functions that it exercises."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from perfrules.analysts.benchmarks.linked import linked
from perfrules.analysts.benchmarks.source.discover import Benchmark, Span, suite
from perfrules.hotness.timed import TIMED, timed_parts
from perfrules.index.callgraph import CallGraph, Key, call_graph, key_of
from perfrules.index.callgraph.library import method_names
from perfrules.index.derived import once_per_project
from perfrules.index.project import FunctionRef, Project, base_name
from perfrules.model.source import Crate, Role

_IMPLICIT = frozenset(
    "Iterator DoubleEndedIterator ExactSizeIterator IntoIterator FromIterator Extend PartialEq PartialOrd "
    "Ord Hash Hasher Clone Drop Default Deref DerefMut Index IndexMut Borrow AsRef AsMut From Into TryFrom "
    "FromStr Display Debug Write Read BufRead Seek Add Sub Mul Div Neg Not BitAnd BitOr BitXor Shl Shr "
    "AddAssign SubAssign Future Stream Serialize Deserialize".split()
)
"""Traits whose methods operators, loops, macros and library functions call."""
_BY_TYPE = re.compile(r"\.\s*(parse|collect)\s*::\s*<\s*(?:\w+\s*::\s*)*(\w+)")
_RUNS = {"parse": "FromStr", "collect": "FromIterator"}
"""Library methods, and the trait that they run of the type they are given."""
_GUESS, _SURE, _TYPED = 0.3, 0.5, 0.9
_FEW = 8
_PATH = re.compile(r"\w+(?:::\w+)*")
_WORD = re.compile(r"\w+")
_CRATE_CODE = frozenset({Role.LIBRARY, Role.BINARY})


class Reached(NamedTuple):
    """A function of the crate that a benchmark runs."""

    ref: FunctionRef
    calls: int
    """So many calls away from the measured code."""
    confidence: float
    """How sure all the calls on the way are."""

    @property
    def guessed(self) -> bool:
        """Whether a name or a type is all that leads to it."""
        return self.confidence < _SURE


def reached(project: Project, benchmark: Benchmark) -> tuple[Reached, ...]:
    """The functions that a benchmark exercises, nearest first; guesses come last."""
    return _reach(project).of(benchmark)


@once_per_project
def reached_by_any(project: Project) -> frozenset[Key]:
    """All functions that some benchmark exercises."""
    reach = _reach(project)
    return frozenset(
        key_of(one.ref) for benchmark in suite(project).benchmarks for one in reach.of(benchmark)
    )


class _Step(NamedTuple):
    """A function that some code runs, and how sure that is."""

    ref: FunctionRef
    confidence: float


class _Reach:
    """Keeps what it found: many benchmarks share their code."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self.project = graph.project
        self._known: dict[tuple[Span, ...], tuple[Reached, ...]] = {}
        self._implicit: dict[str, list[FunctionRef]] = {}
        self._linked: dict[Crate, frozenset[Crate]] = {}

    def of(self, benchmark: Benchmark) -> tuple[Reached, ...]:
        if benchmark.code not in self._known:
            self._known[benchmark.code] = self._from(benchmark.code)
        return self._known[benchmark.code]

    def _from(self, code: tuple[Span, ...]) -> tuple[Reached, ...]:
        """What the measured parts run; where they lead nowhere, what all of the code runs."""
        measured = [part for span in code for part in self._measured(span)]
        others = [span for span in code[1:] if span not in measured]  # used by the name of a variable
        for start in ([*measured, *others], list(code)):
            steps = [step for span in start for step in self._run_in(span)]
            if found := self._spread(steps, self._crates(code)):
                return found
        return ()

    def _crates(self, code: tuple[Span, ...]) -> frozenset[Crate] | None:
        """What a benchmark is linked with; None where no Cargo.toml tells."""
        crate = code[0].unit.file.crate if code else None
        if crate is None:
            return None
        if crate not in self._linked:
            self._linked[crate] = linked(self.project, crate)
        return self._linked[crate]

    def _measured(self, span: Span) -> list[Span]:
        """The arguments of ``iter`` and its like inside a span; the span itself where there are none."""
        parts = timed_parts(span.unit, span.start, span.end)
        return [Span(span.unit, start, end) for start, end in parts] or [span]

    def _spread(self, steps: list[_Step], crates: frozenset[Crate] | None) -> tuple[Reached, ...]:
        """Breadth first; helpers in the bench itself count no call, and of them the measured part counts."""
        found: dict[Key, Reached] = {}
        seen: set[Key] = set()
        queue = deque((step, 1, step.confidence) for step in steps)
        while queue:
            (ref, _), calls, confidence = queue.popleft()
            if key_of(ref) in seen or (crates is not None and ref.unit.file.crate not in crates):
                continue
            seen.add(key_of(ref))
            if ref.unit.file.role in _CRATE_CODE:
                found[key_of(ref)] = Reached(ref, calls, confidence)
                queue.extend((step, calls + 1, confidence * step.confidence) for step in self._run_by(ref))
            elif ref.unit.file.role is Role.BENCH:
                whole = Span(ref.unit, ref.function.start, ref.function.end)
                inner = [step for part in self._measured(whole) for step in self._run_in(part)]
                queue.extendleft((step, calls, confidence * step.confidence) for step in reversed(inner))
        return tuple(sorted(found.values(), key=lambda one: (one.guessed, one.calls, -one.confidence)))

    # -- one step ------------------------------------------------------------------------------------

    def _run_in(self, span: Span) -> Iterator[_Step]:
        """What a piece of bench code runs: what it calls, and what comes with the types that it names."""
        function = span.unit.function_at(span.start)
        if function is None:
            return
        edges = [
            edge
            for edge in self.graph.callees(FunctionRef(span.unit, function))
            if span.start <= edge.start < span.end
        ]
        yield from (_Step(edge.callee, edge.confidence) for edge in edges)
        yield from self._by_name(span, {edge.start for edge in edges})
        text = span.unit.syntax.source[span.start : span.end].decode("utf-8", "replace")
        if _PATH.fullmatch(text):
            targets = self.graph.resolver.by_path(span.unit, function, text, span.start)
            yield from (_Step(target.ref, target.confidence) for target in targets)
        for method, name in _BY_TYPE.findall(text):
            for step in self._with_types([name]):
                if base_name(step.ref.function.trait or "") == _RUNS[method]:
                    yield _Step(step.ref, _TYPED)
        yield from self._with_types(_WORD.findall(text))

    def _run_by(self, ref: FunctionRef) -> Iterator[_Step]:
        """What a function runs: what it calls, and what comes with its own type and the one it returns."""
        yield from (_Step(edge.callee, edge.confidence) for edge in self.graph.callees(ref))
        function = ref.function
        returned = function.return_type.replace("Self", function.self_type or "Self")
        yield from self._with_types(_WORD.findall(f"{function.self_type or ''} {returned}"))

    def _by_name(self, span: Span, resolved: set[int]) -> Iterator[_Step]:
        """Calls that the graph leaves open, where only the project has methods of that name.

        Of paths, only those through a primitive type, which implements some trait of the project.
        """
        for call in span.unit.facts.calls:
            if not span.start <= call.start < span.end or call.start in resolved:
                continue
            owner = call.path.rpartition("::")[0]
            if call.kind == "macro" or (call.kind == "path" and not (owner.isalnum() and owner.islower())):
                continue
            named = self.project.methods_by_name.get(call.name, ())
            if len(named) <= _FEW and call.name not in self._library_names and call.name not in TIMED:
                yield from (_Step(ref, _GUESS) for ref in named)

    def _with_types(self, names: Iterable[str]) -> Iterator[_Step]:
        """Methods that libraries call by way of a trait: ``next``, ``from_str``, ``drop`` …"""
        for name in dict.fromkeys(names):
            if name not in self._implicit:
                self._implicit[name] = [
                    FunctionRef(unit, function)
                    for unit, impl in self.project.impls.get(name, ())
                    if impl.trait is not None and base_name(impl.trait) in _IMPLICIT
                    for function in unit.facts.functions
                    if impl.start <= function.start < impl.end and function.body_start >= 0
                ]
            yield from (_Step(ref, _GUESS) for ref in self._implicit[name])

    @cached_property
    def _library_names(self) -> frozenset[str]:
        return method_names(self.project.knowledge)


@once_per_project
def _reach(project: Project) -> _Reach:
    return _Reach(call_graph(project))
