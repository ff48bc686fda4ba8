"""For pull request comments: tables of counts, then the findings of each file, folded away."""

from __future__ import annotations

from collections import Counter

from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic, Report
from perfrules.report.excerpt import CODE_WIDTH, excerpt
from perfrules.report.markdown_text import block, cell, code, link, prose, raw
from perfrules.report.options import RenderOptions
from perfrules.report.summary import (
    by_file,
    by_severity,
    count,
    excuse,
    headline,
    reason,
    remedy,
    sentence,
    severities,
    shown,
    worst_first,
)

MAX_LENGTH = 65_000
"""GitHub takes comments of 65,536 characters; what does not fit is left out, and that is said."""
DIAGNOSTICS = 20


def render(report: Report, options: RenderOptions) -> str:
    """The report as one comment."""
    foot = [_diagnostics(report.diagnostics)] if report.diagnostics else []
    foot.append(prose(sentence(report)))
    parts = [f"## perfrules: {prose(headline(report))}"]
    if report.active:
        parts += [_severity_table(report.active), _rule_table(report.active)]
    room = MAX_LENGTH - sum(len(part) + 2 for part in parts + foot)
    findings = shown(report, options)
    left_out = len(findings)
    for path, here in by_file(findings).items():
        text = _file(path, here)
        room -= len(text) + 2
        if room < 0:
            break
        parts.append(text)
        left_out -= len(here)
    if left_out:
        parts.append(f"{count(left_out, 'finding')} left out: a comment has no room for more.")
    return "\n\n".join([*parts, *foot]) + "\n"


def _table(head: tuple[str, str], rows: dict[str, int]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "| --- | ---: |"]
    return "\n".join(lines + [f"| {name} | {number:,} |" for name, number in rows.items()])


def _severity_table(findings: tuple[Finding, ...]) -> str:
    return _table(("severity", "findings"), by_severity(findings))


def _rule_table(findings: tuple[Finding, ...]) -> str:
    numbers = Counter(finding.rule_id for finding in findings)
    rows = sorted(numbers.items(), key=lambda row: (-row[1], row[0]))
    return _table(("rule", "findings"), {cell(rule): number for rule, number in rows})


def _file(path: str, findings: list[Finding]) -> str:
    summary = f"<summary><code>{raw(path)}</code>: {count(len(findings), 'finding')} ({severities(findings)})"
    inner = "\n\n".join(_finding(finding) for finding in findings)
    return f"<details>\n{summary}</summary>\n\n{inner}\n\n</details>"


def _finding(finding: Finding) -> str:
    place = finding.location
    where = link(place.path, place.region.start_line, place.region.end_line)
    if place.function:
        where += f" in {code(place.function)}"
    head = f"**{finding.severity.word}** {code(finding.rule_id)} {where}<br>{prose(finding.message)}"
    parts = [head, *_code(finding)]
    items = [("why", reason(each, finding)) for each in finding.evidence]
    if finding.suppression is not None:
        items.insert(0, ("not counted", excuse(finding.suppression)))
    if finding.ambiguous:
        items.append(("open question", finding.ambiguous))
    if advice := remedy(finding):
        items.append(("fix", advice))
    items.append(("next", finding.specialist))
    parts.append("\n".join(f"- **{label}:** {prose(text)}" for label, text in items))
    return "\n\n".join(parts)


def _code(finding: Finding) -> list[str]:
    if not finding.snippet.strip():
        return []
    region = finding.location.region
    return [block(excerpt(finding.snippet, region.start_column - 1, None, CODE_WIDTH).text, "rust")]


def _diagnostics(notes: tuple[Diagnostic, ...]) -> str:
    ordered = worst_first(notes)
    lines: list[str] = []
    for note in ordered[:DIAGNOSTICS]:
        place = link(note.path, note.line, note.line) if note.path and note.line else prose(note.path or "")
        lines.append(f"- **{note.level}** {place}{': ' if place else ''}{prose(note.message)}")
    if len(ordered) > DIAGNOSTICS:
        lines.append(f"- … and {len(ordered) - DIAGNOSTICS} more")
    heading = f"<summary>{count(len(notes), 'diagnostic')}</summary>"
    return "\n".join(["<details>", heading, "", *lines, "", "</details>"])
