"""Finds the configuration file of a folder and reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfrules.config import toml
from perfrules.config.check import Checker
from perfrules.config.settings import Config
from perfrules.model.report import Diagnostic

FILE_NAME = "perfrules.toml"
_CARGO_TABLES = (("package", "metadata", "perfrules"), ("workspace", "metadata", "perfrules"))


def load_config(start: Path, explicit: Path | None = None) -> tuple[Config, list[Diagnostic]]:
    """The configuration for ``start``, and what is wrong with it.

    ``explicit`` names the file. Otherwise ``perfrules.toml`` is looked for in ``start`` and the
    folders above it, up to the git root; then the package's, then the workspace's metadata in the
    ``Cargo.toml`` files on the same way.
    """
    if explicit is not None:
        return _explicit(explicit)
    folders = list(_upwards(start.resolve()))
    for folder in folders:
        if (path := folder / FILE_NAME).is_file():
            return _read(path, ())
    manifests = [path for folder in folders if (path := folder / "Cargo.toml").is_file()]
    for table in _CARGO_TABLES:
        for path in manifests:
            if _has_table(path, table):
                return _read(path, table)
    return Config(), []


def _explicit(path: Path) -> tuple[Config, list[Diagnostic]]:
    path = path.resolve()
    if path.name != "Cargo.toml":
        return _read(path, ())
    for table in _CARGO_TABLES:
        if _has_table(path, table):
            return _read(path, table)
    message = "no [package.metadata.perfrules] or [workspace.metadata.perfrules] in it"
    return Config(), [bad_config(message, path)]


def _upwards(start: Path) -> Iterator[Path]:
    """``start`` and the folders above it, up to the git root."""
    for folder in (start, *start.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _has_table(manifest: Path, keys: tuple[str, ...]) -> bool:
    """Whether a Cargo.toml configures perfrules; what is wrong with the manifest the targets stage says."""
    try:
        return _descend(toml.parse(manifest.read_text(encoding="utf-8")), keys) is not None
    except (OSError, UnicodeDecodeError, toml.TomlError):
        return False


def _descend(value: object, keys: tuple[str, ...]) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _read(path: Path, table: tuple[str, ...]) -> tuple[Config, list[Diagnostic]]:
    try:
        text = path.read_text(encoding="utf-8")
        data = _descend(toml.parse(text), table)
    except OSError as error:
        return Config(), [bad_config(f"cannot be read: {error.strerror}", path)]
    except UnicodeDecodeError:
        return Config(), [bad_config("is not UTF-8", path)]
    except toml.TomlError as error:
        return Config(), [bad_config(f"is not TOML: {error}", path, error.line)]
    checker = Checker(path.parent, data)
    config = checker.config(path)
    return config, [
        bad_config(problem.message, path, toml.line_of(text, (*table, *problem.keys)))
        for problem in checker.problems
    ]


def bad_config(message: str, path: Path, line: int | None = None) -> Diagnostic:
    """The diagnostic for a configuration that cannot be used as written."""
    return Diagnostic("error", "bad-config", message, path.as_posix(), line, usage=True)
