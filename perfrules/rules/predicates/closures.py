"""What closures are and give."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.infer.closures import closure_result
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate
from perfrules.rules.type_words import CLASSES, in_class, matches, parse_pattern

_CHARACTERS = re.compile(r"\s*\|?\s*'(?:\\.[^']*|[^\\'])'(?:\s*\|\s*'(?:\\.[^']*|[^\\'])')*\s*,?\s*\)$")
_PLAIN = frozenset(
    """identifier self scoped_identifier field_expression char_literal integer_literal
    type_cast_expression""".split()
)


@predicate(
    "gives",
    of=Param("capture", "match", doc="a closure, or a function named instead of one"),
    is_=Param("strings", (), choices=CLASSES),
    like=Param("strings", ()),
)
def gives(match: Match, of: str, is_: tuple[str, ...], like: tuple[str, ...]) -> bool:
    """The result of the closure is of one of these types."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    result = closure_result(match.inference, node, [])
    if is_ and not any(in_class(match, result, word) for word in is_):
        return False
    return not like or any(matches(match, parse_pattern(text), result) for text in like)


@predicate(
    "equals-any",
    of=Param("capture", "match", doc="an expression, such as a closure's body"),
    name=Param("capture", required=True, doc="a variable"),
)
def equals_any(match: Match, of: str, name: str) -> bool:
    """The expression asks whether the variable equals one of some values that are there already:
    `c == x || 'y' == c || matches!(c, 'a' | 'b')`."""
    node = match.get(of)
    return node is not None and _equals_any(match, node, match.text(name))


def _equals_any(match: Match, node: Node, name: str) -> bool:
    text = match.unit.syntax.text
    if node.type in ("parenthesized_expression", "block") and len(node.named_children) == 1:
        return _equals_any(match, node.named_children[0], name)
    if node.type == "binary_expression":
        left, operator, right = (node.child_by_field_name(field) for field in ("left", "operator", "right"))
        if left is None or right is None or operator is None:
            return False
        if operator.type == "||":
            return _equals_any(match, left, name) and _equals_any(match, right, name)
        sides = [text(left), text(right)]
        other = right if sides[0] == name else left
        return operator.type == "==" and name in sides and sides[0] != sides[1] and other.type in _PLAIN
    if node.type == "call_expression" and text(node).startswith("matches!"):
        subject, _, pattern = text(node).partition("(")[2].partition(",")
        return subject.strip() == name and _CHARACTERS.match(pattern) is not None
    return False
