"""Expressions that are evaluated a second time although nothing they read has changed."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.facts import Function
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, Project

_BRANCHING = frozenset({"match_arm", "else_clause", "closure_expression", "async_block", "function_item"})
_LOOPS = frozenset({"for_expression", "while_expression", "loop_expression"})


def computed_before(project: Project, unit: FileUnit, node: Node) -> Node | None:
    """The same expression, evaluated on every way here, none of its variables changed since."""
    function = unit.function_at(node.start_byte)
    found = _same_before(unit, function, node) if function is not None else ()
    inference = inference_at(project, unit, node.start_byte) if found else None
    if inference is None:
        return None
    for earlier in found:
        if _always_on_the_way(inference, earlier, node) and _unchanged(inference, earlier, node):
            return earlier
    return None


def _same_before(unit: FileUnit, function: Function, node: Node) -> list[Node]:
    """Earlier expressions of the function with the same text, nearest first."""
    syntax, text = unit.syntax, unit.syntax.source[node.start_byte : node.end_byte]
    found: list[Node] = []
    at = syntax.source.rfind(text, function.body_start, node.start_byte)
    while at >= 0 and len(found) < 4:
        end = at + len(text)
        other = syntax.root.descendant_for_byte_range(at, end)
        if other is not None and (other.start_byte, other.end_byte, other.type) == (at, end, node.type):
            found.append(other)
        at = syntax.source.rfind(text, function.body_start, at)
    return found


def each_time(inference: Inference, node: Node, within: Node) -> bool:
    """Whether a node is evaluated each time that a node around it is: no branch, inner loop or closure is in
    between, nor the right side of an ``&&`` or ``||``."""
    child = node
    for around in inference.syntax.ancestors(node):
        if around.id == within.id:
            return True
        if around.type in _BRANCHING or around.type in _LOOPS or _is_lazy(around, child):
            return False
        if around.type == "block" and _is_branch(inference, around):
            return False
        child = around
    return False


def _always_on_the_way(inference: Inference, earlier: Node, later: Node) -> bool:
    """Whether the earlier expression is evaluated whenever the later is, and in the same round of loops."""
    child = earlier
    for around in inference.syntax.ancestors(earlier):
        if around.start_byte <= later.start_byte and later.end_byte <= around.end_byte:
            return each_time(inference, earlier, child) and _reached_together(inference, around, child, later)
        child = around
    return False


def _reached_together(inference: Inference, common: Node, child: Node, later: Node) -> bool:
    """Below the nearest common node: not in another branch of it, and no loop begins before the later one."""
    if common.type in ("match_expression", "match_block"):
        return child.type not in ("match_arm",)
    if common.type == "if_expression" and child.type in ("block", "else_clause"):
        return False
    for around in inference.syntax.ancestors(later):
        if around.id == common.id:
            return True
        if around.type in _LOOPS or around.type in ("closure_expression", "async_block", "function_item"):
            return False
    return False


def _is_branch(inference: Inference, block: Node) -> bool:
    parent = inference.syntax.parent(block)
    return parent is not None and parent.type == "if_expression"


def _is_lazy(around: Node, child: Node) -> bool:
    operator = around.child_by_field_name("operator") if around.type == "binary_expression" else None
    return operator is not None and operator.type in ("&&", "||") and around.named_children[0] != child


def _unchanged(inference: Inference, earlier: Node, later: Node) -> bool:
    one, two = (flow.bindings_in(inference, node) for node in (earlier, later))
    if any(a is not b for a, b in zip(one, two, strict=True)):
        return False
    return not any(
        binding is not None
        and flow.is_changed(inference, binding, earlier.start_byte, later.end_byte) is not False
        for binding in one
    )
