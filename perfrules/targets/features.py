"""Which features of packages are on in a usual build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from perfrules.targets.manifest import Manifest, joined, table, tables, words

Dependency = tuple[str, dict[str, object], Path]
"""What code calls it, its table, and the folder its ``path`` is relative to."""
_Feature = tuple[Path, str]
"""A package's folder, and the name."""

_CENTRAL = ("default", "full", "std", "alloc")
"""Features by which most users take a crate, be they on by default or not."""
_UNFINISHED = re.compile(r"experimental|unstable|nightly|internal")


class Features:
    """The features of packages that depend on each other.

    On is what is on by default or central, what ``docs.rs`` is told to show (of *all* features, those whose
    name does not call them unfinished), what benchmarks and binaries require, what a dependent package asks
    for, and all that these switch on.
    """

    def __init__(self, packages: Iterable[tuple[Manifest, Sequence[Dependency]]]) -> None:
        self._packages = {manifest.folder: (manifest, found) for manifest, found in packages}
        self._on = self._closed(
            feature for manifest, found in self._packages.values() for feature in self._usual(manifest, found)
        )

    def on_by_default(self, folder: Path) -> frozenset[str]:
        """The features of a package that its ``default`` switches on; empty if it has none."""
        on = self._closed([(folder, "default")])
        return frozenset(name for of, name in on if of == folder and name != "default")

    def off(self, folder: Path) -> frozenset[str]:
        """The features of a package that nothing switches on; empty if none is on by default."""
        if not self.on_by_default(folder):
            return frozenset()
        return frozenset(name for name in self._declared(folder) if (folder, name) not in self._on)

    def _usual(self, manifest: Manifest, dependencies: Sequence[Dependency]) -> Iterator[_Feature]:
        folder = manifest.folder
        docs = table(manifest.package, "metadata", "docs", "rs")
        shown = words(docs.get("features"))
        if docs.get("all-features") is True:
            shown += [name for name in self._declared(folder) if not _UNFINISHED.search(name)]
        required = [
            feature
            for kind in ("bench", "bin")
            for target in tables(manifest.data.get(kind))
            for feature in words(target.get("required-features"))
        ]
        for name in (*_CENTRAL, *shown, *required):
            yield folder, name
        for dependency, spec, _ in dependencies:
            for feature in words(spec.get("features")):
                yield from self._of_dependency(folder, dependency, feature)

    def _closed(self, features: Iterable[_Feature]) -> set[_Feature]:
        """Features, and all that they switch on."""
        on: set[_Feature] = set()
        pending = list(features)
        while pending:
            feature = pending.pop()
            folder, name = feature
            if feature in on or name not in self._declared(folder):
                continue
            on.add(feature)
            for value in words(self._table(folder).get(name)):
                dependency, slash, inner = value.removeprefix("dep:").partition("/")
                if not value.startswith("dep:") and not dependency.endswith("?"):
                    pending.append((folder, dependency))
                if slash:
                    pending += self._of_dependency(folder, dependency.rstrip("?"), inner)
        return on

    def _of_dependency(self, folder: Path, dependency: str, feature: str) -> Iterator[_Feature]:
        """A feature of a dependency, if that is one of the packages."""
        manifest, dependencies = self._packages[folder]
        for name, spec, base in dependencies:
            if name == dependency:
                path = spec.get("path")
                itself = spec.get("package", name) == manifest.package.get("name")
                yield joined(base, path) if isinstance(path, str) else folder if itself else Path(), feature

    def _table(self, folder: Path) -> dict[str, object]:
        return self._packages[folder][0].table("features") if folder in self._packages else {}

    def _declared(self, folder: Path) -> set[str]:
        """All features of a package, those that an optional dependency brings along included."""
        if folder not in self._packages:
            return set()
        listed = self._table(folder)
        named = {value for values in listed.values() for value in words(values)}
        optional = {name for name, spec, _ in self._packages[folder][1] if spec.get("optional") is True}
        return {*listed, *(name for name in optional if f"dep:{name}" not in named)}
