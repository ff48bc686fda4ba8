"""Futures: their size, and what stays in them."""

from __future__ import annotations

from perfrules.index.future_size import future_size
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "future-size",
    of=Param("capture", "match", doc="an expression that gives a future, or an await of one"),
    min=Param("int", required=True, doc="bytes"),
)
def has_future_size(match: Match, of: str, min: int) -> bool:
    """The future holds at least so many bytes: arguments, locals used behind an await, and futures that it
    awaits itself. The number is `{size}`."""
    node = match.get(of)
    if node is not None and node.type == "await_expression":
        node = node.named_children[0] if node.named_children else None
    if node is None or match.inference is None:
        return False
    size = future_size(match.inference, node)
    match.values["size"] = size
    return size >= min
