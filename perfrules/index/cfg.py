"""Conditional compilation: what ``cfg(…)`` says, as far as its parts are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Known = Callable[[str, str | None], bool | None]
"""Whether a flag (``unix``) or a pair (``feature = "std"``) holds; None if that is not known."""

_PART = re.compile(r'\s*(?:(\w+)\s*(?:(\()|=\s*"([^"]*)")?)')
_CLOSING, _COMMA = re.compile(r"\s*,?\s*\)"), re.compile(r"\s*,")


def evaluate(text: str, known: Known) -> bool | None:
    """Whether the inside of ``cfg(…)`` holds; None if what is not known decides it."""
    return _predicate(text, 0, known)[0]


def _predicate(text: str, at: int, known: Known) -> tuple[bool | None, int]:
    found = _PART.match(text, at)
    if found is None:
        return None, len(text)
    word, opens, value = found.groups()
    if not opens:
        return known(word, value), found.end()
    inner, at = _listed(text, found.end(), known)
    if word == "not":
        return (None if inner[:1] in ([], [None]) else not inner[0]), at
    return _all(inner) if word == "all" else _negated(_all([_negated(each) for each in inner])), at


def _listed(text: str, at: int, known: Known) -> tuple[list[bool | None], int]:
    """The predicates up to the closing parenthesis."""
    inner: list[bool | None] = []
    while at < len(text):
        if (closing := _CLOSING.match(text, at)) is not None:
            return inner, closing.end()
        one, at = _predicate(text, at, known)
        inner.append(one)
        comma = _COMMA.match(text, at)
        at = comma.end() if comma is not None else at
    return inner, at


def _all(values: Sequence[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value
