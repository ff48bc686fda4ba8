"""What .gitignore files and the user's exclusions leave out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing it takes as long as walking a thousand files, and many trees need none
    from pathspec import GitIgnoreSpec

FILE_NAME = ".gitignore"


@dataclass(frozen=True, slots=True)
class Ignore:
    """The patterns of one source and, through ``outer``, of those that it overrules."""

    base: str = ""
    """The folder that the patterns are relative to, as ``crates/a/``; empty for the root."""
    spec: GitIgnoreSpec | None = None
    outer: Ignore | None = None

    def ignores(self, rel: str) -> bool:
        """Whether a path relative to the root is left out; a folder's path ends with a slash."""
        level: Ignore | None = self
        while level is not None:
            if level.spec is not None:
                verdict = level.spec.check_file(rel[len(level.base) :]).include
                if verdict is not None:
                    return verdict
            level = level.outer
        return False

    def entering(self, folder: str, rel: str) -> Ignore:
        """The patterns inside a folder that holds a .gitignore; as before if that cannot be read."""
        spec = _read(os.path.join(folder, FILE_NAME))
        return self if spec is None else Ignore(rel, spec, self)


def compiled(lines: Iterable[str]) -> tuple[GitIgnoreSpec | None, list[str]]:
    """The patterns of some lines, or None if there are none, and the lines that are no patterns."""
    from pathspec import GitIgnoreSpec

    good, bad = [], []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        try:
            GitIgnoreSpec.from_lines([line])
            good.append(line)
        except (ValueError, re.error):
            bad.append(line)
    return (GitIgnoreSpec.from_lines(good) if good else None), bad


def at(start: Path, root: Path, git_folder: Path | None) -> Ignore:
    """What holds inside ``start``: the repository's exclude file and each .gitignore above ``start``.

    A folder that is itself ignored was asked for by name, so what ignores it counts no longer.
    """
    rules = _top(git_folder)
    rel = ""
    folder = str(root)
    for name in start.relative_to(root).parts:
        rules = rules.entering(folder, rel)
        rel += name + "/"
        folder = os.path.join(folder, name)
        if rules.ignores(rel):
            rules = Ignore()
    return rules


def _top(git_folder: Path | None) -> Ignore:
    if git_folder is None:
        return Ignore()
    return Ignore("", _read(os.path.join(git_folder, "info", "exclude")))


def _read(path: str) -> GitIgnoreSpec | None:
    try:
        with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
            lines = [line.rstrip("\r\n") for line in file]
    except OSError:
        return None
    return compiled(lines)[0] if lines else None
