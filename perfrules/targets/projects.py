"""Which of the crates scanned belong together: names in one project mean nothing in another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from perfrules.model.source import Crate, SourceFile
from perfrules.targets.cargo import Cargo
from perfrules.targets.manifest import Manifest, joined


def by_project(files: Sequence[SourceFile], cargo: Cargo) -> tuple[SourceFile, ...]:
    """The files, each with its project: crates of one workspace, and those that depend on them by path."""
    roots = {file.crate.root for file in files if file.crate is not None}
    project = _Groups(roots)
    workspaces: dict[Path, Path] = {}
    for root in sorted(roots):
        manifest = cargo.manifest(root)
        if manifest is None:
            continue
        workspace = cargo.workspace(manifest)
        if workspace is not None:
            project.join(root, workspaces.setdefault(workspace.folder, root))
        for needed in _paths(manifest, cargo):
            if needed in roots:
                project.join(root, needed)
    return tuple(replace(file, project=_project(file.crate, project)) for file in files)


def _project(crate: Crate | None, groups: _Groups) -> Path | None:
    return groups.of(crate.root) if crate is not None else None


def _paths(manifest: Manifest, cargo: Cargo) -> Iterable[Path]:
    """The folders of the packages that one depends on by path."""
    for _, spec, folder in cargo.dependencies(manifest):
        if isinstance(path := spec.get("path"), str):
            yield joined(folder, path)


class _Groups:
    """Disjoint sets of folders, each known by the first of its own."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._above = {folder: folder for folder in folders}

    def of(self, folder: Path) -> Path:
        while (above := self._above[folder]) != folder:
            folder = above
        return folder

    def join(self, one: Path, other: Path) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._above[second] = first
