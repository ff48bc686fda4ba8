"""For GitHub Actions: one annotation a finding, as workflow commands on standard output.

GitHub shows at most ten annotations of each level a step, so the most severe findings come first.
"""

from __future__ import annotations

from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.report.options import RenderOptions
from perfrules.report.safe import one_line, visible
from perfrules.report.summary import reason, remedy, sentence, worst_first

_COMMAND = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def render(report: Report, options: RenderOptions) -> str:
    """Annotations of the findings that are not suppressed, then of diagnostics, then a summary line."""
    findings = sorted(report.active, key=lambda finding: -finding.severity)
    lines = [_finding(finding) for finding in findings]
    lines += [_diagnostic(note) for note in worst_first(report.diagnostics)]
    return "\n".join([*lines, f"perfrules: {sentence(report)}"]) + "\n"


def _finding(finding: Finding) -> str:
    region = finding.location.region
    properties: dict[str, object] = {
        "file": finding.location.path,
        "line": region.start_line,
        "endLine": region.end_line,
    }
    if region.start_line == region.end_line:  # GitHub rejects columns of an annotation over several lines
        properties |= {"col": region.start_column, "endColumn": region.end_column}
    properties["title"] = f"{finding.rule_id} ({finding.severity.word})"
    lines = [finding.message, *(f"why: {reason(each, finding)}" for each in finding.evidence)]
    if finding.ambiguous:
        lines.append(f"? {finding.ambiguous}")
    if advice := remedy(finding):
        lines.append(f"fix: {advice}")
    lines.append(f"next: {finding.specialist}")
    return _command(_COMMAND[finding.severity], properties, lines)


def _diagnostic(note: Diagnostic) -> str:
    properties: dict[str, object] = {
        "file": note.path,
        "line": note.line,
        "col": note.column,
        "title": f"perfrules: {note.code}",
    }
    return _command("notice" if note.level == "note" else note.level, properties, [note.message])


def _command(name: str, properties: dict[str, object], lines: list[str]) -> str:
    given = {key: str(value) for key, value in properties.items() if value is not None}
    listed = ",".join(f"{key}={_property(value)}" for key, value in given.items())
    return f"::{name} {listed}::" + "%0A".join(_data(one_line(line)) for line in lines)


def _data(text: str) -> str:
    """The text as a command's message: GitHub's own escapes."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as a command's property, which ends at a comma or colon."""
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
