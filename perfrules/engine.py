"""A scan, from the targets to the report."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from perfrules import __version__
from perfrules.analysts.diagnose import Progress, diagnose
from perfrules.config import Config, load_config
from perfrules.index.project import Project, build
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.model.source import Targets
from perfrules.rules.loader import RuleSet, load_rules
from perfrules.synthesis import baseline as baselines
from perfrules.synthesis import ranking, suppression
from perfrules.synthesis.fingerprint import fingerprinted
from perfrules.targets import TargetRequest, resolve

StrPath = str | os.PathLike[str]


def scan(
    paths: Iterable[StrPath] = (),
    *,
    cwd: Path | None = None,
    crate: str | None = None,
    since: str | None = None,
    config: Path | None = None,
    rules: Sequence[Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    exclude: Sequence[str] = (),
    min_severity: Severity | None = None,
    baseline: Path | Literal[False] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Scan files, folders and globs; without any, what changed in the working tree.

    ``select`` replaces what the configuration selects; ``rules``, ``ignore`` and ``exclude`` add to
    it. ``baseline=False`` leaves a configured baseline out of account. Bad input raises nothing: the
    report's diagnostics say what could not be done.
    """
    cwd = (cwd or Path.cwd()).resolve()
    given = tuple(os.fspath(path) for path in paths)
    settings, notes = configuration(given, cwd, config)

    targets = Targets(cwd, ())
    with _guarded("targets", notes):
        targets = resolve(
            TargetRequest(
                targets=given,
                cwd=cwd,
                crate=crate,
                since=since,
                exclude=(*settings.exclude, *exclude),
                include_generated=settings.include_generated,
            )
        )
        notes += targets.diagnostics

    known = ruleset = None
    with _guarded("rules", notes):
        known, problems = load_rules((*settings.rules, *(cwd / rule for rule in rules)))
        notes += problems
        ruleset, problems = known.select(
            select or settings.select, (*settings.ignore, *ignore), settings.severity, settings.options
        )
        notes += problems

    project = None
    with _guarded("index", notes):
        project = build(targets.files, settings.tiers, progress)
        notes += project.diagnostics

    findings: list[Finding] = []
    if project is not None and known is not None and ruleset is not None:
        for outcome in diagnose(project, ruleset, None, progress):
            findings += outcome.findings
            notes += outcome.diagnostics
        with _guarded("synthesis", notes):
            findings = fingerprinted(findings)
            findings = _allowed(findings, project, known, ruleset, targets, notes)
            findings = _known(findings, project, ruleset, _baseline_file(baseline, settings, cwd), notes)
            findings = ranking.limit_to_changed(findings, targets.changed)
            findings = ranking.at_least(findings, min_severity or settings.min_severity)
            findings = ranking.ranked(findings, ruleset.infos)

    units = project.files.values() if project is not None else ()
    return Report(
        version=__version__,
        root=targets.root,
        findings=tuple(findings),
        rules=tuple(sorted(ruleset.infos, key=lambda rule: rule.id)) if ruleset is not None else (),
        diagnostics=tuple(_relative(note, targets.root) for note in notes),
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
    known: RuleSet,
    ruleset: RuleSet,
    targets: Targets,
    notes: list[Diagnostic],
) -> list[Finding]:
    """Findings that the source allows, marked; unused allowances are told of only where all was seen."""
    partial = targets.changed is not None or any(note.internal for note in notes)
    findings, problems = suppression.apply(
        findings,
        project.files,
        ran=ruleset.infos,
        known=known.infos,
        unreported=None if partial else {note.path for note in notes if note.path is not None},
    )
    notes += problems
    return findings


def _baseline_file(given: Path | Literal[False] | None, settings: Config, cwd: Path) -> Path | None:
    if given is False:
        return None
    return cwd / given if given is not None else settings.baseline


def _known(
    findings: list[Finding], project: Project, ruleset: RuleSet, path: Path | None, notes: list[Diagnostic]
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
    if gone := baselines.gone(unmatched, project.files, {rule.id for rule in ruleset.infos}):
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
