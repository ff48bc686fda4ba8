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
    node, inference = match.get(of), match.inference
    if node is None or inference is None:
        return False
    earlier = repeated.computed_before(inference, node)
    if earlier is None:
        return False
    match.bind(as_, {"match": earlier})
    return True
