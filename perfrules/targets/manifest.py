"""Reads a Cargo.toml: cargo takes TOML 1.1, which Python's own reader does not know yet."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass, field
from pathlib import Path

import tomli

from perfrules.model.report import Diagnostic

FILE_NAME = "Cargo.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The tables of a Cargo.toml; none if it is ``broken``."""

    folder: Path
    data: dict[str, object] = field(default_factory=dict)
    broken: bool = False

    def table(self, *keys: str) -> dict[str, object]:
        """The table under some keys; empty if there is none."""
        return table(self.data, *keys)

    @property
    def package(self) -> dict[str, object]:
        """The ``[package]`` table, which old manifests call ``[project]``."""
        return self.table("package") or self.table("project")

    @property
    def is_package(self) -> bool:
        """Whether it stands for a package: what a broken one says is not known, but most do."""
        return self.broken or "package" in self.data or "project" in self.data

    @property
    def is_workspace(self) -> bool:
        return "workspace" in self.data


def read_manifest(folder: Path) -> tuple[Manifest | None, Diagnostic | None]:
    """The manifest in a folder, if there is one, and what is wrong with it."""
    path = folder / FILE_NAME
    if not os.path.isfile(path):
        return None, None
    try:
        data: dict[str, object] = tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return Manifest(folder, broken=True), _bad(path, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Manifest(folder, broken=True), _bad(path, "is not UTF-8", line)
    except tomli.TOMLDecodeError as error:
        what = f"is not TOML: {error.msg}"
        return Manifest(folder, broken=True), _bad(path, what, error.lineno, error.colno)
    except RecursionError:
        return Manifest(folder, broken=True), _bad(path, "is nested too deeply")
    manifest = Manifest(folder, data)
    if manifest.is_package and not isinstance(manifest.package.get("name"), str):
        return Manifest(folder, data, broken=True), _bad(path, "has a package without a name")
    return manifest, None


def table(value: object, *keys: str) -> dict[str, object]:
    """The table under some keys of a TOML value; empty if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[dict[str, object]]:
    """The tables of an array of tables."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words(value: object) -> list[str]:
    """The strings of an array."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def joined(folder: Path, path: str) -> Path:
    """A path that a manifest gives, made absolute, with its ``..`` resolved by name."""
    return Path(os.path.normpath(folder / path))


def members(manifest: Manifest) -> list[Path]:
    """The folders that ``[workspace]`` lists, less those it excludes."""
    workspace = manifest.table("workspace")
    excluded = [joined(manifest.folder, path) for path in words(workspace.get("exclude"))]
    listed: set[Path] = set()
    for pattern in words(workspace.get("members")):
        if glob.has_magic(pattern):
            paths = glob.glob(pattern, root_dir=manifest.folder, recursive=True)
            found = [joined(manifest.folder, path) for path in paths]
            listed.update(path for path in found if not any(path.is_relative_to(out) for out in excluded))
        else:
            listed.add(joined(manifest.folder, pattern))
    return sorted(listed)


def _bad(path: Path, what: str, line: int | None = None, column: int | None = None) -> Diagnostic:
    message = f"the manifest {what}; its files are scanned without it"
    return Diagnostic("error", "bad-manifest", message, str(path), line, column)
