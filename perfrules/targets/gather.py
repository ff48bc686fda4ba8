"""The files that targets stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.targets import ignore
from perfrules.targets.cargo import Cargo, Package
from perfrules.targets.git import git_folder_of
from perfrules.targets.ignore import Ignore
from perfrules.targets.manifest import FILE_NAME as MANIFEST
from perfrules.targets.named import Named, no_match
from perfrules.targets.walk import walk


class Gatherer:
    """Finds the files that targets stand for."""

    def __init__(
        self,
        root: Path,
        top: Path | None,
        cargo: Cargo,
        package: Package | None,
        exclusion: Ignore,
        notes: list[Diagnostic],
    ) -> None:
        self._root = root
        self._top = top
        self._cargo = cargo
        self._package = package
        self._exclusion = exclusion
        self._notes = notes

    def gather(self, targets: Iterable[Named]) -> dict[str, bool]:
        """Paths relative to the root, and whether the user named that very file."""
        selected: dict[str, bool] = {}
        for target in targets:
            if target.is_file:
                selected[target.path.relative_to(self._root).as_posix()] = True
                continue
            paths = self._below(target)
            for path in paths:
                selected.setdefault(path, False)
            if not paths and target.pattern is not None:
                self._notes.append(no_match(target.typed))
            elif not paths:
                message = f"no Rust files under `{target.typed}`"
                self._notes.append(Diagnostic("error", "no-files", message, usage=True))
        return selected

    def _below(self, target: Named) -> list[str]:
        folder = target.path
        rules = ignore.at(folder, self._root, git_folder_of(self._top) if self._top is not None else None)
        found = walk(
            folder, self._root, rules, self._excluded(folder), self._notes, other_tree=self._other_tree
        )
        if target.pattern is None:
            return list(found)
        start = len(folder.relative_to(self._root).as_posix()) + 1 if folder != self._root else 0
        spec, _ = ignore.compiled([target.pattern])
        return [path for path in found if spec is not None and spec.match_file(path[start:])]

    def _excluded(self, folder: Path) -> Callable[[str], bool]:
        """The user's exclusions, unless they leave out the very folder that was asked for."""
        if self._exclusion.spec is None:
            return lambda path: False
        parts = folder.relative_to(self._root).parts
        above = ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]
        if any(self._exclusion.ignores(path) for path in above):
            return lambda path: False
        return self._exclusion.ignores

    def _other_tree(self, folder: str, names: set[str]) -> bool:
        """Whether a folder is a repository of its own, or, if one crate is asked for, another crate."""
        if self._top is not None and ".git" in names:
            return True
        if self._package is None or MANIFEST not in names:
            return False
        manifest = self._cargo.manifest(Path(folder))
        return manifest is not None and manifest.is_package
