"""Expressions that are the same but for a name."""

from __future__ import annotations

import re

from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_WORD = re.compile(r"\w+")


@predicate(
    "mirrored",
    primary="of",
    of=Param("captures", required=True, doc="two expressions"),
    by=Param("captures", required=True, doc="two patterns, such as a closure's parameters"),
)
def mirrored(match: Match, of: tuple[str, ...], by: tuple[str, ...]) -> bool:
    """The second expression is the first one with the first pattern's names replaced by those of the second
    (leading `&` and the names' `*` aside), and the first names some of them."""
    if len(of) != 2 or len(by) != 2:
        return False
    ours, theirs = (_WORD.findall(match.text(name)) for name in by)
    left, right = _bare(match.text(of[0]), ours), _bare(match.text(of[1]), theirs)
    if len(ours) != len(theirs) or not left:
        return False
    names = dict(zip(ours, theirs, strict=True))
    if not any(word in names for word in _WORD.findall(left)):
        return False
    return _WORD.sub(lambda found: names.get(found.group(), found.group()), left) == right


def _bare(text: str, names: list[str]) -> str:
    text = "".join(text.split()).lstrip("&")
    for name in names:
        text = re.sub(rf"(?<![\w)\]])\*{name}\b", name, text.replace(f"(*{name})", name))
    return text
