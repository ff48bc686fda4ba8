"""Phase 1's analysts side by side over one project."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from perfrules.analysts.recent import Recent
from perfrules.analysts.source import Seen, SourceAnalyst
from perfrules.forked import forked_map, worth_starting
from perfrules.index.callgraph import call_graph
from perfrules.index.project import FileUnit, Project
from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Analyst
from perfrules.rules.ruleset import RuleSet

Progress = Callable[[str, int, int], None]
"""Told of a stage's name, the steps taken, and all of its steps."""


@dataclass(frozen=True, slots=True)
class BenchmarkData:
    """What the benchmark analyst needs besides the project."""

    root: Path
    """What the report's paths are relative to."""
    start: Path
    """Where Criterion's results are looked for from."""
    environment: Mapping[str, str]
    name: str | None = None
    """Only the benchmarks of this name."""
    written_only: bool = False
    """Only benchmarks that the scanned source has: the crates of a workspace share one folder of results."""


@dataclass(slots=True)
class Outcome:
    """What one analyst has found, or why it could not go on."""

    analyst: Analyst
    findings: list[Finding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    infos: tuple[RuleInfo, ...] = ()
    """What the findings can be, where no rule of the run says it."""
    failure: str | None = None

    def add(self, seen: Seen) -> None:
        """What was seen in one more file."""
        self.findings += seen.findings
        self.diagnostics += seen.diagnostics


def diagnose(
    project: Project,
    ruleset: RuleSet,
    benchmarks: BenchmarkData | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> list[Outcome]:
    """What each analyst finds; one that fails says so, and the others go on.

    Findings of analysts B and C come file by file, in order of path and position, however many
    ``processes`` look for them.
    """
    told = progress or _silent
    outcomes = []
    if benchmarks is not None:
        outcomes.append(_measured(project, benchmarks, told))
    return [*outcomes, *_read(project, ruleset, told, processes)]


def _measured(project: Project, data: BenchmarkData, told: Progress) -> Outcome:
    from perfrules.analysts.benchmarks import find
    from perfrules.analysts.benchmarks.table import table

    outcome = Outcome(Analyst.BENCHMARKS)
    told(Analyst.BENCHMARKS, 0, 1)
    with _failing(outcome):
        outcome.infos = tuple(table().infos.values())
        outcome.findings, outcome.diagnostics = find.find(
            project, data.root, data.start, data.environment, data.name, written_only=data.written_only
        )
    told(Analyst.BENCHMARKS, 1, 1)
    return outcome


def _read(project: Project, ruleset: RuleSet, told: Progress, processes: int) -> list[Outcome]:
    """Analysts B and C look at each file in turn, so that its tree and types are worked out once."""
    names = (Analyst.ANTIPATTERNS, Analyst.HOTSPOTS)
    outcomes = [Outcome(name) for name in names]
    visits = []
    for part in project.parts:
        analysts = [SourceAnalyst(name, part, ruleset) for name in names]
        visits += [(analysts, unit) for unit in part.files.values()]
    visits.sort(key=lambda visit: visit[1].display)
    recent = Recent()
    processes = worth_starting(processes, len(visits))
    for part in project.parts if processes > 1 else ():
        call_graph(part).gather()

    def told_of_all(done: int) -> None:
        for name in names:
            told(name, done, len(visits))

    shared = forked_map(lambda at: _visit(*visits[at], recent), len(visits), processes, told_of_all)
    if shared is not None:
        for seen in shared:
            for outcome, found in zip(outcomes, seen, strict=True):
                outcome.add(found)
        return outcomes
    for done, (analysts, unit) in enumerate(visits, 1):
        for analyst, outcome in zip(analysts, outcomes, strict=True):
            if outcome.failure is None:
                with _failing(outcome):
                    outcome.add(analyst.visit(unit))
                told(analyst.name, done, len(visits))
        recent.add(unit)
    return outcomes


def _visit(analysts: Sequence[SourceAnalyst], unit: FileUnit, recent: Recent) -> list[Seen]:
    """What each analyst sees in one file."""
    seen = [analyst.visit(unit) for analyst in analysts]
    recent.add(unit)
    return seen


@contextmanager
def _failing(outcome: Outcome) -> Iterator[None]:
    """An analyst's fault, kept with what it has found so far."""
    try:
        yield
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        outcome.failure = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        message = f"analyst `{outcome.analyst}` failed: {outcome.failure}"
        outcome.diagnostics.append(Diagnostic("error", "internal", message, internal=True))


def _silent(stage: str, done: int, total: int) -> None:
    pass
