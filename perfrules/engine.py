"""A scan, from the targets to the report."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from perfrules import __version__
from perfrules.analysts.diagnose import BenchmarkData, Outcome, Progress, diagnose
from perfrules.config import Config, load_config
from perfrules.index.build import build
from perfrules.index.project import Project
from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.issue import Issue
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.model.source import Targets
from perfrules.rules.loader import RuleSet, load_rules
from perfrules.synthesis import baseline as baselines
from perfrules.synthesis import ranking, suppression
from perfrules.synthesis.fingerprint import fingerprinted
from perfrules.targets import TargetRequest, resolve

if TYPE_CHECKING:
    from perfrules.llm.inquiry import Inquiry

HOTSPOTS = "hotspot"
"""The pack that phase 1 runs whole; a scan runs those of its rules that are on by default."""
StrPath = str | os.PathLike[str]


class ScanSelection(TypedDict, total=False):
    """What is looked at besides the targets, and by which rules."""

    crate: str | None
    """Only this member of the workspace."""
    bench: str | None
    """Only the code that benchmarks of this name exercise, and what was measured of them."""
    since: str | None
    """Only what changed since this git revision."""
    config: Path | None
    """The configuration file, instead of looking for one."""
    rules: Sequence[Path]
    """Rule files and folders besides the bundled and the configured ones."""
    select: Sequence[str]
    """Rules and packs that run, instead of what the configuration selects."""
    ignore: Sequence[str]
    """Rules and packs that do not run, besides those of the configuration."""
    exclude: Sequence[str]
    """Globs of files to leave out, besides those of the configuration."""
    min_severity: Severity | None
    baseline: Path | Literal[False] | None
    """Findings to mark as known; False leaves a configured baseline out of account."""
    llm: Mapping[str, Any]
    """Fields of the configuration's ``ModelSettings`` that are given otherwise."""


class ScanOptions(ScanSelection, total=False):
    """What a scan can be told besides its targets."""

    cwd: Path
    """Relative paths are relative to it; the current folder unless given."""
    progress: Progress | None
    processes: int
    """How many may look at the files; 1 unless given. The report is the same."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Phase 1's outcome: the report, its findings as issues, and how each analyst fared."""

    report: Report
    issues: tuple[Issue, ...]
    """The most important first; of findings that are not suppressed."""
    outcomes: tuple[Outcome, ...]
    spent: tuple[int, int] = (0, 0)
    """Tokens that a model was sent and has sent."""


def scan(paths: Iterable[StrPath] = (), **options: Unpack[ScanOptions]) -> Report:
    """Scan files, folders and globs; without any, what changed in the working tree.

    Bad input raises nothing: the report's diagnostics say what could not be done.
    """
    run = _Run(tuple(os.fspath(path) for path in paths), options)
    run.analyse(measured=options.get("bench") is not None)
    return run.report()


def diagnose_all(paths: Iterable[StrPath] = (), **options: Unpack[ScanOptions]) -> Diagnosis:
    """Phase 1: a scan by all three analysts and every hotspot rule, with its findings as issues."""
    run = _Run(tuple(os.fspath(path) for path in paths), options, also=(HOTSPOTS,))
    run.analyse(measured=True)
    report = run.report()
    found: list[Issue] = []
    if run.project is not None:
        with _guarded("synthesis", run.notes):
            from perfrules.synthesis.issues import issues, on_hot_paths
            from perfrules.synthesis.measured import with_benches

            found = with_benches(run.project, issues(run.project, report.active, report.rules))
            if options.get("crate") is not None:
                found, cold = on_hot_paths(found)
                less = f"{cold} issue{'s' if cold > 1 else ''} off the crate's hot paths left out"
                message = f"{less}; its folder as TARGET shows all"
                run.notes += [Diagnostic("note", "cold-paths", message)] if cold else []
            found = run.settle(run.project, found)
            report = run.report()
    spent = run.inquiry.budget.spent if run.inquiry is not None else (0, 0)
    return Diagnosis(report, tuple(found), tuple(run.outcomes), spent)


