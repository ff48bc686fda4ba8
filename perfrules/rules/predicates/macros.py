"""Which macros code stands in."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "in-macro",
    primary="name",
    name=Param("strings", required=True, doc="last segments of paths"),
    of=Param("capture", "match"),
)
def in_macro(match: Match, name: tuple[str, ...], of: str) -> bool:
    """The code stands in the arguments of a call of such a macro, also of one that holds statements
    (`select!`, `thread_local!`)."""
    node = match.get(of)
    if node is None:
        return False
    for around in match.unit.syntax.ancestors(node):
        if around.type == "block":
            block = match.unit.syntax.blocks.get(around.start_byte)
            if block is not None and block.path.rpartition("::")[2] in name:
                return True
        elif around.type == "call_expression" and _macro_name(match, around) in name:
            return True
    return False


def _macro_name(match: Match, call: Node) -> str:
    """Last segment of the macro that a call is of; empty if it is of a function."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "try_expression" or not function.named_children:
        return ""
    return match.unit.syntax.text(function.named_children[0]).rpartition("::")[2]
