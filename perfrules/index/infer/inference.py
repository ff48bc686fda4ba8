"""The types of one function's expressions: the class that rules talk to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from tree_sitter import Node

from perfrules.index.facts import Function
from perfrules.index.infer import bindings, calls, iteration, methods, places
from perfrules.index.infer.expressions import HANDLERS
from perfrules.index.infer.generics import Bounds, bounds_of, instantiate
from perfrules.index.knowledge import KnownType, Signature
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.index.reexports import Meaning
from perfrules.index.scope import Binding, Scope
from perfrules.index.types import UNKNOWN, Type, parse_type

_MAX_DEPTH = 48


def inference_at(project: Project, unit: FileUnit, offset: int) -> Inference | None:
    """The inference of the innermost function around a byte offset; None outside functions."""
    function = unit.function_at(offset)
    if function is None:
        return None
    known = unit.inferences.get(function.index)
    if known is None:
        node = unit.syntax.root.descendant_for_byte_range(function.start, function.end)
        while node is not None and node.type not in ("function_item", "function_signature_item"):
            node = unit.syntax.parent(node)
        if node is None:
            return None
        known = unit.inferences[function.index] = Inference(project, unit, function, node)
    return known


class Inference:
    """Types inside one function of one file."""

    def __init__(self, project: Project, unit: FileUnit, function: Function, node: Node) -> None:
        self.project = project
        self.unit = unit
        self.syntax = unit.syntax
        self.function = function
        self.names = project.names(unit, function.start)
        self.node = node
        self.generics: Bounds = bounds_of(project, unit, function)
        """Bounds of the type parameters in scope, and of ``Self`` in a trait."""
        self._generic_names = frozenset(self.generics)
        self.own: dict[str, Type] = {}
        """What ``Self`` stands for, in an impl."""
        own = function.self_type
        if own is not None and own != function.trait:
            self.own["Self"] = self.names.read(own, self._generic_names)
        self._types: dict[int, Type] = {}
        self._bindings: dict[int, dict[str, Type]] = {}
        self._methods: dict[int, methods.Method | None] = {}
        self.projecting: set[tuple[Type, str]] = set()
        """Associated types being worked out, so that none is asked for its own sake."""
        self._depth = 0

    @cached_property
    def scope(self) -> Scope:
        """The function's names; who asks about types as written needs none."""
        return Scope(self.syntax, self.node)

    # -- what rules ask ------------------------------------------------------------------------

    def type_of(self, node: Node) -> Type:
        """The type of an expression, or :data:`UNKNOWN`."""
        key = node.id
        known = self._types.get(key)
        if known is not None:
            return known
        handler = HANDLERS.get(node.type)
        if handler is None or self._depth >= _MAX_DEPTH:
            return UNKNOWN
        self._types[key] = UNKNOWN  # an expression that needs its own type has none
        self._depth += 1
        try:
            found = self._types[key] = handler(self, node)
        finally:
            self._depth -= 1
        return found

    def binding_type(self, binding: Binding) -> Type:
        """The type that a binding's name has."""
        key = binding.pattern.id
        types = self._bindings.get(key)
        if types is None:
            self._bindings[key] = {}
            types = self._bindings[key] = bindings.types_in_pattern(self, binding)
        return types.get(binding.name, UNKNOWN)

    def callee(self, call: Node) -> FunctionRef | Signature | None:
        """What a call expression calls: a function of the project, or a library's signature."""
        return calls.callee(self, call)

    def signature(self, call: Node) -> tuple[Signature, dict[str, Type]] | None:
        """The library signature behind a method call, with the receiver's type arguments."""
        found = self.method(call)
        if found is None or not isinstance(found.callee, Signature):
            return None
        return found.callee, dict(found.names)

    def item_type(self, of: Type) -> Type:
        """What ``for x in value`` gives for a value of type ``of``."""
        return iteration.item_type(self, of)

    def is_iterator(self, of: Type) -> bool | None:
        """Whether a value is an iterator itself; None if its type is unknown."""
        return iteration.is_iterator(self, of)

    def has_known_length(self, of: Type) -> bool | None:
        """Whether a collection or iterator knows how many items it has; None if its type is unknown."""
        return iteration.has_known_length(self, of)

    def fields(self, name: str, of: Type) -> dict[str, Type]:
        """Fields of the struct or variant that a path names, for the value type ``of``."""
        return places.fields(self, name, of)

    def field_types(self, name: str, of: Type) -> list[Type]:
        """Types of a tuple struct's or tuple variant's fields."""
        return list(places.fields(self, name, of).values())

    def autoderef(self, of: Type) -> list[Type]:
        """``of`` and what ``.`` looks at behind it: references, smart pointers, ``Deref`` targets."""
        return places.autoderef(self, of)

    def bounds(self, of: Type) -> tuple[Type, ...] | None:
        """The bounds of a generic parameter of the function; None if ``of`` is not one."""
        return self.generics.get(of.path or of.name) if not of.args else None

    def read_type(self, text: str) -> Type:
        """A type as written in this function: ``Self`` and aliases resolved."""
        return self.resolve(parse_type(text))

    def resolve(self, of: Type, unit: FileUnit | None = None, self_type: str | None = None) -> Type:
        """``of``, as written in a file (this one): ``Self`` and aliases replaced by what they stand for."""
        if unit is None or unit is self.unit:
            read = self.names.qualify(of, self._generic_names)
        else:
            read = self.project.names(unit).qualify(of)
        own: Mapping[str, Type] = self.own
        if self_type is not None:
            own = {"Self": self.project.names(unit or self.unit).read(self_type)}
        return instantiate(self, read, own)

    # -- what the modules of this package ask ----------------------------------------------------

    def find(self, of: Type) -> Meaning:
        """The definition of a type; None for type parameters and what nobody defines."""
        return None if self.bounds(of) is not None else self.names.find(of)

    def known(self, of: Type) -> KnownType | None:
        """What the knowledge files say of a type, unless the project defines one of that name."""
        found = self.find(of)
        return found if isinstance(found, KnownType) else None

    def assume(self, binding: Binding, of: Type) -> None:
        """Take a binding's type for granted while more is found out about it."""
        self._bindings[binding.pattern.id] = {binding.name: of}

    def method(self, call: Node) -> methods.Method | None:
        """The method that a call expression calls, looked up once."""
        if call.id not in self._methods:
            self._methods[call.id] = None
            self._methods[call.id] = methods.method_called(self, call)
        return self._methods[call.id]
