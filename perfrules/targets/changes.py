"""Which lines of which Rust files changed."""

from __future__ import annotations

import os
import re

from perfrules.model.source import ChangedLines
from perfrules.targets.git import Git

# Said in full, so that the user's diff settings change nothing.
_DIFF = (
    "diff",
    "-U0",
    "--inter-hunk-context=0",
    "--text",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--find-renames",
    "-l1000",
    "--diff-algorithm=histogram",
    "--indent-heuristic",
    "--ignore-submodules=all",
    "--diff-filter=d",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_RUST = ("--", "*.rs")

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def changed_files(git: Git, commit: str | None) -> dict[str, ChangedLines]:
    """By path relative to the top folder: what differs between a commit and the working tree.

    Untracked files count in full, and so do all files where there is no commit yet. Deleted files are
    left out, of renamed ones only the edited lines count. Raises GitError.
    """
    others = ["ls-files", "-z", "--others", "--exclude-standard"]
    if commit is None:
        others.append("--cached")
    changed = {} if commit is None else parse_diff(git.run(*_DIFF, commit, *_RUST))
    for path in git.run(*others, *_RUST).split(b"\0"):
        if path:
            changed[os.fsdecode(path)] = ChangedLines(whole_file=True)
    return changed


def parse_diff(diff: bytes) -> dict[str, ChangedLines]:
    """The changed lines, by path, of a ``git diff -U0`` with the prefixes ``a/`` and ``b/``."""
    changed: dict[str, ChangedLines] = {}
    path, is_new, ranges = None, False, list[tuple[int, int]]()
    body = 0
    for line in diff.split(b"\n"):
        if body:
            body -= not line.startswith(b"\\")  # "\ No newline at end of file" is in no count
        elif line.startswith(b"diff --git "):
            path, is_new, ranges = None, False, []
        elif line.startswith(b"new file mode"):
            is_new = True
        elif line.startswith(b"rename to "):
            path = _path(line[len(b"rename to ") :])
            changed[path] = ChangedLines()
        elif line.startswith(b"+++ "):
            path = _path(line[len(b"+++ ") :])[len("b/") :]
            changed[path] = ChangedLines(whole_file=is_new)
        elif path is not None and (hunk := _HUNK.match(line)):
            removed, start, added = int(hunk[1] or b"1"), int(hunk[2]), int(hunk[3] or b"1")
            body = removed + added
            if not is_new:
                # Lines that are gone leave a mark on the one before: the code around it did change.
                first = max(start, 1)
                ranges.append((first, first + max(added, 1) - 1))
                changed[path] = ChangedLines(_merged(ranges))
    return changed


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _path(text: bytes) -> str:
    """A path as diff headers write it: quoted as in C, or with a tab behind if it has spaces."""
    if not text.startswith(b'"'):
        return os.fsdecode(text.removesuffix(b"\t"))
    return os.fsdecode(_ESCAPE.sub(_unescaped, text[1 : text.rindex(b'"')]))


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPED.get(code, code)
