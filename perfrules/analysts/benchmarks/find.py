"""The analyst as a scan needs it: findings, and the code that a benchmark reaches. Nothing is executed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perfrules.analysts.benchmarks.analysis import analyse
from perfrules.analysts.benchmarks.choice import choose, taken
from perfrules.analysts.benchmarks.data import Results
from perfrules.analysts.benchmarks.findings import findings
from perfrules.analysts.benchmarks.folder import find_root, read
from perfrules.analysts.benchmarks.reach import Reached, reached
from perfrules.analysts.benchmarks.source.discover import Suite, suite
from perfrules.analysts.benchmarks.table import table
from perfrules.index.callgraph import Key, key_of
from perfrules.index.project import Project
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic


def find(
    project: Project,
    root: Path,
    start: Path,
    environment: Mapping[str, str],
    name: str | None = None,
    *,
    written_only: bool = False,
) -> tuple[list[Finding], list[Diagnostic]]:
    """All findings of a project's benchmarks, and what of their results could not be read.

    ``root`` is what paths are relative to. Results are looked for from the crates that have benchmarks, or
    else from ``start``; without any, gaps are found all the same. With ``name``, only its benchmarks count,
    and with ``written_only`` only those that the source has: crates of a workspace share one folder.
    """
    known = suite(project)
    results = _results(known, start, environment)
    choice = None
    if name is not None:
        choice = choose(name, known, results)
        if choice is None:
            return [], []
    asked = taken(results, known, choice, written_only=written_only)
    analysis = analyse(project, asked, table().thresholds, whole=choice is None)
    return findings(project, analysis, table(), root), list(results.diagnostics)


def _results(known: Suite, start: Path, environment: Mapping[str, str]) -> Results:
    benched = sorted({one.target.crate.root for one in known.benchmarks if one.target is not None})
    for folder in (*benched, start):
        if (place := find_root(folder, environment)) is not None:
            return read(place)
    return Results(start)


def exercised(project: Project, name: str) -> list[Reached] | None:
    """The functions that the benchmarks of a name exercise; None if nothing is called so.

    The name is that of a bench target, a benchmark or a group, as for ``perfrules bench --bench``.
    """
    choice = choose(name, suite(project), None)
    if choice is None:
        return None
    found: dict[Key, Reached] = {}
    for benchmark in suite(project).benchmarks:
        for one in reached(project, benchmark) if choice.takes_source(benchmark) else ():
            known = found.get(key_of(one.ref))
            if known is None or (one.guessed, one.calls) < (known.guessed, known.calls):
                found[key_of(one.ref)] = one
    return sorted(found.values(), key=lambda one: (one.guessed, one.calls, key_of(one.ref)))
