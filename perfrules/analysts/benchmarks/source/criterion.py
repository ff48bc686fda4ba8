"""What the calls in bench code do: those of Criterion register benchmarks, others are followed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from perfrules.analysts.benchmarks.source import library
from perfrules.analysts.benchmarks.source.evaluate import Evaluator
from perfrules.analysts.benchmarks.source.name import Name
from perfrules.analysts.benchmarks.source.values import (
    Code,
    Environment,
    Group,
    Handle,
    Id,
    Value,
    as_name,
    formatted,
)
from perfrules.index.callgraph import CallGraph
from perfrules.index.project import FileUnit, FunctionRef
from perfrules.model.source import Role

_DEPTH = 24
_WRAPPERS = frozenset({"from", "black_box", "Some", "Ok", "Box", "identity"})
"""Functions of one argument whose result shows like it."""
_MOST = 5000
"""Benchmarks of one target that are told apart."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A benchmark that bench code registers."""

    name: Name
    unit: FileUnit
    start: int
    end: int
    """Span of the registering call."""
    code: tuple[Code, ...]
    """What it runs: the closure or function given, and those that it uses by the name of a variable."""


class Interpreter(Evaluator):
    """Runs the functions of one bench target, and keeps what they register."""

    def __init__(self, graph: CallGraph, features: Collection[str]) -> None:
        super().__init__(graph, features)
        self.registered: list[Registered] = []
        self._depth = 0

    def call(self, ref: FunctionRef, arguments: Sequence[Value], receiver: Value = None) -> Value:
        """Run a function or method."""
        unit, function = ref
        body = _body(ref)
        if body is None or self._depth >= _DEPTH:
            return None
        scope = Environment(unit)
        names = [parameter.name for parameter in function.parameters if parameter.name != "self"]
        scope.values = {**dict.fromkeys(names), "self": receiver}
        scope.values.update(zip(names, arguments, strict=False))
        self._depth += 1
        try:
            return self.run(body, scope)
        finally:
            self._depth -= 1

    def _call_expression(self, node: Node, scope: Environment) -> Value:
        called, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if called is None or listed is None:
            return None
        if called.type == "generic_function":
            called = called.child_by_field_name("function") or called
        arguments = [child for child in listed.named_children if "comment" not in child.type]
        if called.type == "try_expression":  # a macro's arguments, see perfrules.syntax.macros
            return self._macro(scope.unit.syntax.text(called).rstrip("!"), arguments, scope)
        if called.type == "field_expression":
            return self._method(node, called, arguments, scope)
        return self._path(node, called, arguments, scope)

    # -- methods -----------------------------------------------------------------------------------

    def _method(self, node: Node, called: Node, arguments: list[Node], scope: Environment) -> Value:
        of, field = called.child_by_field_name("value"), called.child_by_field_name("field")
        if of is None or field is None:
            return None
        receiver, name = self.run(of, scope), scope.unit.syntax.text(field)
        values = [self.run(argument, scope) for argument in arguments]
        if isinstance(receiver, (Handle, Group)):
            return self._of_criterion(node, receiver, name, values, scope)
        if _handles(values):
            own = [ref for ref in self.graph.project.methods_by_name.get(name, ()) if _is_bench(ref)]
            return self.call(own[0], values, receiver) if len(own) == 1 else None
        closure = next((value for value in values if isinstance(value, Code)), None)
        if closure is None or closure.node.type != "closure_expression":
            return library.method(receiver, name, values)
        items = receiver if name in ("map", "for_each") and isinstance(receiver, list) else [None]
        results = [self._apply(closure, [item]) for item in items]
        return results if name == "map" and isinstance(receiver, list) else None

    def _of_criterion(
        self, node: Node, receiver: Handle | Group, name: str, values: list[Value], scope: Environment
    ) -> Value:
        """A method of ``Criterion`` or ``BenchmarkGroup``; the configuring ones return their receiver."""
        if name == "benchmark_group" and values:
            return Group(as_name(values[0]))
        if name in ("bench_function", "bench_with_input") and len(values) > 1:
            group = receiver.name if isinstance(receiver, Group) else None
            self._register(node, _full_name(group, values[0]), values[1:], scope)
        return None if name == "finish" else receiver

    def _register(self, node: Node, name: Name, values: list[Value], scope: Environment) -> None:
        given = [value for value in values if isinstance(value, Code)]
        code = [*given, *(used for value in given for used in _used(value))]
        if len(self.registered) < _MOST:
            span = node.start_byte, node.end_byte
            self.registered.append(Registered(name, scope.unit, *span, tuple(dict.fromkeys(code))))

    def _apply(self, code: Code, arguments: Sequence[Value]) -> Value:
        """Call a closure, or a function by its path."""
        if code.node.type != "closure_expression":
            refs = self._resolved(code.unit, code.node)
            return self.call(refs, arguments) if refs is not None else None
        scope = Environment(code.unit, code.environment)
        parameters = code.node.child_by_field_name("parameters")
        body = code.node.child_by_field_name("body")
        names = parameters.named_children if parameters is not None else []
        for at, name in enumerate(names):
            pattern = name.child_by_field_name("pattern") or name
            self._bind(pattern, arguments[at] if at < len(arguments) else None, scope)
        if body is None or self._depth >= _DEPTH:
            return None
        self._depth += 1
        try:
            return self.run(body, scope)
        finally:
            self._depth -= 1

    # -- functions and macros ------------------------------------------------------------------------

    def _path(self, node: Node, called: Node, arguments: list[Node], scope: Environment) -> Value:
        path = scope.unit.syntax.text(called)
        values = [self.run(argument, scope) for argument in arguments]
        local = scope.get(path) if called.type == "identifier" else None
        if isinstance(local, Code):
            return self._apply(local, values)
        owner, _, name = path.replace(" ", "").rpartition("::")
        owner = owner.rpartition("::")[2]
        if owner == "BenchmarkId" and values:
            return Id(as_name(values[0]) if name == "new" else None, as_name(values[-1]))
        if owner == "Criterion":
            return Handle()
        if name in _WRAPPERS and len(values) == 1:
            return values[0]
        ref = self._resolved(scope.unit, called)
        if ref is not None and (_is_bench(ref) or _handles(values)):
            return self.call(ref, values)
        for value in values:
            if isinstance(value, Code) and value.node.type == "closure_expression":
                self._apply(value, [])
        return None

    def _resolved(self, unit: FileUnit, path: Node) -> FunctionRef | None:
        function = unit.function_at(path.start_byte)
        text = unit.syntax.text(path)
        targets = self.graph.resolver.by_path(unit, function, text, path.start_byte)
        return targets[0].ref if targets else None

    def _macro(self, path: str, arguments: list[Node], scope: Environment) -> Value:
        name = path.rpartition("::")[2].strip()
        values = [self.run(argument, scope) for argument in arguments]
        if name == "format" and values and isinstance(values[0], str):
            return formatted(values[0], values[1:], lambda word: self.named(word, scope))
        if name == "concat":
            return Name.of(*(as_name(value) for value in values))
        if name == "vec":
            return values
        return None

    def _macro_invocation(self, node: Node, scope: Environment) -> Value:
        text = scope.unit.syntax.text(node)
        return text.partition("(")[2].rpartition(")")[0].strip() if text.startswith("stringify") else None


