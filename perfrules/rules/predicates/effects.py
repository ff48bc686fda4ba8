"""What calls do, seen through the project's own functions."""

from __future__ import annotations

import re

from perfrules.index import reaching
from perfrules.rules.match import Match
from perfrules.rules.pattern_syntax import EFFECTS
from perfrules.rules.spec import Param, predicate


@predicate(
    "performs",
    primary="effect",
    effect=Param("strings", required=True, choices=EFFECTS, doc="any of these effects"),
    of=Param("capture", "match", doc="a call"),
    own=Param("int", 0, doc="at least so many functions of the project in between"),
    depth=Param("int", 3, doc="at most so many"),
    but=Param("regex", None, doc="calls whose path or name this matches do not count"),
)
def performs(
    match: Match, effect: tuple[str, ...], of: str, own: int, depth: int, but: re.Pattern[str] | None
) -> bool:
    """The call has one of these effects, itself or through synchronous functions of the project.
    `{reached}` is the library call in the end, `{through}` the functions on the way there."""
    node = match.get(of)
    call = reaching.call_at(match.unit, node) if node is not None else None
    if call is None:
        return False
    wanted = reaching.Wanted(frozenset(effect), but)
    found = reaching.reached(match.project, match.unit, call, wanted, depth)
    if found is None or len(found.through) < own:
        return False
    match.values["reached"] = found.call.path or found.call.name
    match.values["through"] = " → ".join((*found.through, found.call.path or found.call.name))
    match.values["reached-line"] = found.unit.syntax.line(found.call.name_start)
    match.values["reached-file"] = found.unit.display
    return True
