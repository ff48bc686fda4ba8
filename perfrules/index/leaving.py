"""Where code runs on its way out: behind it comes nothing more of the function, or of the loop."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.loops import LOOPS, ends_in, last_of
from perfrules.syntax import Syntax

_BODIES = frozenset({"function_item", "closure_expression", "async_block"})


class Exit(NamedTuple):
    """Behind ``by`` (a value returned, or a block that ends in leaving) no more of ``left`` runs."""

    by: Node
    left: Node

    def leaves(self, loop: Node) -> bool:
        """Whether a loop around does not go round again. (A closure may be called again.)"""
        around = loop.start_byte <= self.by.start_byte and self.by.end_byte <= loop.end_byte
        inside = self.left.start_byte <= loop.start_byte and loop.end_byte <= self.left.end_byte
        return around and inside and not (loop == self.left and loop.type in _BODIES)


def exit_behind(syntax: Syntax, node: Node) -> Exit | None:
    """How the code at ``node`` surely leaves a function, closure or loop without a further iteration."""
    around = syntax.ancestors(node)
    for at, by in enumerate(around):
        if by.type in _BODIES or by.type in LOOPS:
            return None
        block = by.type == "block"
        if by.type == "return_expression" or (block and ends_in(by, "return")):
            if _goes_elsewhere(by, node, ("continue_expression", "break_expression")):
                return None
            left = next((outer for outer in around[at + 1 :] if outer.type in _BODIES), None)
        elif block and ends_in(by, "break") and not _names_a_loop(by):
            if _goes_elsewhere(by, node, ("continue_expression",)):
                return None
            left = next((outer for outer in around[at + 1 :] if outer.type in LOOPS | _BODIES), None)
        else:
            continue
        return Exit(by, left) if left is not None else None
    return None


def _goes_elsewhere(by: Node, node: Node, words: tuple[str, ...]) -> bool:
    """Whether the code behind ``node`` may go round a loop, or out of one, before the end of ``by``."""
    stack = [by]
    while stack:
        here = stack.pop()
        if here.type in words and here.start_byte >= node.end_byte:
            return True
        stack.extend(child for child in here.named_children if child.end_byte > node.end_byte)
    return False


def _names_a_loop(block: Node) -> bool:
    """Whether the ``break`` that ends a block says what it leaves: another loop, or a block."""
    last = last_of(block)
    return last is not None and any(part.type in ("label", "lifetime") for part in last.named_children)
