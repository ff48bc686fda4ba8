"""What all formats say alike: the counts, the order of files, the reasons and the remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from perfrules.model.finding import Evidence, Finding, Suppression
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.report.options import RenderOptions

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


def count(number: int, noun: str) -> str:
    """``1 finding``, ``1,200 findings``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of findings of each severity that occurs, the most severe first."""
    numbers = Counter(finding.severity for finding in findings)
    return {severity.word: numbers[severity] for severity in reversed(Severity) if numbers[severity]}


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each file, in the order given: the file with the most severe one comes first."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.location.path, []).append(finding)
    return files


def folded(findings: Iterable[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """The findings of a file; of a rule's that say the same in one function the first, with the others."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        function = finding.location.function or finding.location
        key = finding.rule_id, function, finding.message, finding.severity, finding.suppression
        groups.setdefault(key, []).append(finding)
    return [(first, others) for first, *others in groups.values()]


def shown(report: Report, options: RenderOptions) -> tuple[Finding, ...]:
    """The findings that a reader sees."""
    return report.findings if options.show_suppressed else report.active


def severities(findings: Sequence[Finding]) -> str:
    """``2 high, 7 medium``."""
    return ", ".join(f"{number:,} {word}" for word, number in by_severity(findings).items())


def headline(report: Report) -> str:
    """``12 findings (2 high, 10 medium) in 5 files``, or ``No findings``."""
    active = report.active
    if not active:
        return "No findings"
    return f"{count(len(active), 'finding')} ({severities(active)}) in {count(len(by_file(active)), 'file')}"


def sentence(report: Report) -> str:
    """The whole outcome in one line: findings, suppressed ones, the extent, and what went wrong."""
    parts = [headline(report)]
    if suppressed := len(report.findings) - len(report.active):
        parts.append(f"{suppressed:,} suppressed")
    if report.left_out:
        parts.append(f"{report.left_out:,} of low severity left out (--min-severity low)")
    parts.append(f"{count(report.files, 'file')}, {count(report.lines, 'line')} scanned")
    if report.diagnostics:
        parts.append(levels(report.diagnostics))
    return " · ".join(parts)


def levels(notes: Sequence[Diagnostic]) -> str:
    """``2 errors, 1 note``."""
    numbers = Counter(note.level for note in notes)
    return ", ".join(count(numbers[level], level) for level in LEVELS if numbers[level])


def worst_first(notes: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors, then warnings, then notes, each in the order given."""
    return sorted(notes, key=lambda note: LEVELS.index(note.level))


def reason(evidence: Evidence, finding: Finding) -> str:
    """Evidence with where it lies, if elsewhere, and what it rests on, if not on structure."""
    remarks: list[str] = [] if evidence.basis == "structure" else [evidence.basis]
    place = evidence.location
    if place is not None:
        here = finding.location
        if place.path != here.path:
            remarks.append(f"{place.path}:{place.region.start_line}")
        elif place.region.start_line != here.region.start_line:
            remarks.append(f"line {place.region.start_line}")
    return f"{evidence.text} ({', '.join(remarks)})" if remarks else evidence.text


def remedy(finding: Finding) -> str:
    """What to do about the finding; empty where nothing is known."""
    return finding.advice or (finding.fix.description if finding.fix is not None else "")


def excuse(suppression: Suppression) -> str:
    """Why a finding is not counted."""
    if suppression.by_model and suppression.justification:
        return suppression.justification
    word = "allowed in the source" if suppression.kind == "inSource" else "in the baseline"
    return f"{word}: {suppression.justification}" if suppression.justification else word
