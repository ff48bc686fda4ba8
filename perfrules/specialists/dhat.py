"""Reads DHAT's files, of valgrind and of the dhat crate: who allocated, how much, and for how long it lived.

The format is that of valgrind's ``dh_view.js``, version 2. A *program point* is a call stack, innermost
first, with what was allocated there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from perfrules.specialists.demangle import demangled
from perfrules.specialists.specialist import Unreadable

VERSION = 2
_FRAME = re.compile(r"(?:0x[0-9A-Fa-f]+: )?(?P<function>.*?)(?: \((?P<place>[^()]*|in .*)\))?$", re.DOTALL)
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::\d+)?$")
_SUMMARY = re.compile(r"Total:\s+([\d,]+) bytes in ([\d,]+) blocks")


@dataclass(frozen=True, slots=True)
class Frame:
    """A function in a call stack, also one that was inlined."""

    function: str
    file: str | None
    """As the tool writes it; None where the program does not tell."""
    line: int


@dataclass(frozen=True, slots=True)
class Point:
    """What was allocated with one call stack. A block that grows counts again, with its new size."""

    frames: tuple[Frame, ...]
    """The innermost first."""
    bytes: int
    blocks: int
    lifetime: int
    """Of all blocks together, in the file's unit of time."""
    most_bytes: int
    """The most that was alive at once."""
    most_blocks: int
    peak_bytes: int
    """What was alive when the program as a whole held most."""
    peak_blocks: int
    end_bytes: int
    """What was alive when the program ended."""
    end_blocks: int
    read: int | None
    """Bytes that were read from its blocks; None where that was not watched."""
    written: int | None


@dataclass(frozen=True, slots=True)
class Heap:
    """A run."""

    points: tuple[Point, ...]
    """As in the file."""
    unit: str
    """Of time: ``instrs`` or ``µs``."""
    end: int
    """When the program ended, since its start."""
    peak: int | None
    """When it held most."""

    def total(self, what: str) -> int:
        """A number of all points together."""
        return sum(getattr(point, what) or 0 for point in self.points)

    def top(self, count: int) -> list[Point]:
        """The points with the most bytes, as DHAT's viewer sorts them."""
        return sorted(self.points, key=lambda point: -point.bytes)[:count]


def read(path: Path) -> Heap:
    """A file of DHAT; raises :class:`Unreadable`."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path.name}: is no JSON, or cut off: {error}") from error
    try:
        return _heap(data)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        what = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)
        raise Unreadable(f"{path.name}: not of DHAT's format: {what}") from error


def summary(said: str) -> tuple[int, int] | None:
    """Bytes and blocks in all, by what valgrind says at the end; None if it does not, or more than once."""
    found = _SUMMARY.findall(said)
    if len(found) != 1:
        return None
    size, blocks = (int(number.replace(",", "")) for number in found[0])
    return size, blocks


def _heap(data: Any) -> Heap:
    if not isinstance(data, Mapping):
        raise TypeError("it is no object")
    if data["dhatFileVersion"] != VERSION:
        raise ValueError(f"it is of version {data['dhatFileVersion']}, not {VERSION}")
    if "heap" not in data["mode"]:
        raise ValueError(f"it is a profile of {data['mode']}, not of the heap")
    if not data["bklt"]:
        raise ValueError("it tells no lifetimes")
    frames = [_frame(each) for each in data["ftbl"]]
    points = tuple(_point(each, frames, data["bkacc"]) for each in data["pps"])
    peak = data.get("tg")
    return Heap(points, str(data["tu"]), _number(data["te"]), None if peak is None else _number(peak))


def _point(data: Mapping[str, Any], frames: Sequence[Frame], accesses: bool) -> Point:
    return Point(
        tuple(frames[_number(index)] for index in data["fs"]),
        *(_number(data[key]) for key in ("tb", "tbk", "tl", "mb", "mbk", "gb", "gbk", "eb", "ebk")),
        *(_number(data[key]) if accesses else None for key in ("rb", "wb")),
    )


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{value!r} is no number of what was counted")
    return value


@cache
def _frame(text: str) -> Frame:
    match = _FRAME.match(text)
    assert match is not None, "every text matches"
    place = _PLACE.match(match["place"] or "")
    if place is None:
        return Frame(demangled(match["function"]), None, 0)
    return Frame(demangled(match["function"]), place["file"], int(place["line"]))
