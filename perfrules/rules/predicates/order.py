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
)
def before(match: Match, of: str, than: str) -> bool:
    """The node starts before another one in the text."""
    node, other = match.get(of), match.get(than)
    return node is not None and other is not None and node.start_byte < other.start_byte


@predicate(
    "evaluated-before",
    primary="than",
    of=Param("capture", "match"),
    than=Param("capture", required=True, doc="another node"),
)
def evaluated_before(match: Match, of: str, than: str) -> bool:
    """The node is evaluated before another one: earlier in the text, but what is assigned comes before the
    place that it is assigned to."""
    node, other = match.get(of), match.get(than)
    if node is None or other is None:
        return False
    earlier, later = sorted((node, other), key=lambda one: one.start_byte)
    for around in match.unit.syntax.ancestors(later):
        if around.start_byte <= earlier.start_byte:
            place = around.child_by_field_name("left") if around.type in _ASSIGNMENTS else None
            if place is not None and earlier.end_byte <= place.end_byte <= later.start_byte:
                earlier, later = later, earlier
            break
    return node.start_byte == earlier.start_byte != other.start_byte


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
