"""What a call means: cheap answers first, types only where names do not decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.callgraph.edges import Kind
from perfrules.index.callgraph.library import method_names
from perfrules.index.callgraph.paths import Paths, nearest, split_path
from perfrules.index.effects import call_node
from perfrules.index.facts import Call, Function
from perfrules.index.infer import Inference, inference_at
from perfrules.index.knowledge import Signature
from perfrules.index.project import FileUnit, FunctionRef, Project, base_name
from perfrules.index.types import Type

SURE, TYPED, UNIQUE, ONE_OF_FEW, ONE_OF_MANY = 1.0, 0.95, 0.7, 0.6, 0.3
_FEW = 4


class Target(NamedTuple):
    """A function that a call can mean."""

    ref: FunctionRef
    kind: Kind
    confidence: float


class Resolver:
    """Answers for one project. It keeps nothing; the graph does."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.paths = Paths(project)

    def targets(self, unit: FileUnit, call: Call) -> list[Target]:
        """The project's functions that a call can mean; empty for library calls and macros."""
        if call.kind == "macro":
            return []
        function = unit.facts.functions[call.function] if call.function is not None else None
        if call.kind == "path":
            return self.by_path(unit, function, call.path, call.start)
        if call.name not in self.project.methods_by_name:
            return []
        return self._method(unit, function, call)

    def by_path(self, unit: FileUnit, function: Function | None, path: str, offset: int) -> list[Target]:
        """The functions that a path at an offset can mean."""
        parts = split_path(path)
        if not parts or not self._has(unit, parts):
            return []
        if len(parts) == 1 and function is not None and _shadowed(unit, function, parts[0], offset):
            return []
        if len(parts) > 1 and parts[-2] == "Self" and function is not None and function.self_type:
            own = self._own(unit, function, parts[-1])
            if own:
                return own
        found = self.paths.find(unit, function, path)
        if not found and len(parts) > 1 and function is not None:
            found = self._through_parameter(unit, function, parts)
        imported = parts[0] in unit.imports
        return self._spread(found, Kind.IMPORT if imported else Kind.PATH, SURE)

    def _has(self, unit: FileUnit, parts: Sequence[str]) -> bool:
        """Whether the project has a function of that name at all."""
        name = parts[-1]
        if len(parts) > 1:
            return name in self.project.functions or name in self.project.methods_by_name
        return unit.imports.get(name, name).rpartition("::")[2] in self.project.functions

    def _through_parameter(
        self, unit: FileUnit, function: Function, parts: Sequence[str]
    ) -> list[FunctionRef]:
        """``T::make()`` where ``T: Make``."""
        inference = inference_at(self.project, unit, function.start) if function.generics else None
        bounds = (inference.bounds(Type(parts[-2])) if inference is not None else None) or ()
        return [ref for bound in bounds for ref in self.project.methods.get((bound.name, parts[-1]), ())]

    # -- methods -----------------------------------------------------------------------------

    def _method(self, unit: FileUnit, function: Function | None, call: Call) -> list[Target]:
        if function is not None and _on_self(unit, call):
            own = self._own(unit, function, call.name)
            if own:
                return own
        candidates = self.project.methods_by_name[call.name]
        empty = _is_empty(unit, call)
        if all(_takes_arguments(ref.function) is empty for ref in candidates):
            return []  # `collect()` is none of the `collect(item)` here: told without any types
        if len(candidates) == 1 and call.name not in self._library_names:
            return self._spread(candidates, Kind.NAME, UNIQUE)
        node = call_node(unit, call)
        inference = inference_at(self.project, unit, call.name_start)
        if node is None or inference is None:
            return []
        callee = inference.callee(node)
        if isinstance(callee, Signature):
            return []
        if isinstance(callee, FunctionRef):
            return self._spread([callee], Kind.METHOD, TYPED)
        return self._by_receiver(unit, function, call, node, inference)

    def _own(self, unit: FileUnit, function: Function, name: str) -> list[Target]:
        """A method called on ``self``: of the same type, or of the trait it is about."""
        of = base_name(function.self_type or "")
        found = nearest(self.project.methods.get((of, name), ()), unit, function)
        if not found and function.trait:
            found = nearest(self.project.methods.get((base_name(function.trait), name), ()), unit, function)
        return self._spread(found, Kind.PATH, SURE)

    def _by_receiver(
        self, unit: FileUnit, function: Function | None, call: Call, node: Node, inference: Inference
    ) -> list[Target]:
        """Where inference finds no single function: several of one type, or a receiver of unknown type."""
        called = node.child_by_field_name("function")
        if called is not None and called.type == "generic_function":
            called = called.child_by_field_name("function")
        value = called.child_by_field_name("value") if called is not None else None
        of = inference.type_of(value).peeled() if value is not None else Type("?")
        if of.known:
            for here in inference.autoderef(of):
                meaning = inference.find(here)
                if meaning is None and here.path and here.path.partition("::")[0] not in self.project.roots:
                    continue  # a library's type that nothing is known of
                found = nearest(self.paths.methods(here.name, meaning, call.name), unit, function)
                if found:
                    return self._spread(found, Kind.METHOD, TYPED)
            return []
        candidates = self.project.methods_by_name[call.name]
        if call.name in self._library_names:
            return []
        owners = {base_name(ref.function.trait or ref.function.self_type or "") for ref in candidates}
        if len(owners) == 1:
            return self._spread(candidates[:1], Kind.NAME, UNIQUE)
        near = nearest(candidates, unit, None)
        return self._spread(near, Kind.NAME, ONE_OF_MANY)

    def _spread(self, refs: Iterable[FunctionRef], kind: Kind, confidence: float) -> list[Target]:
        """Functions as targets; a trait's declaration stands for all its implementations."""
        listed = list(refs)
        share = confidence if len(listed) == 1 else min(confidence, ONE_OF_FEW)
        targets: list[Target] = []
        for ref in listed:
            if not _declares(ref.function):
                targets.append(Target(ref, kind, share))
                continue
            impls = self._implementations(ref)
            each = SURE if len(impls) == 1 else ONE_OF_FEW if len(impls) <= _FEW else ONE_OF_MANY
            targets += [Target(impl, Kind.TRAIT, min(share, each)) for impl in impls]
        return targets

    def _implementations(self, ref: FunctionRef) -> list[FunctionRef]:
        trait, name = base_name(ref.function.trait or ""), ref.function.name
        return [
            other
            for other in self.project.methods_by_name[name]
            if other.function.body_start >= 0
            and base_name(other.function.trait or "") == trait
            and not other.function.in_test
        ]

    @cached_property
    def _library_names(self) -> frozenset[str]:
        return method_names(self.project.knowledge)


def _declares(function: Function) -> bool:
    """Whether a function stands in a trait, not in an impl."""
    return function.trait is not None and function.trait == function.self_type


def _is_empty(unit: FileUnit, call: Call) -> bool:
    """Whether a call has no arguments."""
    return unit.syntax.source.endswith(b"()", call.name_start, call.end)


def _takes_arguments(function: Function) -> bool:
    """Whether a method has parameters besides ``self``."""
    return any(parameter.name != "self" for parameter in function.parameters)


def _on_self(unit: FileUnit, call: Call) -> bool:
    source = unit.syntax.source
    return source[call.start : call.name_start].replace(b" ", b"") == b"self."


def _shadowed(unit: FileUnit, function: Function, name: str, offset: int) -> bool:
    """Whether a local closure of that name hides the function; told by the text, which is quick."""
    if any(parameter.name == name for parameter in function.parameters):
        return True
    source, word = unit.syntax.source, name.encode()
    return any(
        source.find(head + word + tail, function.body_start, offset) >= 0
        for head in (b"let ", b"let mut ")
        for tail in (b" ", b":")
    )
