"""Finds Criterion's folder, and reads what is below it.

A file that is missing, cut off, of another program or of a future version costs one diagnostic, and
nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from perfrules.analysts.benchmarks import files
from perfrules.analysts.benchmarks.data import (
    LATEST,
    BenchmarkName,
    Measured,
    Relative,
    Results,
    Run,
    natural,
)
from perfrules.analysts.benchmarks.files import FormatError
from perfrules.model.report import Diagnostic

_T = TypeVar("_T")
_CHANGE = "change"
_RUN_FILES = ("benchmark.json", "sample.json", "estimates.json", "tukey.json")
_HISTORY = Path("data", "main")
"""Where cargo-criterion keeps its measurements."""


def find_root(start: Path, environment: Mapping[str, str]) -> Path | None:
    """Criterion's folder for a crate, looked for where Criterion itself would put it.

    ``$CRITERION_HOME``, ``$CARGO_TARGET_DIR/criterion``, or ``target/criterion`` of the crate or of a folder
    around it (a workspace); ``start`` may also be such a folder itself.
    """
    if home := environment.get("CRITERION_HOME"):
        return _folder(start / home)
    if target := environment.get("CARGO_TARGET_DIR"):
        return _folder(start / target / "criterion")
    if _holds_results(start):
        return start
    for folder in (start, *start.parents):
        if (found := _folder(folder / "target" / "criterion")) is not None:
            return found
    return None


def _folder(path: Path) -> Path | None:
    return path if path.is_dir() else None


def _holds_results(folder: Path) -> bool:
    """Whether a folder is one of Criterion's: a benchmark is at most three names below it."""
    if (folder / _HISTORY).is_dir():
        return True
    return any(
        next(folder.glob("/".join(["*"] * depth) + f"/{LATEST}/benchmark.json"), None) is not None
        for depth in (1, 2, 3)
    )


def read(root: Path) -> Results:
    """All benchmarks below a Criterion folder."""
    notes: list[Diagnostic] = []
    found: dict[str, Measured] = {}
    for measured in (*_criterion(root, notes), *_history(root, notes)):
        known = found.get(measured.name.full)
        found[measured.name.full] = measured if known is None else _merged(known, measured, notes)
    benchmarks = sorted(found.values(), key=lambda measured: natural(measured.name.full))
    return Results(root, tuple(benchmarks), tuple(notes))


def _merged(known: Measured, other: Measured, notes: list[Diagnostic]) -> Measured:
    """One benchmark that has two folders, as happens when another version makes folders' names otherwise."""
    twice = sorted(known.runs.keys() & other.runs.keys())
    if twice:
        message = (
            f"holds `{known.name.full}` too, as {known.folder.name} does; its {', '.join(twice)} left out"
        )
        notes.append(Diagnostic("warning", "benchmark-twice", message, str(other.folder)))
    runs = dict(sorted({**other.runs, **known.runs}.items()))
    return Measured(known.name, known.folder, runs, known.change or other.change)


@dataclass(slots=True)
class _Folder:
    """The runs in one benchmark's folder while they are read."""

    names: dict[str, BenchmarkName] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    change: Relative | None = None


def _criterion(root: Path, notes: list[Diagnostic]) -> Iterator[Measured]:
    """What Criterion wrote: a folder a benchmark, in it a folder a run."""
    folders: dict[Path, _Folder] = {}
    for path, below, names in os.walk(root):
        below.sort()
        here = Path(path)
        if here == root or not any(name in names for name in _RUN_FILES):
            continue
        folder = folders.setdefault(here.parent, _Folder())
        if here.name == _CHANGE:
            change = _read(here / "estimates.json", files.relative, notes)
            folder.change = change and Relative(change.mean, change.median, _written(here / "estimates.json"))
        else:
            _read_run(here, folder, notes)
    for place, folder in folders.items():
        name = folder.names.get(LATEST) or next(iter(folder.names.values()), None)
        if name is not None:
            yield Measured(name, place, dict(sorted(folder.runs.items())), folder.change)


def _read_run(here: Path, folder: _Folder, notes: list[Diagnostic]) -> None:
    described = _read(here / "benchmark.json", _described, notes)
    if described is not None:
        name, data = described
        folder.names[here.name] = name
        folder.runs[here.name] = Run(
            _read(here / "estimates.json", files.estimates, notes),
            _read(here / "sample.json", files.sample, notes),
            _read(here / "tukey.json", files.fences, notes),
            _optional(here / "benchmark.json", data, files.throughput, notes),
            _written(here / "sample.json"),
        )


def _described(data: object) -> tuple[BenchmarkName, object]:
    return files.benchmark_name(data), data


def _history(root: Path, notes: list[Diagnostic]) -> Iterator[Measured]:
    """What cargo-criterion wrote: a folder a benchmark, in it a file a run, as CBOR."""
    records = sorted((root / _HISTORY).glob("**/benchmark.cbor"))
    if not records:
        return
    try:
        from cbor2 import CBORDecodeError, loads
    except ImportError:
        message = (
            f"{len(records)} benchmarks of cargo-criterion; to read them, install perfrules[cargo-criterion]"
        )
        notes.append(Diagnostic("warning", "needs-cbor", message, str(root / _HISTORY)))
        return

    def decode(content: bytes) -> object:
        try:
            value: object = loads(content)
        except (CBORDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise FormatError(f"not CBOR, or cut off: {error}") from None
        return value

    for path in records:
        entry = _read(path, files.record, notes, decode)
        if entry is not None:
            name, throughput, latest = entry
            runs: dict[str, Run] = {}
            change = previous = None
            for at, file in enumerate(sorted(path.parent.glob("measurement_*.cbor")), 1):
                measured = _read(file, files.measurement, notes, decode)
                if measured is None:
                    continue
                run = Run(measured.estimates, measured.sample, None, throughput, _written(file))
                runs[measured.name or f"run-{at}"] = run
                if file.name == latest:
                    runs[LATEST], change = run, measured.change
                    if previous is not None:
                        runs["base"] = previous
                previous = run
            yield Measured(name, path.parent, dict(sorted(runs.items())), change)


def _json(content: bytes) -> object:
    try:
        value: object = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormatError("not UTF-8 text") from None
    except json.JSONDecodeError as error:
        cut = "cut off" if error.pos >= len(error.doc.rstrip()) else "not JSON"
        raise FormatError(f"{cut}: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise FormatError("nested too deeply") from None
    return value


def _read(
    path: Path,
    understand: Callable[[object], _T],
    notes: list[Diagnostic],
    decode: Callable[[bytes], object] = _json,
) -> _T | None:
    """What one file says; else None, and a diagnostic."""
    try:
        return understand(decode(path.read_bytes()))
    except FileNotFoundError:
        message = "missing"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except FormatError as error:
        message = f"left out: {error}"
    notes.append(Diagnostic("warning", "benchmark-data", message, str(path)))
    return None


def _optional(
    path: Path, data: object, understand: Callable[[object], _T], notes: list[Diagnostic]
) -> _T | None:
    """A part of a file without which the rest still stands."""
    try:
        return understand(data)
    except FormatError as error:
        notes.append(Diagnostic("warning", "benchmark-data", f"read in part: {error}", str(path)))
        return None


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
