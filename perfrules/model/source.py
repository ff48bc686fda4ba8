"""Source files as the targets stage hands them on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from perfrules.model.report import Diagnostic


class Role(StrEnum):
    """What a file is compiled into, as Cargo sees it."""

    LIBRARY = "library"
    BINARY = "binary"
    BENCH = "bench"
    TEST = "test"
    EXAMPLE = "example"
    BUILD_SCRIPT = "build-script"


@dataclass(frozen=True, slots=True)
class Crate:
    """A package as read from its Cargo.toml, without running cargo."""

    name: str
    root: Path
    """Absolute folder of its Cargo.toml."""
    edition: str = "2015"
    rust_version: str | None = None
    dependencies: frozenset[str] = frozenset()
    """Names of all its dependencies."""
    dev_dependencies: frozenset[str] = frozenset()
    """Those of them that only its tests, benches, examples and build script have."""
    is_library: bool = True
    root_file: str = "src/lib.rs"
    """Of the library, or else of the main program, relative to the folder; modules lie beside and below."""
    folders: tuple[str, ...] = ()
    """Names on the way from the workspace's folder down to its own."""
    publish: bool = True
    features_on: frozenset[str] = frozenset()
    """Features that are on by default. If none is, users choose, and nothing is known of the others."""
    features_off: frozenset[str] = frozenset()
    """Features that nothing in sight switches on."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Rust file to scan."""

    path: Path
    """Absolute."""
    display: str
    """Relative to the scan's root, with forward slashes: the path in reports."""
    role: Role
    crate: Crate | None = None
    project: Path | None = None
    """One of the folders of the project that its crate is part of, the same for all its files."""
    is_program: bool = False
    """Whether the manifest names it as the root of a program, besides ``src/main.rs``."""


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """Lines of a file that the working tree changed: 1-based inclusive ranges, sorted."""

    ranges: tuple[tuple[int, int], ...] = ()
    whole_file: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """What to scan, and what could not be taken."""

    root: Path
    files: tuple[SourceFile, ...]
    """Sorted by display path."""
    crates: tuple[Crate, ...] = ()
    changed: dict[str, ChangedLines] | None = None
    """By display path; findings are limited to these lines or their functions. None: no limit."""
    diagnostics: tuple[Diagnostic, ...] = ()
