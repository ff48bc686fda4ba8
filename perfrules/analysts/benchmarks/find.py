"""The analyst as a scan needs it: findings, and the code that a benchmark reaches. Nothing is executed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perfrules.analysts.benchmarks.analysis import analyse
from perfrules.analysts.benchmarks.choice import choose
from perfrules.analysts.benchmarks.data import Results
from perfrules.analysts.benchmarks.findings import findings
from perfrules.analysts.benchmarks.folder import find_root, read
from perfrules.analysts.benchmarks.reach import Reached, reached
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.analysts.benchmarks.table import table
from perfrules.index.callgraph import Key, key_of
from perfrules.index.project import Project
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic


def find(
    project: Project, root: Path, start: Path, environment: Mapping[str, str], name: str | None = None
) -> tuple[list[Finding], list[Diagnostic]]:
    """All findings of a project's benchmarks, and what of their results could not be read.

    ``root`` is what paths are relative to, ``start`` the folder from which results are looked for. Without
    results, gaps are found all the same.
    """
    place = find_root(start, environment)
    results = read(place) if place is not None else Results(start)
    analysis = analyse(project, results, table().thresholds)
    return findings(project, analysis, table(), root), list(results.diagnostics)


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
