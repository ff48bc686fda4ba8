"""Work that is done more than once with the same outcome."""

from __future__ import annotations

from perfrules.index import repeated
from perfrules.index.project import FunctionRef
from perfrules.index.purity import purity
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate("pure", primary="of", of=Param("capture", "match", doc="a call"))
def pure(match: Match, of: str) -> bool:
    """The call is of a function of the project that changes nothing outside and gives the same result for the
    same arguments, as far as all that it calls is known; and that loops, allocates or goes through data."""
    node = match.get(of)
    callee = match.inference.callee(node) if node is not None and match.inference is not None else None
    return isinstance(callee, FunctionRef) and all(purity(match.project, callee))


@predicate(
    "computed-before",
    of=Param("capture", "match", doc="a call"),
    as_=Param("string", "before", doc="the name of the earlier call"),
)
def computed_before(match: Match, of: str, as_: str) -> bool:
    """The same expression has been evaluated on every way here, and nothing it reads was changed since."""
    node = match.get(of)
    earlier = repeated.computed_before(match.project, match.unit, node) if node is not None else None
    if earlier is None:
        return False
    match.bind(as_, {"match": earlier})
    return True


@predicate(
    "each-time",
    of=Param("capture", "match", doc="an expression"),
    within=Param("capture", "loop.body", doc="a node around it, such as the body of a loop"),
)
def each_time(match: Match, of: str, within: str) -> bool:
    """The expression is evaluated each time the node around it is: no branch, inner loop or closure is in
    between."""
    node, around = match.get(of), match.get(within)
    if node is None or around is None or match.inference is None:
        return False
    return repeated.each_time(match.inference, node, around)


@predicate("recurses", primary="of", of=Param("capture", "match", doc="a call"))
def recurses(match: Match, of: str) -> bool:
    """The call is of the function that it stands in."""
    node, own = match.get(of), match.function
    if node is None or own is None or own.name.encode() not in (node.text or b""):
        return False
    callee = match.inference.callee(node) if match.inference is not None else None
    return isinstance(callee, FunctionRef) and (callee.unit, callee.function) == (match.unit, own)
