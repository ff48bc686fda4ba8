"""Reads the samples that ``perf script`` prints, with the source line of each frame.

Each sample is a line of the thread, the time, the period and the event, then two lines a frame, the innermost
first, then an empty line. A frame's second line is its place, with ``(inlined)`` behind it in frames that the
compiler made one with the next. Older versions of perf give the innermost of these the name of the outermost,
and mark neither: such a frame, at the address of the next one but at another place, loses its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from perfrules.specialists.specialist import Unreadable

FIELDS = "comm,tid,time,event,period,ip,sym,srcline"
"""For ``perf script -F``."""
_SAMPLE = re.compile(
    r"^\s*(?P<thread>\S.*?)\s+\d+\s+(?P<time>\d+\.\d+):\s+(?P<period>\d+)\s+(?P<event>\S+):\s*$"
)
_FRAME = re.compile(r"^\s+(?P<address>[0-9a-f]+) (?P<symbol>.*)$")
_PLACE = re.compile(r"^ {2}(?P<file>\S.*?):(?P<line>\d+)$")
_OTHER_PLACE = re.compile(r"^ {2}\S")
_OFFSET = re.compile(r"\+0x[0-9a-f]+$")
_INLINED = " (inlined)"


class Frame(NamedTuple):
    """A function on the stack."""

    symbol: str
    """Demangled as far as perf does it; empty where that is not known."""
    file: str
    """As the debug information names it; empty where it does not."""
    line: int
    """0 where it is not known."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment in which a thread was looked at."""

    event: str
    """Without modifiers, in lower case."""
    period: int
    """How many events this sample stands for: nanoseconds, for ``cpu-clock``."""
    frames: tuple[Frame, ...]
    """The innermost first; empty where the stack could not be read."""


def read(path: Path) -> Iterator[Sample]:
    """The samples of a file with perf script's output; raises :class:`Unreadable`."""
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from samples(lines, path.name)
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error


def samples(lines: Iterable[str], file: str = "perf script") -> Iterator[Sample]:
    """The samples in perf script's output, one by one; raises :class:`Unreadable`."""
    reader = _Reader(file)
    for line in lines:
        sample = reader.take(line.rstrip("\n"))
        if sample is not None:
            yield sample
    reader.end()


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._number = 0
        self._head: re.Match[str] | None = None
        self._frames: list[Frame] = []
        self._symbol: str | None = None
        """Of the frame whose place is to come."""
        self._address = ""
        """Of the same frame."""
        self._outermost = ""
        """The address of the last frame, if that one was not marked as inlined."""
        self._known: dict[str, tuple[str, int]] = {}

    def take(self, line: str) -> Sample | None:
        """The next line; the sample that it ends."""
        self._number += 1
        if self._symbol is not None and line.startswith("  "):
            self._place(line)
        elif not line.strip():
            return self._sample()
        elif self._head is None:
            self._head = _SAMPLE.match(line)
            if self._head is None and not line.startswith("#"):
                raise self._broken(line)
        elif frame := _FRAME.match(line):
            self._without_place()
            self._address = frame["address"]
            self._symbol = frame["symbol"].strip()
        else:
            raise self._broken(line)
        return None

    def end(self) -> None:
        """Nothing follows."""
        if self._head is not None or self._symbol is not None:
            raise Unreadable(f"{self._file}:{self._number}: is cut off in the middle of a sample")
        if self._number == 0:
            raise Unreadable(f"{self._file}: perf script printed nothing: there are no samples")

    def _sample(self) -> Sample | None:
        if self._head is None:
            return None
        self._without_place()
        event = self._head["event"].split(":")[0].lower()
        sample = Sample(event, int(self._head["period"]), tuple(self._frames))
        self._head, self._frames, self._outermost = None, [], ""
        return sample

    def _without_place(self) -> None:
        """A frame that is followed by no place: perf knew none."""
        if self._symbol is not None:
            self._frame("", 0, inlined=False)

    def _place(self, line: str) -> None:
        inlined = line.endswith(_INLINED)
        place = line.removesuffix(_INLINED)
        if place not in self._known:
            found = _PLACE.match(place)
            if found is None and not _OTHER_PLACE.match(place):
                raise self._broken(line)
            known = found is not None and found["file"] != "??"
            self._known[place] = (found["file"], int(found["line"])) if found and known else ("", 0)
        self._frame(*self._known[place], inlined=inlined)

    def _frame(self, file: str, line: int, *, inlined: bool) -> None:
        symbol = self._symbol or ""
        inlined = inlined or symbol.endswith(_INLINED)
        symbol = _OFFSET.sub("", symbol.removesuffix(_INLINED))
        if self._outermost == self._address and self._frames[-1][1:] != (file, line):
            self._frames[-1] = self._frames[-1]._replace(symbol="")
        self._frames.append(Frame("" if symbol == "[unknown]" else symbol, file, line))
        self._outermost = "" if inlined else self._address
        self._symbol = None

    def _broken(self, line: str) -> Unreadable:
        return Unreadable(f"{self._file}:{self._number}: not of perf script's format: {line.strip()[:60]}")
