"""What a person answers at the gate: which issues go on, and to which specialist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.suggest import hint

ALLOWED = "all, none, 1,3,5-7, NUMBER -> SPECIALIST such as 3 -> asm-forge, show NUMBER, help or quit"
HELP = f"""\
  all                   approve every issue of the table
  1,2,5-7               approve these
  3 -> asm-forge        approve 3, for another specialist; several at once, or after a selection:
                        1,2 3 -> heap-profile 5-6 -> asm-forge
  none                  approve nothing, and stop
  show 3                everything that is known about 3
  quit                  stop without an answer

specialists: {", ".join(sorted(SPECIALIST_TYPE))}
"""
_TOKEN = re.compile(
    r"\s*(?:(?P<range>\d{1,9})\s*(?:-|\.\.)\s*(?P<last>\d{1,9})|(?P<number>\d{1,9})|(?P<arrow>-+>|→|=>)"
    r"|/?(?P<word>[A-Za-z][\w-]*)|(?P<comma>[,;]))"
)
_ALONE = ("show", "help", "quit")
"""Words that an answer begins with, if it holds them at all."""


class BadAnswer(ValueError):
    """An answer that cannot be taken; the text says why, and what can."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The approved issues by number, 1-based, and the specialists chosen for some of them."""

    approved: tuple[int, ...]
    specialists: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Show:
    """Ask for everything about some issues."""

    numbers: tuple[int, ...]


Answer = Selection | Show | Literal["help", "quit"]


def parse(text: str, count: int) -> Answer:
    """An answer to a table of ``count`` issues; raises :class:`BadAnswer`."""
    words = text.strip().lower().split()
    if not words:
        raise BadAnswer(f"nothing was answered; allowed: {ALLOWED}")
    if words in (["help"], ["?"], ["h"]):
        return "help"
    if words in (["quit"], ["q"], ["exit"]):
        return "quit"
    if words[0] == "show":
        rest = text.strip()[len("show") :]
        shown = _selection(rest, count) if rest.strip() else None
        if shown is None or shown.specialists or not shown.approved:
            raise BadAnswer("`show` takes the number of an issue: show 3")
        return Show(shown.approved)
    return _selection(text, count)


def _selection(text: str, count: int) -> Selection:
    approved: set[int] = set()
    specialists: dict[int, str] = {}
    none = False
    tokens = _tokens(text)
    at = 0
    while at < len(tokens):
        kind, value = tokens[at]
        numbers = _numbers(kind, value, count)
        if numbers is None and kind == "word" and value in ("all", "none"):
            none |= value == "none"
            numbers = range(1, count + 1) if value == "all" else ()
        if numbers is None:
            raise BadAnswer(_unknown(kind, value))
        at += 1
        approved.update(numbers)
        if at < len(tokens) and tokens[at][0] == "arrow":
            specialist = tokens[at + 1] if at + 1 < len(tokens) else ("", "")
            if not numbers or value == "none":
                raise BadAnswer("an arrow follows the number of an issue: 3 -> asm-forge")
            specialists.update(dict.fromkeys(numbers, _specialist(*specialist)))
            at += 2
    if none and approved:
        raise BadAnswer("`none` goes with nothing else")
    return Selection(tuple(sorted(approved)), specialists)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadAnswer(f"`{text[at:].split()[0]}` is no answer; allowed: {ALLOWED}")
        at = token.end()
        if token["range"]:
            found.append(("range", f"{token['range']}-{token['last']}"))
        elif token["number"]:
            found.append(("number", token["number"]))
        elif token["arrow"]:
            found.append(("arrow", "->"))
        elif token["word"]:
            found.append(("word", token["word"].lower()))
    return found


def _numbers(kind: str, value: str, count: int) -> Sequence[int] | None:
    if kind not in ("number", "range"):
        return None
    first, _, last = value.partition("-")
    low, high = int(first), int(last or first)
    for number in (low, high):
        if not 1 <= number <= count:
            what = (
                f"the table has 1 to {count}"
                if count > 1
                else "the table has only 1"
                if count
                else "it is empty"
            )
            raise BadAnswer(f"there is no issue {number}: {what}")
    if high < low:
        raise BadAnswer(f"`{value}` runs backwards: write {high}-{low}")
    return range(low, high + 1)


def _specialist(kind: str, value: str) -> str:
    if kind != "word" or value not in SPECIALIST_TYPE:
        near = hint(value, SPECIALIST_TYPE)
        said = f"`{value}` is no specialist{near}" if value else "the arrow leads to no specialist"
        raise BadAnswer(f"{said}{' ' if near else '; '}there are {', '.join(sorted(SPECIALIST_TYPE))}")
    return value


def _unknown(kind: str, value: str) -> str:
    """Why a word or an arrow stands where a number is looked for."""
    if value in SPECIALIST_TYPE:
        return f"`{value}` follows the number of an issue and an arrow: 3 -> {value}"
    if value in _ALONE:
        return f"`{value}` goes with nothing else"
    near = _nearest(value) if kind == "word" else ""
    return f"`{value}` is no answer{near}{' ' if near else '; '}allowed: {ALLOWED}"


def _nearest(word: str) -> str:
    return hint(word, [*SPECIALIST_TYPE, "all", "none", *_ALONE])