def _is_bench(ref: FunctionRef) -> bool:
    return ref.unit.file.role is Role.BENCH


def _handles(values: Sequence[Value]) -> bool:
    return any(isinstance(value, (Handle, Group)) for value in values)


def _full_name(group: Name | None, given: Value) -> Name:
    """Criterion's name of a benchmark: ``group/function/parameter``, without those that it lacks."""
    if isinstance(given, Id):
        parts = [group, given.function, given.value]
    else:
        parts = [group, as_name(given)]
    return Name.path(*(part for part in parts if part is not None))


def _body(ref: FunctionRef) -> Node | None:
    unit, function = ref
    if function.body_start < 0:
        return None
    body = unit.syntax.root.descendant_for_byte_range(function.body_start, function.end)
    while body is not None and body.type != "block":
        body = unit.syntax.parent(body)
    return body


def _used(code: Code) -> list[Code]:
    """Closures and functions that some code uses by the names of variables."""
    found: list[Code] = []
    pending = [code]
    seen: set[str] = set()
    while pending:
        one = pending.pop()
        nodes = [one.node]
        while nodes and one.environment is not None:
            node = nodes.pop()
            name = one.unit.syntax.text(node) if node.type == "identifier" else ""
            if name and name not in seen and isinstance(used := one.environment.get(name), Code):
                seen.add(name)
                found.append(used)
                pending.append(used)
            nodes += node.named_children
    return found
