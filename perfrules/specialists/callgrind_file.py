"""Reads callgrind's files: which function and line ran how many instructions, and who called whom.

The format is described in valgrind's manual ("Callgrind Format Specification"). Names and positions are
compressed: ``(3) name`` defines what ``(3)`` stands for afterwards, ``+2`` is two lines after the last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from perfrules.specialists.specialist import Unreadable

_NAMED = re.compile(r"(c?ob|fl|fi|fe|cfi|cfl|c?fn|jfi|jfn)=(?:\((\d+)\) ?)?(.*)")
_CALLS = re.compile(r"calls=(\d+)((?: (?:[+-]?\w+|\*))*)\s*")
_POSITION = re.compile(r"[+-]?\d+|\*|0x[0-9a-f]+")
_HEADER = re.compile(r"[a-z]+: ?")
_LEVEL = re.compile(r"'\d+$")
_KIND = {"ob": "ob", "cob": "ob", "fn": "fn", "cfn": "fn", "jfn": "fn"}
_IGNORED = ("jump=", "jcnd=", "rcalls=")


class Function(NamedTuple):
    """A function, with the calls that recursion makes taken together."""

    name: str
    """Demangled, as callgrind writes it."""
    file: str
    """The file that it is defined in; ``???`` where that is not known."""
    object: str
    """The program or library."""


class Line(NamedTuple):
    """A line of source."""

    file: str
    number: int


class Call(NamedTuple):
    """Calls of one function at one line of another."""

    caller: Function
    line: Line
    callee: Function
    address: int
    """In the caller's object; 0 where callgrind was not asked for it (``--dump-instr=yes``)."""


@dataclass(slots=True)
class Lines:
    """What a file says, added up over its parts."""

    total: int = 0
    own: defaultdict[tuple[Function, Line, int], int] = field(default_factory=lambda: defaultdict(int))
    """What ran at a line and address, in the machine code of a function: that of inlined ones, too."""
    calls: defaultdict[Call, int] = field(default_factory=lambda: defaultdict(int))
    """What ran in the callee and all that it called."""


def read_lines(path: Path, event: str = "Ir") -> Lines:
    """All costs of an event; raises :class:`Unreadable`."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    reader = _Reader(path.name, event)
    for number, line in enumerate(text.splitlines(), 1):
        reader.take(number, line)
    return reader.result()


class _Reader:
    """Goes through the lines; remembers what names and positions stand for."""

    def __init__(self, file: str, event: str) -> None:
        self._file = file
        self._event = event
        self._number = 0
        self._lines = Lines()
        self._names: dict[tuple[str, str], str] = {}
        self._fields: list[str] = []
        """What a line of costs holds: positions and events."""
        self._column: int | None = None
        """Where the event is among the events of a line."""
        self._at: list[int] = []
        """The last position."""
        self._object = self._source = ""
        self._function: Function | None = None
        self._callee: dict[str, str] = {}
        """The object, file and function that the next call goes to."""
        self._calling = False
        self._totals: int | None = None

    def take(self, number: int, line: str) -> None:
        """The next line."""
        self._number = number
        line = line.rstrip()
        if not line or line.startswith(("#", *_IGNORED)):
            return
        if _POSITION.match(line):
            self._costs(line.split())
        elif named := _NAMED.fullmatch(line):
            self._name(*named.groups())
        elif called := _CALLS.fullmatch(line):
            self._calling = True
            if not called[2].split() or self._function is None or "cfn" not in self._callee:
                raise self._broken(line)
        elif _HEADER.match(line):
            self._header(*line.split(":", 1))
        else:
            raise self._broken(line)

    def result(self) -> Lines:
        """What was read, when it is whole."""
        if self._column is None:
            raise Unreadable(f"{self._file}: no callgrind file, it has no `events:` line with {self._event}")
        if self._totals is None:
            raise Unreadable(f"{self._file}: is cut off, `totals:` is missing at its end")
        self._lines.total = sum(self._lines.own.values())
        if self._lines.total != self._totals:
            raise Unreadable(
                f"{self._file}: its lines add up to {self._lines.total} {self._event}, it says {self._totals}"
            )
        return self._lines

    def _header(self, key: str, value: str) -> None:
        words = value.split()
        if key == "positions":
            self._fields = words
            self._at = [0] * len(words)
        elif key == "events":
            if self._event in words:
                self._column = words.index(self._event)
            self._fields = self._fields or ["line"]
            self._at = self._at or [0]
        elif key == "version" and value.strip() != "1":
            raise Unreadable(f"{self._file}: version {value.strip()} of callgrind's format is not known")
        elif key == "totals":
            self._totals = (self._totals or 0) + self._number_at(words, self._column or 0)

    def _name(self, key: str, compressed: str | None, name: str) -> None:
        kind = _KIND.get(key, "fl")
        if compressed is not None:
            if name:
                self._names[kind, compressed] = name
            elif (kind, compressed) not in self._names:
                raise self._broken(f"{key}=({compressed}), which is defined nowhere")
            name = self._names[kind, compressed]
        if key == "ob":
            self._object = name
        elif key in ("fl", "fi", "fe"):
            self._source = name
        elif key == "fn":
            self._function = Function(_LEVEL.sub("", name), self._source, self._object)
        elif key in ("cob", "cfi", "cfl", "cfn"):
            self._callee["cfi" if key == "cfl" else key] = name

    def _costs(self, words: list[str]) -> None:
        if self._column is None or self._function is None or len(words) < len(self._fields):
            raise self._broken(" ".join(words))
        for index, word in enumerate(words[: len(self._fields)]):
            self._at[index] = self._position(word, self._at[index])
        cost = self._number_at(words[len(self._fields) :], self._column)
        at = dict(zip(self._fields, self._at, strict=True))
        line, address = Line(self._source, at.get("line", 0)), at.get("instr", 0)
        if not self._calling:
            self._lines.own[self._function, line, address] += cost
            return
        self._lines.calls[Call(self._function, line, self._called(self._function), address)] += cost
        self._calling = False
        self._callee = {}

    def _called(self, caller: Function) -> Function:
        """Where file or object are left out, they are those of the caller, not of what is inlined there."""
        file, program = self._callee.get("cfi", caller.file), self._callee.get("cob", caller.object)
        return Function(_LEVEL.sub("", self._callee["cfn"]), file, program)

    def _position(self, word: str, last: int) -> int:
        try:
            if word == "*":
                return last
            if word.startswith("0x"):
                return int(word, 16)
            return last + int(word, 0) if word[0] in "+-" else int(word)
        except ValueError:
            raise self._broken(word) from None

    def _number_at(self, words: list[str], column: int) -> int:
        """A cost; those that are zero are left out at the end of a line."""
        try:
            return int(words[column]) if column < len(words) else 0
        except ValueError:
            raise self._broken(" ".join(words)) from None

    def _broken(self, line: str) -> Unreadable:
        return Unreadable(f"{self._file}:{self._number}: not of callgrind's format: {line[:60]}")
