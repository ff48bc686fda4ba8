"""Methods that operators call: ``a + b``, ``a == b``, ``a[i]``, ``for x in a``.

Only traits that some impl of the project is for count, and only operands whose type is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from perfrules.index.callgraph.paths import Paths
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, FunctionRef, Project, TypeRef, base_name
from perfrules.index.types import Type
from perfrules.syntax.parser import LANGUAGE

_BINARY = {
    "+": ("Add", "add"),
    "-": ("Sub", "sub"),
    "*": ("Mul", "mul"),
    "/": ("Div", "div"),
    "%": ("Rem", "rem"),
    "&": ("BitAnd", "bitand"),
    "|": ("BitOr", "bitor"),
    "^": ("BitXor", "bitxor"),
    "<<": ("Shl", "shl"),
    ">>": ("Shr", "shr"),
    "==": ("PartialEq", "eq"),
    "!=": ("PartialEq", "eq"),
    **dict.fromkeys(("<", ">", "<=", ">="), ("PartialOrd", "partial_cmp")),
}
_INDEX = (("Index", "index"), ("IndexMut", "index_mut"))
_FOR = (("Iterator", "next"), ("IntoIterator", "into_iter"))
_METHODS = {*_BINARY.values(), *_INDEX, *_FOR}
_METHODS |= {(f"{trait}Assign", f"{name}_assign") for trait, name in _BINARY.values()}
_TRAITS: Mapping[str, set[str]] = defaultdict(set)
for _trait, _name in _METHODS:
    _TRAITS[_name].add(_trait)
_NODES = {"binary_expression": "left", "compound_assignment_expr": "left", "for_expression": "value"}


class Operation(NamedTuple):
    """A place where an operator stands, with the method that it calls on its operand's type."""

    trait: str
    method: str
    start: int
    end: int
    operand: tuple[int, int]
    """Its span."""


class Operators:
    """The operators of a project that may call the project's own methods."""

    def __init__(self, project: Project, paths: Paths) -> None:
        self.project = project
        self.paths = paths
        self._found: dict[str, list[Operation]] = {}

    @cached_property
    def methods(self) -> frozenset[str]:
        """Names of the operators' methods that the project has."""
        return frozenset(
            name
            for name, traits in _TRAITS.items()
            for ref in self.project.methods_by_name.get(name, ())
            if base_name(ref.function.trait or "") in traits and ref.function.body_start >= 0
        )

    @cached_property
    def _query(self) -> Query | None:
        written = [sign for sign, (_, name) in _BINARY.items() if name in self.methods]
        assigned = [f"{sign}=" for sign, (_, name) in _BINARY.items() if f"{name}_assign" in self.methods]
        patterns = [f'(binary_expression operator: "{sign}") @at' for sign in written]
        patterns += [f'(compound_assignment_expr operator: "{sign}") @at' for sign in assigned]
        patterns += ["(index_expression) @at"] * any(name in self.methods for _, name in _INDEX)
        patterns += ["(for_expression) @at"] * any(name in self.methods for _, name in _FOR)
        return Query(LANGUAGE, "\n".join(patterns)) if patterns else None

    def of(self, unit: FileUnit) -> list[Operation]:
        """The operations of a file, by position."""
        known = self._found.get(unit.display)
        if known is None:
            nodes = QueryCursor(self._query).captures(unit.syntax.root) if self._query is not None else {}
            found = [operation for node in nodes.get("at", ()) for operation in self._read(unit, node)]
            known = self._found[unit.display] = sorted(found, key=lambda each: (each.start, each.method))
        return known

    def _read(self, unit: FileUnit, node: Node) -> list[Operation]:
        operator = node.child_by_field_name("operator")
        sign = unit.syntax.text(operator) if operator is not None else ""
        meant: tuple[tuple[str, str], ...]
        match node.type:
            case "binary_expression":
                meant = (_BINARY[sign],)
            case "compound_assignment_expr":
                trait, name = _BINARY[sign.removesuffix("=")]
                meant = ((f"{trait}Assign", f"{name}_assign"),)
            case "index_expression":
                meant = _INDEX[_is_changed(unit, node) :][:1]
            case _:
                meant = _FOR
        field = _NODES.get(node.type)
        operand = node.child_by_field_name(field) if field is not None else node.named_children[0]
        if operand is None or operand.type.endswith("_literal"):
            return []
        span = (operand if node.type == "for_expression" else node).byte_range
        return [Operation(*each, *span, operand.byte_range) for each in meant if each[1] in self.methods]

    def callees(self, unit: FileUnit, operation: Operation) -> list[FunctionRef]:
        """The project's methods that an operation calls; none if the operand's type is unknown."""
        operand = unit.syntax.root.descendant_for_byte_range(*operation.operand)
        inference = inference_at(self.project, unit, operation.start)
        if inference is None or operand is None:
            return []
        of = inference.type_of(operand).peeled()
        if not of.known:
            return []
        for here in inference.autoderef(of) if operation.trait.startswith("Index") else [of]:
            found = self._of_type(inference, here, operation)
            if found:
                return found
        return []

    def _of_type(self, inference: Inference, of: Type, operation: Operation) -> list[FunctionRef]:
        meaning = inference.find(of)
        if not isinstance(meaning, TypeRef):
            return []
        found = self.paths.methods(meaning.item.name, meaning, operation.method)
        return [ref for ref in found if base_name(ref.function.trait or "") == operation.trait]


def _is_changed(unit: FileUnit, node: Node) -> bool:
    """Whether an element is assigned to or borrowed mutably."""
    parent = unit.syntax.parent(node)
    while parent is not None and parent.type == "field_expression":
        node, parent = parent, unit.syntax.parent(parent)
    if parent is None:
        return False
    if parent.type == "reference_expression":
        return any(child.type == "mutable_specifier" for child in parent.children)
    assigns = parent.type in ("assignment_expression", "compound_assignment_expr")
    return assigns and parent.child_by_field_name("left") == node
