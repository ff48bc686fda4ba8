"""Finds a package by its name."""

from __future__ import annotations

from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.suggest import hint
from perfrules.targets.cargo import Cargo, Package
from perfrules.targets.complaint import wrong
from perfrules.targets.manifest import Manifest, joined, members


def find_crate(name: str, start: Path, cargo: Cargo, notes: list[Diagnostic]) -> Package | None:
    """The package called ``name`` in the workspace around ``start``, or among its path dependencies.

    An unknown name becomes a diagnostic with the nearest known one.
    """
    known: dict[str, Path] = {}
    for folder in (start, *start.parents):
        manifest = cargo.manifest(folder)
        if manifest is not None:
            _collect(manifest, cargo, known)
            if name in known:
                return cargo.package(known[name])
    if known:
        message = f"no crate `{name}` in this workspace{hint(name, known)}"
    else:
        message = f"no crate `{name}`: no Cargo.toml with a package in `{start.name}` or above"
    notes.append(wrong("no-such-crate", message))
    return None


def _collect(manifest: Manifest, cargo: Cargo, known: dict[str, Path]) -> None:
    """Add the packages that a manifest leads to: itself, members, and path dependencies of these."""
    pending = [manifest.folder, *members(manifest)]
    seen: set[Path] = set()
    while pending:
        folder = pending.pop(0)
        found = cargo.manifest(folder)
        if folder in seen or found is None:
            continue
        seen.add(folder)
        if found.is_package and (package := cargo.package(folder)) is not None:
            known.setdefault(package.crate.name, folder)
        paths = [
            joined(base, path)
            for _, spec, base in cargo.dependencies(found)
            if isinstance(path := spec.get("path"), str)
        ]
        pending += sorted(paths)
