"""What is done to a value where it stands."""

from __future__ import annotations

from perfrules.index import flow
from perfrules.index.usage import captured_by_move, usage_of
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "usage",
    primary="is",
    is_=Param(
        "strings", required=True, choices=("borrowed", "mutated", "moved", "unknown"), doc="any of these"
    ),
    of=Param("capture", "match", doc="an expression, such as a use that `used` found"),
)
def usage(match: Match, is_: tuple[str, ...], of: str) -> bool:
    """The code around only looks at the value (`borrowed`), changes it (`mutated`) or takes it (`moved`)."""
    node = match.get(of)
    if node is None or match.inference is None:
        return "unknown" in is_
    if node.type in ("identifier", "self"):
        binding = flow.binding_of(match.inference, node)
        if binding is not None and captured_by_move(match.inference, node, binding.node.start_byte):
            return "moved" in is_
    return usage_of(match.inference, node) in is_
