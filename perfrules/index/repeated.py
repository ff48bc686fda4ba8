"""Expressions that are evaluated a second time although nothing they read has changed."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.infer import Inference

_BRANCHING = frozenset({"match_arm", "else_clause", "closure_expression", "async_block", "function_item"})
_LOOPS = frozenset({"for_expression", "while_expression", "loop_expression"})


def computed_before(inference: Inference, node: Node) -> Node | None:
    """The same expression, evaluated on every way here, none of its variables changed since."""
    for earlier in _same_before(inference, node):
        if _always_on_the_way(inference, earlier, node) and _unchanged(inference, earlier, node):
            return earlier
    return None


def _same_before(inference: Inference, node: Node) -> list[Node]:
    """Earlier expressions of the function with the same text, nearest first."""
    source, text = inference.syntax.source, node.text or b""
    found: list[Node] = []
    at = source.rfind(text, inference.function.body_start, node.start_byte)
    while at >= 0 and len(found) < 4:
        other = inference.syntax.root.descendant_for_byte_range(at, at + len(text))
        if other is not None and (other.start_byte, other.end_byte, other.type) == (
            at,
            at + len(text),
            node.type,
        ):
            found.append(other)
        at = source.rfind(text, inference.function.body_start, at)
    return found


def _always_on_the_way(inference: Inference, earlier: Node, later: Node) -> bool:
    """Whether the earlier expression is evaluated whenever the later is, and in the same round of loops."""
    child = earlier
    for around in inference.syntax.ancestors(earlier):
        if around.start_byte <= later.start_byte and later.end_byte <= around.end_byte:
            return _reached_together(inference, around, child, later)
        if around.type in _BRANCHING or around.type in _LOOPS:
            return False
        if around.type == "block" and _is_branch(inference, around):
            return False
        if around.type == "binary_expression" and _is_lazy(around, child):
            return False
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


def _is_lazy(binary: Node, child: Node) -> bool:
    operator = binary.child_by_field_name("operator")
    return operator is not None and operator.type in ("&&", "||") and binary.named_children[0] != child


def _unchanged(inference: Inference, earlier: Node, later: Node) -> bool:
    one, two = (flow.bindings_in(inference, node) for node in (earlier, later))
    if any(a is not b for a, b in zip(one, two, strict=True)):
        return False
    return not any(
        binding is not None
        and flow.is_changed(inference, binding, earlier.end_byte, later.start_byte) is not False
        for binding in one
    )
