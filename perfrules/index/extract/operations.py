"""Operators, which may call methods: ``a + b``, ``a == b``, ``a[i]``, ``for x in a``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tree_sitter import Node

from perfrules.index.extract.captures import ARITHMETIC, Captures, span
from perfrules.index.facts import Operation
from perfrules.syntax import Syntax

_NAMES = "Add Sub Mul Div Rem BitAnd BitOr BitXor Shl Shr".split()
_BINARY = {sign: (name, name.lower()) for sign, name in zip(ARITHMETIC, _NAMES, strict=True)}
_BINARY |= dict.fromkeys(("==", "!="), ("PartialEq", "eq"))
_BINARY |= dict.fromkeys(("<", ">", "<=", ">="), ("PartialOrd", "partial_cmp"))
_INDEX = (("Index", "index"), ("IndexMut", "index_mut"))
_FOR = (("Iterator", "next"), ("IntoIterator", "into_iter"))
_METHODS = {*_BINARY.values(), *_INDEX, *_FOR}
_METHODS |= {(f"{trait}Assign", f"{name}_assign") for trait, name in _BINARY.values()}
TRAITS: Mapping[str, set[str]] = defaultdict(set)
"""The traits that an operator's method may be of, by its name."""
for _trait, _name in _METHODS:
    TRAITS[_name].add(_trait)
_OPERANDS = {"binary_expression": "left", "compound_assignment_expr": "left", "for_expression": "value"}


def operations(captures: Captures) -> tuple[Operation, ...]:
    """All operations on what is no literal, by position; a ``for`` loop is two."""
    nodes = captures.nodes("operation", "for")
    found = [operation for node in nodes for operation in _read(captures, node)]
    return tuple(sorted(found, key=lambda each: (each.start, each.method)))


def _read(captures: Captures, node: Node) -> list[Operation]:
    meant: tuple[tuple[str, str], ...]
    match node.type:
        case "binary_expression":
            meant = (_BINARY[captures.field(node, "operator")],)
        case "compound_assignment_expr":
            trait, name = _BINARY[captures.field(node, "operator").removesuffix("=")]
            meant = ((f"{trait}Assign", f"{name}_assign"),)
        case "index_expression":
            meant = _INDEX[_is_changed(captures.syntax, node) :][:1]
        case _:
            meant = _FOR
    field = _OPERANDS.get(node.type)
    operand = node.child_by_field_name(field) if field is not None else node.named_children[0]
    if operand is None or operand.type.endswith("_literal"):
        return []
    whole = span(operand if node.type == "for_expression" else node)
    return [Operation(*each, *whole, span(operand)) for each in meant]


def _is_changed(syntax: Syntax, node: Node) -> bool:
    """Whether an element is assigned to or borrowed mutably."""
    parent = syntax.parent(node)
    while parent is not None and parent.type == "field_expression":
        node, parent = parent, syntax.parent(parent)
    if parent is None:
        return False
    if parent.type == "reference_expression":
        return any(child.type == "mutable_specifier" for child in parent.children)
    assigns = parent.type in ("assignment_expression", "compound_assignment_expr")
    return assigns and parent.child_by_field_name("left") == node