class _Run:
    """One scan. Each step leaves what the next one needs; its fault is a note, and the rest goes on."""

    def __init__(self, given: tuple[str, ...], options: ScanOptions, also: Sequence[str] = ()) -> None:
        self.options = options
        self.cwd = options.get("cwd", Path.cwd()).resolve()
        self.bench = options.get("bench")
        if self.bench is not None and not given:
            given = (".",)  # benchmarks exercise more than what happens to be changed
        self.settings, self.notes = configuration(given, self.cwd, options.get("config"))
        self.targets = self._targets(given)
        self.known, self.ruleset = self._rules(also)
        self.project: Project | None = None
        self.inquiry: Inquiry | None = None
        self.outcomes: list[Outcome] = []
        self.findings: list[Finding] = []
        self.infos: tuple[RuleInfo, ...] = self.ruleset.infos if self.ruleset is not None else ()

    def _targets(self, given: tuple[str, ...]) -> Targets:
        with _guarded("targets", self.notes):
            targets = resolve(
                TargetRequest(
                    targets=given,
                    cwd=self.cwd,
                    crate=self.options.get("crate"),
                    since=self.options.get("since"),
                    exclude=(*self.settings.exclude, *self.options.get("exclude", ())),
                    include_generated=self.settings.include_generated,
                )
            )
            self.notes += targets.diagnostics
            return targets
        return Targets(self.cwd, ())

    def _rules(self, also: Sequence[str]) -> tuple[RuleSet | None, RuleSet | None]:
        settings = self.settings
        with _guarded("rules", self.notes):
            known, problems = load_rules(
                (*settings.rules, *(self.cwd / rule for rule in self.options.get("rules", ())))
            )
            self.notes += problems
            ruleset, problems = known.select(
                self.options.get("select") or settings.select,
                (*settings.ignore, *self.options.get("ignore", ())),
                settings.severity,
                settings.options,
                also,
            )
            self.notes += problems
            return known, ruleset
        return None, None

    def analyse(self, *, measured: bool) -> None:
        """Let the analysts look at the project; ``measured`` asks the benchmark analyst too."""
        progress, processes = self.options.get("progress"), self.options.get("processes", 1)
        with _guarded("index", self.notes):
            self.project = build(self.targets.files, self.settings.tiers, progress, processes=processes)
            self.notes += self.project.diagnostics
        if self.project is None or self.known is None or self.ruleset is None:
            return
        member = self.options.get("crate") is not None
        data = (
            BenchmarkData(self.targets.root, self.cwd, os.environ, self.bench, member) if measured else None
        )
        self.outcomes = diagnose(self.project, self.ruleset, data, progress, processes)
        for outcome in self.outcomes:
            self.findings += outcome.findings
            self.notes += outcome.diagnostics
            self.infos += outcome.infos
        with _guarded("synthesis", self.notes):
            self._synthesise(self.project, self.known)
        with _guarded("model", self.notes):
            self._triage(self.project)

    def _triage(self, project: Project) -> None:
        """Let a model decide open questions, if one is named."""
        asking = replace(self.settings.llm, **self.options.get("llm", {}))
        if asking.model is None and not asking.offline and asking.show is None and not asking.disagreements:
            return
        from perfrules.llm.inquiry import Inquiry, unusable
        from perfrules.llm.triage import triage

        if problem := None if asking.show is not None else unusable(asking):
            self.notes.append(Diagnostic("error", "bad-model", problem, usage=True))
            return
        folder = asking.verdicts or self.targets.root / ".perfrules" / "verdicts"
        self.inquiry = Inquiry(asking, folder, self.options.get("progress"))
        self.findings, undecided = triage(project, self.findings, self.inquiry)
        self.notes += undecided

    def settle(self, project: Project, found: list[Issue]) -> list[Issue]:
        """The issues after a model has judged those whose analysts disagree, if it is asked about them."""
        if self.inquiry is None or not self.inquiry.settings.disagreements:
            return found
        with _guarded("model", self.notes):
            from perfrules.llm.disagreements import settle

            found, undecided = settle(project, found, self.inquiry)
            self.notes += undecided
        return found

    def _synthesise(self, project: Project, known: RuleSet) -> None:
        settings, options = self.settings, self.options
        findings = fingerprinted(self.findings)
        findings = _allowed(findings, project, known.infos, self.infos, self.targets, self.notes)
        known_file = _baseline_file(options.get("baseline"), settings, self.cwd)
        findings = _known(findings, project, self.infos, known_file, self.notes)
        findings = ranking.limit_to_changed(findings, self.targets.changed)
        if self.bench is not None:
            from perfrules.synthesis.exercised import exercised_only

            findings, problems = exercised_only(findings, project, self.bench)
            self.notes += problems
        findings = ranking.at_least(findings, options.get("min_severity") or settings.min_severity)
        self.findings = ranking.ranked(findings, self.infos)

    def report(self) -> Report:
        """What has come of it."""
        units = self.project.files.values() if self.project is not None else ()
        return Report(
            version=__version__,
            root=self.targets.root,
            findings=tuple(self.findings),
            rules=tuple(sorted(self.infos, key=lambda rule: rule.id)),
            diagnostics=tuple(_relative(note, self.targets.root) for note in self.notes),
            files=len(units),
            lines=sum(unit.facts.lines for unit in units),
            crates=tuple(sorted({unit.file.crate.name for unit in units if unit.file.crate is not None})),
        )


