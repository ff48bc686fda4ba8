"""Which macros code stands in."""

from __future__ import annotations

import re

from perfrules.index.own_macros import definitions, macro_name, repeats_arguments
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


@predicate(
    "own-macro",
    says=Param("regex", required=True, doc="searched for in its definition"),
    of=Param("capture", "match", doc="a call of a macro"),
)
def own_macro(match: Match, says: re.Pattern[str], of: str) -> bool:
    """The macro that is called is defined by the crate's `macro_rules!`, and its definition says this."""
    node = match.get(of)
    name = macro_name(match.unit.syntax, node) if node is not None else ""
    return any(says.search(text) for text in definitions(match.project, match.unit, name))
