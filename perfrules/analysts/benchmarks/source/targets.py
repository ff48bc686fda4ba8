"""The bench targets of a package, as Cargo sees them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.source import Crate
from perfrules.targets.manifest import Manifest, read_manifest, table, tables, words


@dataclass(frozen=True, slots=True)
class BenchTarget:
    """One ``[[bench]]`` of a package, or a file that Cargo takes for one."""

    name: str
    crate: Crate
    path: Path
    harness: bool
    """Whether libtest runs it, which Criterion, divan and iai do not want."""
    missing: tuple[str, ...]
    """Features that it requires and that are not on by default: plain ``cargo bench`` leaves it out."""
    features: frozenset[str]
    """Features of the package that are on by default."""


def bench_targets(crate: Crate) -> list[BenchTarget]:
    """The bench targets of a package, by name."""
    manifest, _ = read_manifest(crate.root)
    if manifest is None:
        return []
    features = default_features(manifest)
    found: dict[str, BenchTarget] = {}
    for name, path, entry in _listed(manifest):
        required = words(entry.get("required-features"))
        found[name] = BenchTarget(
            name,
            crate,
            path,
            entry.get("harness") is not False,
            tuple(feature for feature in required if feature not in features),
            features,
        )
    return sorted(found.values(), key=lambda target: target.name)


def default_features(manifest: Manifest) -> frozenset[str]:
    """The features that are on when nothing is said, by all that they lead to."""
    listed = manifest.table("features")
    on: set[str] = set()
    pending = ["default"]
    while pending:
        feature = pending.pop()
        if feature not in on and feature in listed:
            on.add(feature)
            pending += words(listed[feature])
    return frozenset(on)


def _listed(manifest: Manifest) -> Iterator[tuple[str, Path, dict[str, object]]]:
    """Name, file and table of each target; those found by their place come first, and are overridden."""
    benches = manifest.folder / "benches"
    found = dict(_by_place(benches))
    entries = tables(manifest.data.get("bench"))
    if manifest.package.get("autobenches") is not False:
        for name, path in found.items():
            yield name, path, {}
    for entry in entries:
        given, place = entry.get("name"), entry.get("path")
        if isinstance(given, str):
            usual = found.get(given, benches / f"{given}.rs")
            path = manifest.folder / place if isinstance(place, str) else usual
            yield given, Path(os.path.normpath(path)), table(entry)


def _by_place(benches: Path) -> Iterator[tuple[str, Path]]:
    """``benches/NAME.rs`` and ``benches/NAME/main.rs``."""
    for path in sorted(benches.glob("*.rs")):
        yield path.stem, path
    for path in sorted(benches.glob("*/main.rs")):
        yield path.parent.name, path
