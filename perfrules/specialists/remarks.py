"""Reads LLVM's remarks, by rustc's ``-Zremark-dir``: which loops were vectorised, and why not.

The files are YAML, a document for each remark; they are long and regular, so that they are read line by line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from perfrules.specialists.command import text as text_of
from perfrules.specialists.specialist import Unreadable

VECTORISER = "loop-vectorize"
_START = re.compile(r"^--- !(?P<kind>\w+)\n", re.MULTILINE)
_END = "\n..."
_FIELD = re.compile(r"^(?P<name>Pass|Name|Function):\s+(?P<value>.*)$", re.MULTILINE)
_PLACE = re.compile(
    r"^DebugLoc:\s+\{ File: (?P<file>'(?:[^']|'')*'|\"[^\"]*\"|[^,]*),\s+Line: (?P<line>\d+),", re.MULTILINE
)
_ARGUMENT = re.compile(r"^  - \w+:\s+(?P<value>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What one pass says about a place."""

    kind: str
    """``Passed``, ``Missed``, or a word that starts with ``Analysis``."""
    by: str
    """The pass."""
    function: str
    """The symbol of the machine code."""
    file: str
    """The innermost place: often in the standard library, whose iterators loop. Empty if unknown."""
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that the vectoriser has looked at."""

    function: str
    file: str
    line: int
    vectorised: bool
    said: tuple[str, ...]
    """Why not, or how."""


def read(folder: Path) -> list[Remark]:
    """All remarks in a folder; raises :class:`~perfrules.specialists.specialist.Unreadable`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise Unreadable(f"{folder.name}: no remarks in it")
    return [remark for file in files for remark in parsed(text_of(file), file.name)]


def parsed(text: str, name: str) -> Iterator[Remark]:
    """The remarks of a file's text."""
    starts = list(_START.finditer(text))
    if text[: starts[0].start() if starts else len(text)].strip():
        raise Unreadable(f"{name}: it does not start with a remark of LLVM's")
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=False):
        document = text[start.end() : end]
        fields = {found["name"]: _plain(found["value"]) for found in _FIELD.finditer(document)}
        if _END not in document or "Pass" not in fields or "Function" not in fields:
            line = text.count("\n", 0, start.start()) + 1
            raise Unreadable(f"{name}:{line}: the remark is cut off")
        place = _PLACE.search(document)
        said = "".join(_plain(found["value"]) for found in _ARGUMENT.finditer(document))
        yield Remark(
            start["kind"],
            fields["Pass"],
            fields["Function"],
            _plain(place["file"]) if place else "",
            int(place["line"]) if place else 0,
            said.removeprefix("loop not vectorized: "),
        )


def loops(remarks: Iterable[Remark]) -> Iterator[Loop]:
    """What became of each loop: LLVM gives its reasons first, then says whether it was done."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for each in remarks:
        if each.by != VECTORISER or each.text.endswith("interleaving is not beneficial"):
            continue
        if each.kind.startswith("Analysis"):
            reasons[each.function].append(each.text)
            continue
        said = [*reasons.pop(each.function, []), each.text]
        vectorised = each.kind == "Passed"
        why = [text for text in said if text != "loop not vectorized"] if not vectorised else said[-1:]
        yield Loop(each.function, each.file, each.line, vectorised, tuple(dict.fromkeys(why)))


def _plain(value: str) -> str:
    """A scalar of YAML: as it is, or in quotes."""
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
