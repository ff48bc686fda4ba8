"""Everything known about the benchmarks of a project: source, data, and what ties them together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from perfrules.analysts.benchmarks import allowed, compare
from perfrules.analysts.benchmarks.allowed import Contest, Growth
from perfrules.analysts.benchmarks.compare import Compared
from perfrules.analysts.benchmarks.data import LATEST, Measured, Results
from perfrules.analysts.benchmarks.gaps import Gap, gaps
from perfrules.analysts.benchmarks.reach import Reached, reached
from perfrules.analysts.benchmarks.source.discover import Benchmark, suite
from perfrules.analysts.benchmarks.stability import Stability, stability
from perfrules.analysts.benchmarks.table import Thresholds
from perfrules.index.project import Project


@dataclass(frozen=True, slots=True)
class Row:
    """One measured benchmark."""

    measured: Measured
    source: Benchmark | None
    """Where it is written; None if no benchmark of the source can have this name."""
    functions: tuple[Reached, ...]
    """What it exercises."""
    run: str
    """Name of the run that is looked at."""
    stability: Stability | None
    compared: Compared | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All rows, and what concerns them together."""

    results: Results
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...] = ()
    contests: tuple[Contest, ...] = ()
    growths: tuple[Growth, ...] = ()
    saved: tuple[str, ...] = ()
    """Saved runs that could be compared."""
    common: float | None = None
    """By how much nearly all benchmarks moved together."""


def analyse(
    project: Project,
    results: Results,
    limits: Thresholds,
    *,
    pair: tuple[str, str] | None = None,
    whole: bool = True,
) -> Analysis:
    """Analyse the latest runs, or, with ``pair``, a new run against a base.

    Only of the ``whole`` there is something to say about code that no benchmark reaches.
    """
    known = suite(project)
    rows = []
    for measured in results.benchmarks:
        source = known.named(measured.name.full)
        name = pair[1] if pair is not None else LATEST
        run = measured.runs.get(name)
        if run is None or (pair is not None and pair[0] not in measured.runs):
            continue
        compared = (
            compare.compare(measured, *pair, limits) if pair is not None else compare.latest(measured, limits)
        )
        functions = reached(project, source) if source is not None else ()
        rows.append(Row(measured, source, functions, name, stability(run, limits), compared))
    common = compare.common_change([row.compared for row in rows if row.compared is not None], limits)
    if pair is not None:
        return Analysis(results, tuple(rows), common=common)
    latest = replace(results, benchmarks=tuple(row.measured for row in rows))
    return Analysis(
        results,
        tuple(rows),
        tuple(gaps(project, limits)) if whole else (),
        tuple(allowed.contests(latest)),
        tuple(allowed.growths(latest)),
        tuple(allowed.saved(latest)),
        common,
    )
