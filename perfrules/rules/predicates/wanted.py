"""What the code around an expression asks it to be."""

from __future__ import annotations

from perfrules.index.infer.expected import expected_type
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate
from perfrules.rules.type_words import CLASSES, in_class, matches_any


@predicate(
    "wanted",
    of=Param("capture", "match", doc="an expression"),
    is_=Param("strings", (), choices=CLASSES, doc="any of these classes"),
    like=Param("strings", (), doc="any of these types, `_` for any part"),
)
def wanted(match: Match, of: str, is_: tuple[str, ...], like: tuple[str, ...]) -> bool:
    """The annotation, parameter, field or result that the value is given to is known to be of such a type."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    asked = expected_type(match.inference, node)
    if is_ and not any(in_class(match, asked, word) for word in is_):
        return False
    return asked.known and (not like or matches_any(match, like, asked))
