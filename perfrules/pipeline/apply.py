"""What is kept reaches the user's tree: only when asked, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfrules.pipeline.measure import KEPT
from perfrules.pipeline.phase2 import Completion
from perfrules.pipeline.workshop import BASE, Workshop
from perfrules.targets.git import uncommitted


class NotApplied(Exception):
    """Why the tree was left as it is, for people."""


def accept(completion: Completion, top: Path) -> list[str]:
    """Make the kept changes in the user's tree; the files that changed, relative to its top.

    Raises :class:`NotApplied` where a file is not what the changes were made on, or has changes that are not
    committed. OSError where a file cannot be written.
    """
    workshop = Workshop(top, completion.folder)
    files = {path: workshop.file(path, KEPT) for path in workshop.differing(KEPT)}
    if dirty := uncommitted(top, sorted(files)):
        raise NotApplied(f"uncommitted changes in {some(dirty)}: commit them first, or use the patch")
    moved = [path for path in files if _now(top / path) != workshop.file(path, BASE)]
    if moved:
        raise NotApplied(f"{some(moved)} is not as it was when the run began: use the patch")
    before = {path: _now(top / path) for path in files}
    try:
        for path, text in files.items():
            (top / path).write_bytes(text)
    except OSError:
        for path, text in before.items():
            if _now(top / path) != text:
                (top / path).write_bytes(text)
        raise
    return sorted(files)


def _now(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def some(paths: Sequence[str]) -> str:
    """The first three, and how many more."""
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{', '.join(paths[:3])}{more}"
