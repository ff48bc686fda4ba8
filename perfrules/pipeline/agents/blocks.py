"""Edits as a model writes them, search/replace blocks or a unified diff, applied to text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_FILE = re.compile(r"^\+\+\+ (?:b/)?([^\t\n]+)", re.MULTILINE)
_HUNK = re.compile(r"^@@.*$", re.MULTILINE)


class NoEdit(ValueError):
    """What was written cannot be applied; the text says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """In a file, a text that is there once, and what is to stand in its place."""

    path: str
    search: str
    replace: str


def blocks_of(diff: str) -> Iterator[Block]:
    """The hunks of a unified diff as blocks; their line numbers, which models get wrong, are not read.

    Raises :class:`NoEdit` for anything but changes of files that stay where they are.
    """
    if re.search(r"^(?:rename|copy|new file|deleted file|old mode|new mode|GIT binary|Binary)", diff, re.M):
        raise NoEdit("a diff may change files, not create, delete, rename or mark them")
    names = list(_FILE.finditer(diff))
    if not names:
        raise NoEdit("the diff has no line `+++ PATH`")
    for at, name in enumerate(names):
        if name[1].strip() == "/dev/null":
            raise NoEdit("a diff may not delete files")
        part = diff[name.end() : names[at + 1].start() if at + 1 < len(names) else len(diff)]
        hunks = _HUNK.split(part)[1:]
        if not hunks:
            raise NoEdit(f"the diff has no hunk (`@@`) for {name[1]}")
        for hunk in hunks:
            yield _block(name[1].strip(), hunk)


def applied(blocks: Iterable[Block], read: Callable[[str], str]) -> dict[str, str]:
    """The texts of the files that blocks change, by path; raises :class:`NoEdit`."""
    texts: dict[str, str] = {}
    for block in blocks:
        if block.path not in texts:
            texts[block.path] = read(block.path)
        text = texts[block.path]
        found = text.count(block.search) if block.search else 0
        if found != 1:
            shown = block.search.strip().split("\n")[0][:80]
            raise NoEdit(
                f"{block.path}: the text to replace must be there once, and is there {found} times: {shown}"
            )
        texts[block.path] = text.replace(block.search, block.replace)
    if not texts:
        raise NoEdit("there is no edit")
    return texts


def _block(path: str, hunk: str) -> Block:
    before, after = [], []
    for line in hunk.strip("\n").split("\n"):
        if line.startswith(("--- ", "diff --git", "index ", "\\")):
            break
        if not line.startswith("+"):
            before.append(line[1:])
        if not line.startswith("-"):
            after.append(line[1:])
    return Block(path, "\n".join(before), "\n".join(after))
