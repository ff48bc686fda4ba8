"""Packages, as far as their manifests alone tell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.model.source import Crate, Role
from perfrules.targets.features import Features
from perfrules.targets.manifest import Manifest, joined, members, read_manifest, table, tables, words

_GUESSED_EDITION = "2021"
_TARGET_TABLES = (
    ("bin", Role.BINARY),
    ("bench", Role.BENCH),
    ("test", Role.TEST),
    ("example", Role.EXAMPLE),
)
_RUNTIME = ("dependencies",)
_DEPENDENCY_TABLES = (*_RUNTIME, "dev-dependencies", "build-dependencies")


@dataclass(frozen=True, slots=True)
class Package:
    """A crate, and the files that its manifest names: paths relative to its folder, as ``cli/main.rs``."""

    crate: Crate
    entries: dict[str, Role]


class Cargo:
    """The manifests of a run, each read once; what is wrong with them goes to ``notes``."""

    def __init__(self, notes: list[Diagnostic]) -> None:
        self._notes = notes
        self._manifests: dict[Path, Manifest | None] = {}
        self._problems: dict[Path, Diagnostic] = {}
        """Of manifests that nobody has asked for yet."""
        self._around: dict[Path, Package | None] = {}
        self._members: dict[Path, frozenset[Path]] = {}
        self._features: dict[Path, Features] = {}

    def manifest(self, folder: Path) -> Manifest | None:
        """The manifest in a folder."""
        found = self._silently(folder)
        if folder in self._problems:
            self._notes.append(self._problems.pop(folder))
        return found

    def _silently(self, folder: Path) -> Manifest | None:
        if folder not in self._manifests:
            self._manifests[folder], problem = read_manifest(folder)
            if problem is not None:
                self._problems[folder] = problem
        return self._manifests[folder]

    def package(self, folder: Path) -> Package | None:
        """The package that files in a folder belong to: that of the nearest manifest with one."""
        if folder not in self._around:
            manifest = self.manifest(folder)
            if manifest is not None and manifest.is_package:
                self._around[folder] = self._read(manifest)
            else:
                self._around[folder] = self.package(folder.parent) if folder != folder.parent else None
        return self._around[folder]

    def workspace(self, manifest: Manifest) -> Manifest | None:
        """The manifest of the workspace that a package is in: its own, the one it names, or one above."""
        if manifest.is_workspace:
            return manifest
        named = manifest.package.get("workspace")
        if isinstance(named, str):
            return self.manifest(joined(manifest.folder, named))
        for folder in manifest.folder.parents:
            above = self.manifest(folder)
            if above is not None and above.is_workspace:
                return above
        return None

    def dependencies(
        self, manifest: Manifest, kinds: tuple[str, ...] = _DEPENDENCY_TABLES
    ) -> Iterator[tuple[str, dict[str, object], Path]]:
        """Name, table and the folder its ``path`` is relative to, of each dependency of a package."""
        shared: tuple[dict[str, object], Path] | None = None
        platforms = [table(platform) for platform in manifest.table("target").values()]
        for place in (manifest.data, *platforms):
            for kind in kinds:
                for name, value in table(place, kind).items():
                    spec, folder = table(value), manifest.folder
                    if spec.get("workspace") is True:
                        shared = shared or self._shared_dependencies(manifest)
                        here, spec, folder = spec, table(shared[0], name), shared[1]
                        spec = {**spec, "features": words(spec.get("features")) + words(here.get("features"))}
                    yield name, spec, folder

    def _shared_dependencies(self, manifest: Manifest) -> tuple[dict[str, object], Path]:
        workspace = self.workspace(manifest)
        if workspace is None:
            return {}, manifest.folder
        return workspace.table("workspace", "dependencies"), workspace.folder

    def _read(self, manifest: Manifest) -> Package:
        folder = manifest.folder
        package = manifest.package
        name = package.get("name")
        is_library = "lib" in manifest.data or os.path.isfile(folder / "src" / "lib.rs")
        if manifest.broken and not isinstance(name, str):
            guess = Crate(folder.name, folder, _GUESSED_EDITION, is_library=is_library)
            return Package(guess, {"build.rs": Role.BUILD_SCRIPT})
        edition = self._inherited(manifest, "edition")
        rust_version = self._inherited(manifest, "rust-version")
        publish = self._inherited(manifest, "publish")
        features = self._workspace_features(manifest)
        everywhere = frozenset(self._dependency_names(manifest, _DEPENDENCY_TABLES))
        crate = Crate(
            name=str(name),
            root=folder,
            edition=edition if isinstance(edition, str) else "2015",
            rust_version=rust_version if isinstance(rust_version, str) else None,
            dependencies=everywhere,
            dev_dependencies=everywhere - frozenset(self._dependency_names(manifest, _RUNTIME)),
            is_library=is_library,
            root_file=_root_file(manifest, is_library),
            folders=self._folders(manifest),
            publish=publish not in (False, []),
            features_on=features.on_by_default(folder),
            features_off=features.off(folder),
        )
        return Package(crate, dict(_entries(manifest)))

    def _folders(self, manifest: Manifest) -> tuple[str, ...]:
        workspace = self.workspace(manifest)
        if workspace is None or not manifest.folder.is_relative_to(workspace.folder):
            return ()
        return manifest.folder.relative_to(workspace.folder).parts

    def _workspace_features(self, manifest: Manifest) -> Features:
        """The features of a package and those around it, which may switch on its own."""
        around = self.workspace(manifest) or manifest
        if around.folder not in self._members:
            self._members[around.folder] = frozenset({around.folder, *members(around)})
        folders = self._members[around.folder]
        if manifest.folder not in folders:
            around, folders = manifest, frozenset({manifest.folder})
        if around.folder not in self._features:
            found = [each for folder in sorted(folders) if (each := self._silently(folder)) is not None]
            self._features[around.folder] = Features(
                (each, list(self.dependencies(each))) for each in found if each.is_package
            )
        return self._features[around.folder]

    def _inherited(self, manifest: Manifest, key: str) -> object:
        """A value of the package, from the workspace where it says ``key.workspace = true``."""
        value = manifest.package.get(key)
        if table(value).get("workspace") is not True:
            return value
        workspace = self.workspace(manifest)
        return workspace.table("workspace", "package").get(key) if workspace is not None else None

    def _dependency_names(self, manifest: Manifest, kinds: tuple[str, ...]) -> Iterator[str]:
        """What code calls each dependency, and what the registry calls it where that differs."""
        for name, spec, _ in self.dependencies(manifest, kinds):
            yield name
            if isinstance(real := spec.get("package"), str):
                yield real


def _entries(manifest: Manifest) -> Iterator[tuple[str, Role]]:
    """The files that a manifest names, and what Cargo makes of them; the library's comes last."""
    build = manifest.package.get("build", "build.rs")
    for script in build if isinstance(build, list) else [build]:
        if isinstance(script, str):
            yield _normal(script), Role.BUILD_SCRIPT
    for kind, role in _TARGET_TABLES:
        for target in tables(manifest.data.get(kind)):
            if isinstance(path := target.get("path"), str):
                yield _normal(path), role
    if isinstance(path := manifest.table("lib").get("path"), str):
        yield _normal(path), Role.LIBRARY


def _root_file(manifest: Manifest, is_library: bool) -> str:
    """Where the library's modules start, or where there is none, those of the main program."""
    if is_library:
        path = manifest.table("lib").get("path")
        return _normal(path) if isinstance(path, str) else "src/lib.rs"
    if os.path.isfile(manifest.folder / "src" / "main.rs"):
        return "src/main.rs"
    paths = (target.get("path") for target in tables(manifest.data.get("bin")))
    return next((_normal(path) for path in paths if isinstance(path, str)), "src/main.rs")


def _normal(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")
