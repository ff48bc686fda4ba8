"""The call graph, worked out where it is asked for.

Calls are found by the callee's name and resolved then, so that asking for the callers of one
function costs a few look-ups; every answer is kept. Asking for all of them is the whole graph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from perfrules.index.adapters import ALWAYS, SOMETIMES
from perfrules.index.callgraph.edges import Edge, Key, Kind, key_of
from perfrules.index.callgraph.operators import Operators
from perfrules.index.callgraph.resolve import ONE_OF_FEW, TYPED, Resolver, Target
from perfrules.index.callgraph.spawns import Spawns
from perfrules.index.derived import once_per_project
from perfrules.index.facts import Call, Value
from perfrules.index.infer import inference_at
from perfrules.index.loops import leaves, loops_around
from perfrules.index.project import FileUnit, FunctionRef, Project

_Site = tuple[FileUnit, int]
"""A file and the position of a call (or of a value) in its list."""


class CallGraph:
    """Who calls whom in one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self._spawns = Spawns(project)
        self._by_call: dict[tuple[str, int], tuple[Edge, ...]] = {}
        self._by_value: dict[tuple[str, int], tuple[Edge, ...]] = {}
        self._by_operation: dict[tuple[str, int], tuple[Edge, ...]] = {}
        self._operators = Operators(project, self.resolver.paths)
        self._named: dict[tuple[str, Callable[[FileUnit, int], bool] | None], dict[Key, list[Edge]]] = {}
        self._callees: dict[Key, tuple[Edge, ...]] = {}

    def functions(self) -> Iterator[FunctionRef]:
        """All functions with a body, by file and position."""
        for unit in self.project.files.values():
            for function in unit.facts.functions:
                if function.body_start >= 0:
                    yield FunctionRef(unit, function)

    def callers(
        self, ref: FunctionRef, among: Callable[[FileUnit, int], bool] | None = None
    ) -> tuple[Edge, ...]:
        """The places that can call a function, by file and position.

        ``among`` picks the places that count: what stands in others is not even resolved.
        """
        names = self._aliases.get(ref.function.name, (ref.function.name,))
        found = [edge for name in names for edge in self._by_callee(name, among).get(key_of(ref), ())]
        return tuple(sorted(found, key=lambda edge: (edge.unit.display, edge.start)))

    def _by_callee(
        self, name: str, among: Callable[[FileUnit, int], bool] | None
    ) -> Mapping[Key, Sequence[Edge]]:
        """What calls (or hands on) something by a name, by callee: all at once, for many share one name."""
        known = self._named.get((name, among))
        if known is None:
            known = self._named[name, among] = defaultdict(list)
            for unit, at in self._calls_by_name.get(name, ()):
                if among is None or among(unit, unit.facts.calls[at].start):
                    for edge in self._call_edges(unit, at):
                        known[key_of(edge.callee)].append(edge)
            for unit, at in self._values_by_name.get(name, ()):
                if among is None or among(unit, self._values[unit.display][at].start):
                    for edge in self._value_edges(unit, at):
                        known[key_of(edge.callee)].append(edge)
            for unit, at in (
                self._operations_by_method.get(name, ()) if name in self._operators.methods else ()
            ):
                if among is None or among(unit, self._operators.of(unit)[at].start):
                    for edge in self._operation_edges(unit, at):
                        known[key_of(edge.callee)].append(edge)
        return known

    def callees(self, ref: FunctionRef) -> tuple[Edge, ...]:
        """The places in a function that call functions of the project, by position."""
        key = key_of(ref)
        if key not in self._callees:
            unit, function = ref
            calls = unit.facts.calls
            edges: list[Edge] = []
            at = bisect_left(calls, function.start, key=lambda call: call.name_start)
            while at < len(calls) and calls[at].name_start < function.end:
                if calls[at].function == function.index:
                    edges += self._call_edges(unit, at)
                at += 1
            values = self._values[unit.display]
            at = bisect_left(values, function.start, key=lambda value: value.start)
            while at < len(values) and values[at].start < function.end:
                edges += (
                    edge for edge in self._value_edges(unit, at) if edge.caller and key_of(edge.caller) == key
                )
                at += 1
            operations = self._operators.of(unit)
            at = bisect_left(operations, function.start, key=lambda operation: operation.start)
            while at < len(operations) and operations[at].start < function.end:
                edges += (edge for edge in self._operation_edges(unit, at) if edge.caller == ref)
                at += 1
            self._callees[key] = tuple(sorted(edges, key=lambda edge: edge.start))
        return self._callees[key]

    def edges(self) -> Iterator[Edge]:
        """The whole graph."""
        for ref in self.functions():
            yield from self.callees(ref)

    # -- sites ---------------------------------------------------------------------------------

    def _call_edges(self, unit: FileUnit, at: int) -> tuple[Edge, ...]:
        key = unit.display, at
        known = self._by_call.get(key)
        if known is None:
            call = unit.facts.calls[at]
            targets = self.resolver.targets(unit, call)
            known = self._by_call[key] = self._edges(
                unit, call.function, (call.start, call.end), call.name_start, targets
            )
        return known

    def _value_edges(self, unit: FileUnit, at: int) -> tuple[Edge, ...]:
        key = unit.display, at
        known = self._by_value.get(key)
        if known is None:
            value = self._values[unit.display][at]
            known = self._by_value[key] = self._handed_on(unit, value)
        return known

    def _operation_edges(self, unit: FileUnit, at: int) -> tuple[Edge, ...]:
        key = unit.display, at
        known = self._by_operation.get(key)
        if known is None:
            operation = self._operators.of(unit)[at]
            function = unit.function_at(operation.start)
            callees = self._operators.callees(unit, operation)
            sure = TYPED if len(callees) == 1 else ONE_OF_FEW
            targets = [Target(callee, Kind.OPERATOR, sure) for callee in callees]
            index = function.index if function is not None else None
            span = operation.start, operation.end
            loops = int(operation.method == "next")
            known = self._by_operation[key] = self._edges(
                unit, index, span, operation.start, targets, extra_loops=loops
            )
        return known

    def _handed_on(self, unit: FileUnit, value: Value) -> tuple[Edge, ...]:
        function = unit.function_at(value.start)
        targets = self.resolver.by_path(unit, function, value.path, value.start)
        if not targets or self._is_local(unit, value):
            return ()
        call = self._call_at(unit, value.given_to) if value.given_to is not None else None
        given_to = ""
        if call is not None:
            expanded = self.resolver.paths.expand(unit, function, call.path) if call.path else ()
            given_to = "::".join(expanded) or call.name
        as_value = [Target(target.ref, Kind.VALUE, min(target.confidence, 0.9)) for target in targets]
        index = function.index if function is not None else None
        repeated = call is not None and call.kind == "method" and call.name in ALWAYS | SOMETIMES
        return self._edges(
            unit,
            index,
            (value.start, value.end),
            value.start,
            as_value,
            given_to=given_to,
            extra_loops=int(repeated),
        )

    def _is_local(self, unit: FileUnit, value: Value) -> bool:
        """Whether a name is that of a variable."""
        if "::" in value.path:
            return False
        inference = inference_at(self.project, unit, value.start)
        return inference is not None and inference.scope.binding(value.path, value.start) is not None

    def _call_at(self, unit: FileUnit, span: tuple[int, int]) -> Call | None:
        calls = unit.facts.calls
        at = bisect_left(calls, span[0], key=lambda call: call.name_start)
        while at < len(calls) and calls[at].name_start < span[1]:
            if (calls[at].start, calls[at].end) == span:
                return calls[at]
            at += 1
        return None

    def _edges(
        self,
        unit: FileUnit,
        function: int | None,
        span: tuple[int, int],
        offset: int,
        targets: list[Target],
        *,
        given_to: str = "",
        extra_loops: int = 0,
    ) -> tuple[Edge, ...]:
        if not targets:
            return ()
        caller = FunctionRef(unit, unit.facts.functions[function]) if function is not None else None
        around = loops_around(self.project, unit, offset)
        depth = sum(not leaves(unit, loop, offset) for loop in around) + extra_loops
        spawned = self._spawns.around(unit, offset)
        return tuple(
            Edge(caller, t.ref, unit, *span, t.kind, t.confidence, depth, spawned, given_to) for t in targets
        )

    # -- by name ---------------------------------------------------------------------------------

    def gather(self) -> None:
        """List all sites by name now: for who shares the project with others that would each have to."""
        _ = self._calls_by_name, self._values_by_name, self._operations_by_method, self._aliases

    @cached_property
    def _calls_by_name(self) -> Mapping[str, list[_Site]]:
        found: dict[str, list[_Site]] = defaultdict(list)
        for unit in self.project.files.values():
            for at, call in enumerate(unit.facts.calls):
                if call.kind != "macro":
                    found[call.name].append((unit, at))
        return found

    @cached_property
    def _values(self) -> Mapping[str, list[Value]]:
        return {
            name: [value for value in unit.facts.values if self._may_be_function(value)]
            for name, unit in self.project.files.items()
        }

    def _may_be_function(self, value: Value) -> bool:
        """Whether the project has a function of that name."""
        head, _, name = value.path.rpartition("::")
        return name in self.project.functions or (bool(head) and name in self.project.methods_by_name)

    @cached_property
    def _values_by_name(self) -> Mapping[str, list[_Site]]:
        found: dict[str, list[_Site]] = defaultdict(list)
        for name, values in self._values.items():
            for at, value in enumerate(values):
                found[value.path.rpartition("::")[2]].append((self.project.files[name], at))
        return found

    @cached_property
    def _operations_by_method(self) -> Mapping[str, list[_Site]]:
        found: dict[str, list[_Site]] = defaultdict(list)
        for unit in self.project.files.values():
            for at, operation in enumerate(self._operators.of(unit)):
                found[operation.method].append((unit, at))
        return found

    @cached_property
    def _aliases(self) -> Mapping[str, Sequence[str]]:
        """Names that a function is called by, where some file imports it under another."""
        found: dict[str, set[str]] = {}
        for unit in self.project.files.values():
            for name, path in unit.imports.items():
                own = path.rpartition("::")[2]
                if own != name and own in self.project.functions:
                    found.setdefault(own, {own}).add(name)
        return {name: sorted(names) for name, names in found.items()}


@once_per_project
def call_graph(project: Project) -> CallGraph:
    """The call graph of a project; there is one, made when first asked for."""
    return CallGraph(project)
