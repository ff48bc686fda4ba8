"""What source says about findings: ``perfrules: allow(...)`` comments, and clippy's attributes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from perfrules.index.below import lines_below
from perfrules.index.facts import Comment
from perfrules.index.project import FileUnit

_ALLOW = re.compile(r"allow\s*\(([^()]*)\)(?:\s*--\s*(.+))?")
_MEANT = re.compile(r"allow\b|[\w-]+\s*\(")
_ATTRIBUTE = re.compile(r"\b(allow|expect)\s*\(([^()]*)\)")
_LINT = re.compile(r"clippy::(\w+)")
_REASON = re.compile(r'\breason\s*=\s*"((?:[^"\\]|\\.)*)"')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Allowance:
    """Rules, packs or lints that are allowed on some lines of a file."""

    line: int
    """Where it is written."""
    first: int
    last: int
    names: tuple[str, ...]
    justification: str | None
    unit: FileUnit | None = field(default=None, compare=False)
    """The file where it is written, if another one: that of a module around."""


def allowances(unit: FileUnit) -> tuple[list[Allowance], list[tuple[Comment, str]]]:
    """The ``perfrules:`` comments of a file; and those that cannot be understood, with the reason."""
    found, wrong = [], []
    for comment in unit.facts.comments:
        match = _ALLOW.match(comment.text)
        names = tuple(name.strip() for name in match[1].split(",") if name.strip()) if match else ()
        if match is not None and names:
            first, last = _covered(unit, comment)
            found.append(Allowance(comment.line, first, last, names, match[2]))
        elif problem := _misspelt(comment.text, named=match is None):
            wrong.append((comment, problem))
    return found, wrong


def _covered(unit: FileUnit, comment: Comment) -> tuple[int, int]:
    if comment.inner:
        return 1, unit.facts.lines
    if comment.alone:
        return lines_below(unit.syntax, comment.line)
    return comment.line, comment.line


def _misspelt(text: str, *, named: bool) -> str | None:
    """What is wrong with a comment that was meant as a directive; None for prose."""
    if not named:
        return "`allow()` names no rule"
    if _MEANT.match(text) is None:
        return None
    return "write `perfrules: allow(rule-id)`, with `-- reason` after it if you like"


def clippy_allowances(unit: FileUnit, around: Sequence[FileUnit] = ()) -> list[Allowance]:
    """``#[allow(clippy::…)]`` and ``#[expect(clippy::…)]`` of a file, and ``#![allow(clippy::…)]`` of the
    files ``around``, those of the modules that its own is in; the names are without ``clippy::``."""
    found = [replace(each, unit=file) for file in around for each in _whole_file(file, unit.facts.lines)]
    found += _whole_file(unit, unit.facts.lines)
    for item in unit.facts.items:
        for text in item.attributes:
            allowance = _clippy(text, f"#[{text}]", item.first_line, item.first_line, item.last_line)
            if allowance is not None:
                found.append(allowance)
    return found


def _whole_file(unit: FileUnit, lines: int) -> list[Allowance]:
    """What the file's ``#![allow]`` says, for a file of so many lines."""
    written = [_clippy(text, f"#![{text}]", 1, 1, lines) for text in unit.facts.attributes]
    return [allowance for allowance in written if allowance is not None]


def _clippy(text: str, written: str, line: int, first: int, last: int) -> Allowance | None:
    reason = _REASON.search(text)
    bare = _STRING.sub('""', text)
    lints = tuple(lint for _, inside in _ATTRIBUTE.findall(bare) for lint in _LINT.findall(inside))
    if not lints:
        return None
    return Allowance(line, first, last, lints, reason[1] if reason else " ".join(written.split()))