def configuration(paths: Sequence[str], cwd: Path, explicit: Path | None) -> tuple[Config, list[Diagnostic]]:
    """The configuration for targets: looked for from the folder that holds them all upwards."""
    folders = [_fixed_part(cwd / path) for path in paths]
    return load_config(Path(os.path.commonpath(folders)) if folders else cwd, explicit and cwd / explicit)


def _fixed_part(path: Path) -> Path:
    """The folder of a path, or the one that all matches of a glob have in common."""
    path = Path(os.path.normpath(path))
    for above in reversed((path, *path.parents)):
        if any(char in above.name for char in "*?["):
            return above.parent
    return path if path.is_dir() else path.parent


def _allowed(
    findings: list[Finding],
    project: Project,
    known: Iterable[RuleInfo],
    ran: Sequence[RuleInfo],
    targets: Targets,
    notes: list[Diagnostic],
) -> list[Finding]:
    """Findings that the source allows, marked; unused allowances are told of only where all was seen."""
    partial = targets.changed is not None or any(note.internal for note in notes)
    findings, problems = suppression.apply(
        findings,
        project.files,
        ran=ran,
        known=tuple({info.id: info for info in (*known, *ran)}.values()),
        unreported=None if partial else {note.path for note in notes if note.path is not None},
    )
    notes += problems
    return findings


def _baseline_file(given: Path | Literal[False] | None, settings: Config, cwd: Path) -> Path | None:
    if given is False:
        return None
    return cwd / given if given is not None else settings.baseline


def _known(
    findings: list[Finding],
    project: Project,
    ran: Iterable[RuleInfo],
    path: Path | None,
    notes: list[Diagnostic],
) -> list[Finding]:
    """Findings that the baseline knows, marked."""
    if path is None:
        return findings
    try:
        entries = baselines.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message = f"the baseline cannot be used: {reason}"
        notes.append(Diagnostic("error", "bad-baseline", message, path.as_posix(), usage=True))
        return findings
    findings, unmatched = baselines.apply(findings, entries)
    if gone := baselines.gone(unmatched, project.files, {rule.id for rule in ran}):
        message = f"{gone} of {len(entries)} baseline entries no longer occur; write it anew to drop them"
        notes.append(Diagnostic("note", "baseline-gone", message, path.as_posix()))
    return findings


@contextmanager
def _guarded(stage: str, notes: list[Diagnostic]) -> Iterator[None]:
    """Turns a fault of a stage into a diagnostic, so that the rest of the run is still reported."""
    try:
        yield
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        message = f"internal error in the {stage} stage ({where}): {type(error).__name__}: {error}"
        notes.append(Diagnostic("error", "internal", message, internal=True))


def _relative(note: Diagnostic, root: Path) -> Diagnostic:
    """The diagnostic with its path as in the report, where the root holds it."""
    if note.path is None or not Path(note.path).is_relative_to(root):
        return note
    return replace(note, path=Path(note.path).relative_to(root).as_posix())
