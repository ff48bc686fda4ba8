"""Which macros code stands in."""

from __future__ import annotations

from perfrules.index.own_macros import macro_name, repeats_arguments
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "in-macro",
    primary="name",
    name=Param("strings", (), doc="last segments of paths"),
    repeats=Param("bool", False, doc="or one of the project that may evaluate an argument more than once"),
    of=Param("capture", "match"),
)
def in_macro(match: Match, name: tuple[str, ...], repeats: bool, of: str) -> bool:
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
        elif around.type == "call_expression":
            if macro_name(match.unit.syntax, around) in name:
                return True
            if repeats and repeats_arguments(match.project, match.unit.syntax, around):
                return True
    return False
