"""Which comes first, and which goes further."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_ASSIGNMENTS = frozenset({"assignment_expression", "compound_assignment_expr"})
_NUMBER = re.compile(r"(0[xbo][0-9a-fA-F_]+|[0-9][0-9_]*)(?:_?[iu](?:8|16|32|64|128|size))?$")


@predicate(
    "before",
    primary="than",
    of=Param("capture", "match"),
    than=Param("capture", required=True, doc="another node"),
    evaluated=Param("bool", False, doc="what is assigned comes before the place that it is assigned to"),
)
def before(match: Match, of: str, than: str, evaluated: bool) -> bool:
    """The node starts before another one in the text, or with `evaluated` is worked out before it."""
    node, other = match.get(of), match.get(than)
    if node is None or other is None or node.start_byte == other.start_byte:
        return False
    if evaluated and _assigned(match, node, other):
        return node.start_byte > other.start_byte
    return node.start_byte < other.start_byte


def _assigned(match: Match, node: Node, other: Node) -> bool:
    """Whether one of the nodes stands in what is assigned, and the other one in the place on the left."""
    earlier, later = sorted((node, other), key=lambda one: one.start_byte)
    for around in match.unit.syntax.ancestors(later):
        if around.start_byte <= earlier.start_byte:
            place = around.child_by_field_name("left") if around.type in _ASSIGNMENTS else None
            return place is not None and earlier.end_byte <= place.end_byte <= later.start_byte
    return False


@predicate(
    "reaches-beyond",
    primary="than",
    of=Param("capture", "match", doc="an index: an integer literal, or a range that ends in one"),
    than=Param("capture", required=True, doc="another one"),
)
def reaches_beyond(match: Match, of: str, than: str) -> bool:
    """The largest index that is spelled is larger than another one: `5` reaches beyond `..5` and `4`."""
    node, other = match.get(of), match.get(than)
    if node is None or other is None:
        return False
    ours, theirs = largest_index(match, node), largest_index(match, other)
    return ours is not None and theirs is not None and ours > theirs


def largest_index(match: Match, node: Node) -> int | None:
    """The last index of ``5``, ``..5``, ``2..=5``; None if it is not spelled out."""
    text = "".join(match.unit.syntax.text(node).split())
    found = _NUMBER.search(text)
    if found is None:
        return None
    number, rest = int(found.group(1).replace("_", ""), 0), text[: found.start()]
    if not rest:
        return number
    if rest.endswith("..="):
        return number
    return number - 1 if rest.endswith("..") else None
