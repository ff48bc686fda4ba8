"""For people at a terminal: findings by file, each with its source line, the reasons and the way on."""

from __future__ import annotations

import textwrap

from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic, Report
from perfrules.report.excerpt import excerpt
from perfrules.report.options import RenderOptions
from perfrules.report.paint import Paint
from perfrules.report.safe import one_line, visible
from perfrules.report.summary import (
    by_file,
    count,
    excuse,
    folded,
    headline,
    levels,
    reason,
    remedy,
    sentence,
    shown,
    worst_first,
)

LEAST_WIDTH = 40
REASONS = 3
DIAGNOSTICS = 8
_GUTTER = 6


def render(report: Report, options: RenderOptions) -> str:
    """The findings by file, the diagnostics, and the summary line."""
    printer = _Printer(Paint(options.color), max(options.width, LEAST_WIDTH), options.verbose)
    blocks: list[str] = []
    for path, findings in by_file(shown(report, options)).items():
        blocks.append(printer.file(path, findings))
        groups = [(finding, []) for finding in findings] if options.verbose else folded(findings)
        blocks += [printer.finding(finding, others) for finding, others in groups]
    if report.diagnostics:
        blocks.append(printer.diagnostics(report.diagnostics))
    blocks.append(printer.summary(report))
    return "\n\n".join(blocks) + "\n"


class _Printer:
    def __init__(self, paint: Paint, width: int, verbose: bool) -> None:
        self.paint = paint
        self.width = width
        self.verbose = verbose

    def file(self, path: str, findings: list[Finding]) -> str:
        number = self.paint(f"· {count(len(findings), 'finding')}", "dim")
        return f"{self.paint(visible(path), 'bold')} {number}"

    def finding(self, finding: Finding, others: list[Finding]) -> str:
        lines = [self.head(finding)]
        lines += self.wrapped(one_line(finding.message), "  ", "  ")
        if finding.snippet.strip():
            lines += self.source(finding)
        if finding.suppression is not None:
            lines += self.labelled("off:", excuse(finding.suppression))
        lines += self.several("why:", [reason(each, finding) for each in finding.evidence])
        if self.verbose:
            lines += self.several("see:", [reason(each, finding) for each in finding.related])
        if finding.ambiguous:
            lines += self.labelled("?", finding.ambiguous)
        if advice := remedy(finding):
            lines += self.labelled("fix:", advice + self.applicability(finding))
        if others:
            regions = [other.location.region for other in others]
            lines += self.labelled("also:", ", ".join(f"{at.start_line}:{at.start_column}" for at in regions))
        lines += self.labelled("next:", finding.specialist)
        return "\n".join(lines)

    def head(self, finding: Finding) -> str:
        place = finding.location
        where = f"{visible(place.path)}:{place.region.start_line}:{place.region.start_column}"
        word, rule = finding.severity.word, one_line(finding.rule_id)
        plain = f"  {word}  {where}  {rule}"
        text = f"  {self.paint(word, finding.severity)}  {where}  {self.paint(rule, 'bold')}"
        function = f"  in {one_line(place.function)}" if place.function else ""
        if function and len(plain + function) <= self.width:
            text += self.paint(function, "dim")
        return text

    def source(self, finding: Finding) -> list[str]:
        region = finding.location.region
        number = str(region.start_line).rjust(_GUTTER)
        one = region.start_line == region.end_line
        cut = excerpt(
            finding.snippet,
            region.start_column - 1,
            region.end_column - 1 if one else None,
            self.width - len(number) - 3,
        )
        bar = self.paint("|", "frame")
        carets = self.paint("^" * cut.length, finding.severity)
        return [
            f"{self.paint(number, 'frame')} {bar} {cut.text}",
            f"{' ' * len(number)} {bar} {' ' * cut.start}{carets}",
        ]

    def several(self, label: str, texts: list[str]) -> list[str]:
        limit = len(texts) if self.verbose else REASONS
        lines: list[str] = []
        for text in texts[:limit]:
            lines += self.labelled("" if lines else label, text)
        if len(texts) > limit:
            lines += self.labelled("", f"… and {len(texts) - limit} more with --verbose")
        return lines

    def labelled(self, label: str, text: str) -> list[str]:
        first = label.rjust(_GUTTER + 1) + " "
        lines = self.wrapped(one_line(text), first, " " * len(first))
        if label:
            style = "good" if label == "fix:" else "bold"
            lines[0] = lines[0].replace(label, self.paint(label, style), 1)
        return lines

    def wrapped(self, text: str, first: str, rest: str) -> list[str]:
        lines = textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return lines or [first.rstrip()]

    def applicability(self, finding: Finding) -> str:
        return f" ({finding.fix.applicability})" if self.verbose and finding.fix is not None else ""

    def diagnostics(self, notes: tuple[Diagnostic, ...]) -> str:
        ordered = worst_first(notes)
        limit = len(ordered) if self.verbose else DIAGNOSTICS
        lines: list[str] = []
        for note in ordered[:limit]:
            place = ":".join(str(part) for part in (note.path, note.line, note.column) if part is not None)
            text = f"{note.level}: {place}{': ' if place else ''}{note.message} [{note.code}]"
            found = self.wrapped(one_line(text), "", "  ")
            found[0] = self.paint(note.level, note.level) + found[0][len(note.level) :]
            lines += found
        if left := ordered[limit:]:
            lines.append(f"… and {levels(left)} more with --verbose")
        return "\n".join(lines)

    def summary(self, report: Report) -> str:
        head = headline(report)
        return self.paint(head, "bold" if report.active else "good") + sentence(report)[len(head) :]
