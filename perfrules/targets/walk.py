"""The Rust files below a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.targets import ignore
from perfrules.targets.ignore import Ignore

_NOT_OURS = frozenset({"third_party", "thirdparty", "node_modules"})
_VENDORED = ".cargo-checksum.json"
"""What ``cargo vendor`` puts into each folder that it makes."""


def walk(
    start: Path,
    root: Path,
    rules: Ignore,
    excluded: Callable[[str], bool],
    notes: list[Diagnostic],
    *,
    other_tree: Callable[[str, set[str]], bool],
) -> Iterator[str]:
    """Paths relative to ``root``, with forward slashes, of the files to take below ``start``.

    ``rules`` are those at ``start``, ``excluded`` is what the user leaves out, and ``other_tree`` tells,
    by a folder's path and the names in it, that the folder belongs to something else. A folder that
    cannot be read becomes a diagnostic. Links to folders are not followed; links to files only where
    they lead out of the root, since what is inside is found under its own name.
    """
    prefix = start.relative_to(root).as_posix() + "/" if start != root else ""
    pending = [(str(start), prefix, rules)]
    linked: set[str] = set()
    while pending:
        folder, rel, rules = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            message = f"cannot read the folder: {error.strerror}"
            notes.append(Diagnostic("error", "unreadable", message, folder))
            continue
        names = {entry.name for entry in entries}
        if rel != prefix and other_tree(folder, names):
            continue
        if ignore.FILE_NAME in names:
            rules = rules.entering(folder, rel)
        for entry in entries:
            name = entry.name
            path = rel + name
            if entry.is_dir(follow_symlinks=False):
                inner = path + "/"
                if not (skipped(entry.path, name, names) or rules.ignores(inner) or excluded(inner)):
                    pending.append((entry.path, inner, rules))
            elif name.endswith(".rs") and not name.startswith("."):
                wanted = _leads_out(entry.path, root, linked) if entry.is_symlink() else _is_file(entry)
                if wanted and not rules.ignores(path) and not excluded(path):
                    yield path


def skipped(path: str, name: str, beside: Container[str]) -> bool:
    """Whether a folder holds nothing that its owner writes; ``beside`` are the names next to it.

    A ``vendor`` folder that is a module of the crate is the crate's own code.
    """
    if name == "target":
        return "Cargo.toml" in beside or os.path.exists(os.path.join(path, "CACHEDIR.TAG"))
    if name == "vendor":
        return "vendor.rs" not in beside and not os.path.exists(os.path.join(path, "mod.rs"))
    return name.startswith(".") or name in _NOT_OURS or os.path.exists(os.path.join(path, _VENDORED))


def passed_over(root: Path, path: str) -> bool:
    """Whether a walk from the root would not come by a file, given by its path relative to the root."""
    *folders, name = path.split("/")
    above = str(root)
    for folder in folders:
        inner = os.path.join(above, folder)
        if skipped(inner, folder, _Beside(above)):
            return True
        above = inner
    return name.startswith(".")


class _Beside:
    """The names in a folder, asked one at a time."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __contains__(self, name: object) -> bool:
        return os.path.lexists(os.path.join(self._folder, str(name)))


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _leads_out(path: str, root: Path, linked: set[str]) -> bool:
    """Whether a link leads to a file outside the root that no earlier link led to."""
    real = os.path.realpath(path)
    if real in linked or Path(real).is_relative_to(root) or not os.path.isfile(real):
        return False
    linked.add(real)
    return True
