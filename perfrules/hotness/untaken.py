"""Branches that are never taken, because all callers hand in the same constant.

``if verbose { … }`` in a function that only ``run(false)`` calls: such parameters wait for a use to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from perfrules.hotness.production import runs_in_production
from perfrules.hotness.unused import callers_are_known
from perfrules.index.callgraph import Edge, Kind, argument_of, call_graph, call_node, key_of, position_of
from perfrules.index.function_uses import is_value
from perfrules.index.infer import inference_at
from perfrules.index.infer.nodes import called
from perfrules.index.project import FileUnit, FunctionRef, Project

_HANDED_ON = 4
"""So many calls a parameter is followed from function to function."""
_SOME = re.compile(r"Some\b|Option::Some\b")
_ASKS = {"is_some": "Some", "is_none": "None"}
_LENDS = frozenset({"as_ref", "as_mut", "as_deref", "as_deref_mut"})
_OPPOSITE = {"true": "false", "false": "true", "Some": "None", "None": "Some"}


def never_taken(project: Project, unit: FileUnit, node: Node) -> bool:
    """Whether a branch around a node asks of a parameter what no caller in production code hands in."""
    return any(_never_is(project, unit, name, value, _HANDED_ON) for name, value in _asked(unit, node))


def _asked(unit: FileUnit, node: Node) -> Iterator[tuple[Node, str]]:
    """Names, and what they have to be for the node to run: ``true``, ``false``, ``Some`` or ``None``."""
    child = node
    for around in unit.syntax.ancestors(node):
        if around.type == "function_item":
            return
        if around.type == "if_expression":
            condition = around.child_by_field_name("condition")
            if condition is not None and child == around.child_by_field_name("consequence"):
                for part in _conjuncts(condition):
                    yield from _of_condition(unit, part)
            elif condition is not None and child == around.child_by_field_name("alternative"):
                for name, value in _of_condition(unit, condition):
                    yield name, _OPPOSITE[value]
        elif around.type == "match_arm" and child == around.child_by_field_name("value"):
            yield from _of_arm(unit, around)
        child = around


def _conjuncts(condition: Node) -> Iterator[Node]:
    """The parts of a condition all of which have to hold."""
    if condition.type == "let_chain" or (
        condition.type == "binary_expression" and any(part.type == "&&" for part in condition.children)
    ):
        for part in condition.named_children:
            yield from _conjuncts(part)
    else:
        yield condition


def _of_condition(unit: FileUnit, condition: Node) -> Iterator[tuple[Node, str]]:
    """What a condition without ``&&`` asks of a name."""
    if condition.type == "let_condition":
        pattern, value = (condition.child_by_field_name(field) for field in ("pattern", "value"))
        if pattern is not None and value is not None and _SOME.match(unit.syntax.text(pattern)):
            yield from _named(unit, value, "Some")
    elif condition.type == "unary_expression" and condition.children[0].type == "!":
        for name, asked in _of_condition(unit, condition.named_children[0]):
            yield name, _OPPOSITE[asked]
    elif condition.type == "identifier":
        yield condition, "true"
    else:
        receiver, method = _asked_of(unit, condition)
        if receiver is not None and receiver.type == "identifier" and method in _ASKS:
            yield receiver, _ASKS[method]


def _of_arm(unit: FileUnit, arm: Node) -> Iterator[tuple[Node, str]]:
    """What an arm's pattern asks of the name that is matched on."""
    body = unit.syntax.parent(arm)
    match = unit.syntax.parent(body) if body is not None else None
    pattern = arm.child_by_field_name("pattern")
    value = match.child_by_field_name("value") if match is not None else None
    if pattern is None or value is None:
        return
    text = unit.syntax.text(pattern).strip()
    if _SOME.match(text):
        yield from _named(unit, value, "Some")
    elif text in _OPPOSITE:
        yield from _named(unit, value, text)


def _named(unit: FileUnit, value: Node, asked: str) -> Iterator[tuple[Node, str]]:
    """The name that an expression is, be it lent."""
    node: Node | None = value
    while node is not None and node.type != "identifier":
        if node.type in ("unary_expression", "reference_expression"):
            node = node.named_children[-1]
        else:
            receiver, method = _asked_of(unit, node)
            node = receiver if method in _LENDS else None
    if node is not None:
        yield node, asked


def _asked_of(unit: FileUnit, call: Node) -> tuple[Node | None, str]:
    """The receiver of a method call without arguments, and the method."""
    function, arguments = called(call), call.child_by_field_name("arguments")
    if (
        function is None
        or function.type != "field_expression"
        or arguments is None
        or arguments.named_children
    ):
        return None, ""
    field = function.child_by_field_name("field")
    return function.child_by_field_name("value"), unit.syntax.text(field) if field is not None else ""


def _never_is(project: Project, unit: FileUnit, name: Node, asked: str, calls: int) -> bool:
    """Whether a name is a parameter for which all callers hand in the opposite of what is asked."""
    inference = inference_at(project, unit, name.start_byte)
    if inference is None or not calls:
        return False
    binding = inference.scope.binding(unit.syntax.text(name), name.start_byte)
    if binding is None or binding.source != "parameter" or binding.mutable:
        return False
    position = position_of(binding.origin)
    ref = FunctionRef(unit, inference.function)
    if position is None or not callers_are_known(project, ref):
        return False

    def handed_on(edge: Edge, given: Node) -> bool:
        """Whether the function calls itself with what it was given."""
        if edge.caller is None or key_of(edge.caller) != key_of(ref):
            return False
        return inference.scope.binding(unit.syntax.text(given), given.start_byte) is binding

    callers = call_graph(project).callers(ref, among=runs_in_production)
    for edge in callers:
        call = call_node(edge) if edge.kind is not Kind.VALUE else None
        given = argument_of(edge, call, position) if call is not None else None
        if given is None:
            return False
        if edge.unit.syntax.text(given) == _OPPOSITE[asked] or handed_on(edge, given):
            continue
        if given.type != "identifier" or not _never_is(project, edge.unit, given, asked, calls - 1):
            return False
    return bool(callers) and not is_value(project, ref)
