"""Blocks, branches and loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer.generics import fill, has_hole
from perfrules.index.infer.nodes import COMMENTS
from perfrules.index.types import NEVER, UNIT, UNKNOWN, Type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_DIVERGING = frozenset({"return_expression", "break_expression", "continue_expression"})
_ANY_NUMBER = (Type("{integer}"), Type("{float}"))


def block(inference: Inference, node: Node) -> Type:
    """The type of a block: of its last expression."""
    children = [child for child in node.named_children if child.type not in (*COMMENTS, "label")]
    last = children[-1] if children else None
    if last is None or last.type == "let_declaration" or last.type.endswith("_item"):
        return UNIT
    if last.type != "expression_statement":
        return inference.type_of(last)
    inner = last.named_children[0] if last.named_children else None
    if inner is None or last.children[-1].type == ";":
        return NEVER if inner is not None and inner.type in _DIVERGING else UNIT
    return inference.type_of(inner)


def async_block(inference: Inference, node: Node) -> Type:
    """The future of what an async block gives."""
    body = next((child for child in node.named_children if child.type == "block"), None)
    inner = block(inference, body) if body is not None else UNKNOWN
    return Type("Future", (inner,), "std::future::Future")


def if_(inference: Inference, node: Node) -> Type:
    """The type of ``if``: of its branches, if it has both."""
    branches = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
    if branches[1] is None:
        return UNIT
    return _agreed(inference, [branch for branch in branches if branch is not None])


def match_(inference: Inference, node: Node) -> Type:
    """The type of ``match``: of its arms."""
    body = node.child_by_field_name("body")
    arms = body.named_children if body is not None else []
    values = [arm.child_by_field_name("value") for arm in arms if arm.type == "match_arm"]
    return _agreed(inference, [value for value in values if value is not None])


def _agreed(inference: Inference, nodes: list[Node]) -> Type:
    """The type of branches: they agree in correct programs, so each fills what others leave open."""
    found = UNKNOWN
    for node in nodes:
        if node.type in _DIVERGING:
            continue
        of = inference.type_of(node)
        if of == NEVER or (of == UNIT and found.known):
            continue
        found = fill(found, of) if found != UNIT else of
        if not has_hole(found) and found not in (*_ANY_NUMBER, UNIT):
            break
    return found


def loop(inference: Inference, node: Node) -> Type:
    """The type of the first value that a ``break`` gives."""
    stack = list(node.named_children)
    while stack:
        here = stack.pop()
        if here.type == "break_expression":
            value = next((child for child in here.named_children if child.type != "label"), None)
            if value is not None:
                return inference.type_of(value)
        elif here.type not in ("loop_expression", "closure_expression", "while_expression", "for_expression"):
            stack.extend(reversed(here.named_children))
    return UNKNOWN
