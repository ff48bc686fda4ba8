"""Expressions that are the same but for a name."""

from __future__ import annotations

import re

from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|\S")
_OPERAND = re.compile(r"[\w)\]]")


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
    return any(token in names for token in left) and [names.get(token, token) for token in left] == right


def _bare(text: str, names: list[str]) -> list[str]:
    """The text's tokens, without `&` in front, nor `*` before the names (nor parentheses around such)."""
    found: list[str] = []
    for token in _TOKEN.findall(text.lstrip("& \n")):
        if token in names:
            while found and found[-1] == "*" and not _is_operand(found[-2:-1]):
                found.pop()
        found.append(token)
        if token == ")" and found[-3:-2] == ["("] and found[-2] in names and not _is_called(found[-4:-3]):
            found[-3:] = [found[-2]]
    return found


def _is_operand(token: list[str]) -> bool:
    return bool(token) and _OPERAND.match(token[0]) is not None


def _is_called(token: list[str]) -> bool:
    return bool(token) and (token[0] == ">" or _is_operand(token))
