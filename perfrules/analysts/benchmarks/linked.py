"""The crates that a benchmark is linked with: no other code can run in it."""

from __future__ import annotations

from collections.abc import Mapping

from perfrules.index.derived import once_per_project
from perfrules.index.project import Project
from perfrules.model.source import Crate


def linked(project: Project, crate: Crate) -> frozenset[Crate]:
    """A crate and those of the project that its benchmarks depend on, directly or by way of others.

    Of the crate itself, dependencies for development count too.
    """
    known = _by_name(project)
    found = {crate}
    pending = [crate.dependencies]
    while pending:
        for name in pending.pop():
            other = known.get(_spelled(name))
            if other is not None and other not in found:
                found.add(other)
                pending.append(other.dependencies - other.dev_dependencies)
    return frozenset(found)


def subjects(project: Project, crate: Crate) -> frozenset[Crate]:
    """What a crate's benchmarks are about: itself, or, if it has benchmarks alone, what it depends on."""
    if crate.is_library:
        return frozenset({crate})
    known = _by_name(project)
    return frozenset(known[name] for name in map(_spelled, crate.dependencies) if name in known)


@once_per_project
def _by_name(project: Project) -> Mapping[str, Crate]:
    crates = {unit.file.crate for unit in project.files.values() if unit.file.crate is not None}
    return {_spelled(crate.name): crate for crate in sorted(crates, key=lambda crate: crate.root)}


def _spelled(name: str) -> str:
    return name.replace("-", "_")
