"""The part of a source line that fits, with the place of its carets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from perfrules.report.safe import visible

CODE_WIDTH = 160
"""Columns of a source line where the report's own width does not say."""
TAB = 4
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text of at most the room given, and the columns to underline, counted from 0."""

    text: str
    start: int
    length: int


def excerpt(line: str, first: int, stop: int | None, room: int) -> Excerpt:
    """The line around its characters from ``first`` up to ``stop``, counted from 0; None: to the end.

    Indentation goes, tabs become spaces, wide characters take two columns, and what is cut off at
    either side leaves an ellipsis.
    """
    line = line.rstrip()
    first = min(max(first, 0), len(line))
    stop = min(max(len(line) if stop is None else stop, first), len(line))
    indent = min(len(line) - len(line.lstrip()), first)
    low, high = max(indent, first - room), min(len(line), first + 2 * room)  # long lines stay cheap

    cells, at = _cells(line[low:high])
    begin_mark = at[first - low]
    end_mark = max(at[min(stop, high) - low], begin_mark + 1)

    begin = 0
    if low > indent or (len(cells) > room and end_mark >= room):
        begin = max(0, min(begin_mark - room // 4, len(cells) - room + 1))
    end = min(len(cells), begin + room)
    part = cells[begin:end]
    if part and part[0] == "":
        part[0] = " "
    if begin > 0 or low > indent:
        part[0] = ELLIPSIS
    if end < len(cells) or high < len(line):
        if part[-1] == "":
            part[-2] = " "
        part[-1] = ELLIPSIS
    text = "".join(part)
    return Excerpt(text.rstrip(), begin_mark - begin, max(1, min(end_mark, end) - begin_mark))


def _cells(text: str) -> tuple[list[str], list[int]]:
    """One string for each column, empty for the right half of a wide character; the column of each
    character, and of the end."""
    cells: list[str] = []
    columns: list[int] = []
    for char in text:
        columns.append(len(cells))
        if char == "\t":
            cells += [" "] * TAB
        elif unicodedata.combining(char) or char in "\u200c\u200d\ufe0e\ufe0f":
            if cells:
                cells[-1] += char
            columns[-1] = max(len(cells) - 1, 0)
        else:
            cells.append(visible(char))
            if unicodedata.east_asian_width(char) in "WF":
                cells.append("")
    columns.append(len(cells))
    return cells, columns
