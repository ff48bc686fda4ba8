"""What a comment alone on its line stands above."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.syntax import Syntax

_SPACE = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_ATTRIBUTES = ("attribute_item", "inner_attribute_item")
_CONTROL = (
    "for_expression",
    "while_expression",
    "loop_expression",
    "if_expression",
    "match_expression",
    "unsafe_block",
    "async_block",
    "const_block",
    "block",
)


def lines_below(syntax: Syntax, line: int) -> tuple[int, int]:
    """First and last line of the item or statement below a comment line, attributes included.

    Of a loop, a branch or another block in statement position only the head: up to its ``{``.
    """
    start = _skip(syntax, syntax.line_starts[line] if line < len(syntax.line_starts) else len(syntax.source))
    node = _outermost(syntax, start)
    first = start
    while node is not None and node.type in _ATTRIBUTES:
        start = _skip(syntax, node.end_byte)
        node = _outermost(syntax, start)
    if node is None:
        return line, line
    return syntax.line(first), syntax.line(max(start, _end(node) - 1))


def _skip(syntax: Syntax, offset: int) -> int:
    space = _SPACE.match(syntax.source, offset)
    return space.end() if space else offset


def _outermost(syntax: Syntax, offset: int) -> Node | None:
    """The largest node that starts at an offset; for the ``.`` of a method chain, the call."""
    node = syntax.root.descendant_for_byte_range(offset, offset + 1)
    if node is None or node.start_byte != offset:
        return None
    around = syntax.ancestors(node)[:-1]
    if node.type == "." and len(around) > 1 and around[1].type == "call_expression":
        return around[1]
    return next((outer for outer in reversed(around) if outer.start_byte == offset), node)


def _end(node: Node) -> int:
    inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else node
    if inner.type not in _CONTROL:
        return node.end_byte
    blocks = [child for child in (inner, *inner.children) if child.type in ("block", "match_block")]
    return blocks[0].start_byte + 1 if blocks else node.end_byte
