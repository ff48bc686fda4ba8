"""For programs: everything a report holds, by the schema in ``docs/report.schema.json``."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from perfrules.model.finding import Evidence, Finding, Fix, Impact, RuleInfo, Suppression
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic, Report
from perfrules.model.severity import Severity
from perfrules.report.options import RenderOptions
from perfrules.report.safe import escape_json
from perfrules.report.summary import LEVELS, by_file

SCHEMA_VERSION = 1
"""Rises when a reader of the former version would be misled; new keys alone do not raise it."""

LONG_LINE = 1000
"""Characters beyond which no person wrote a line: of such, only the part around a finding is shown."""

Object = dict[str, Any]


def render(report: Report, options: RenderOptions) -> str:
    """The report as JSON, in a fixed order of keys."""
    suppressed = [finding for finding in report.findings if finding.suppression is not None]
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "tool": {"name": "perfrules", "version": report.version},
        "summary": _summary(report),
        "crates": list(report.crates),
        "findings": [finding_object(finding) for finding in report.active],
        "suppressed": [finding_object(finding) for finding in suppressed],
        "rules": [_rule(rule) for rule in report.rules],
        "diagnostics": [diagnostic_object(note) for note in report.diagnostics],
    }
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _summary(report: Report) -> Object:
    active = report.active
    severities = Counter(finding.severity for finding in active)
    levels = Counter(note.level for note in report.diagnostics)
    return {
        "findings": len(active),
        "suppressed": len(report.findings) - len(active),
        "filesScanned": report.files,
        "linesScanned": report.lines,
        "filesWithFindings": len(by_file(active)),
        "bySeverity": {severity.word: severities[severity] for severity in reversed(Severity)},
        "byCategory": dict(sorted(Counter(str(finding.category) for finding in active).items())),
        "byRule": dict(sorted(Counter(finding.rule_id for finding in active).items())),
        "diagnostics": {level: levels[level] for level in LEVELS},
    }


def finding_object(finding: Finding) -> Object:
    """A finding as JSON."""
    return {
        "ruleId": finding.rule_id,
        "severity": finding.severity.word,
        "message": finding.message,
        "location": location_object(finding.location),
        "category": str(finding.category),
        "kind": finding.kind,
        "analyst": str(finding.analyst),
        "specialist": finding.specialist,
        "hotness": finding.hotness,
        "impact": finding.impact and _impact(finding.impact),
        "snippet": _line(finding),
        "evidence": [evidence_object(each) for each in finding.evidence],
        "related": [evidence_object(each) for each in finding.related],
        "advice": finding.advice,
        "fix": finding.fix and _fix(finding.fix),
        "ambiguous": finding.ambiguous,
        "fingerprint": finding.fingerprint,
        "suppression": finding.suppression and _suppression(finding.suppression),
    }


def _line(finding: Finding) -> str:
    """The line, or, of one that nobody wrote by hand, the part around the place."""
    line = finding.snippet
    if len(line) <= LONG_LINE:
        return line
    first = max(0, finding.location.region.start_column - 1 - LONG_LINE // 4)
    return line[first : first + LONG_LINE]


def location_object(location: Location) -> Object:
    """A place as JSON."""
    return {"path": location.path, **_region(location.region), "function": location.function}


def _region(region: Region) -> Object:
    return {
        "startLine": region.start_line,
        "startColumn": region.start_column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def evidence_object(evidence: Evidence) -> Object:
    """A piece of evidence as JSON."""
    return {
        "text": evidence.text,
        "basis": evidence.basis,
        "location": evidence.location and location_object(evidence.location),
    }


def _impact(impact: Impact) -> Object:
    return {"factor": impact.factor, "text": impact.text, "basis": impact.basis}


def _fix(fix: Fix) -> Object:
    return {
        "description": fix.description,
        "applicability": str(fix.applicability),
        "edits": [{**_region(edit.region), "replacement": edit.replacement} for edit in fix.edits],
    }


def _suppression(suppression: Suppression) -> Object:
    return {
        "kind": suppression.kind,
        "justification": suppression.justification,
        "location": suppression.location and location_object(suppression.location),
    }


def _rule(rule: RuleInfo) -> Object:
    return {
        "id": rule.id,
        "title": rule.title,
        "pack": rule.pack,
        "default": rule.default,
        "analyst": str(rule.analyst),
        "category": str(rule.category),
        "kind": rule.kind,
        "severity": rule.severity.word,
        "precision": str(rule.precision),
        "specialist": rule.specialist,
        "help": rule.help,
        "clippy": list(rule.clippy),
        "references": list(rule.references),
        "tags": list(rule.tags),
    }


def diagnostic_object(note: Diagnostic) -> Object:
    """A diagnostic as JSON."""
    return {
        "level": note.level,
        "code": note.code,
        "message": note.message,
        "path": note.path,
        "line": note.line,
        "column": note.column,
        "internal": note.internal,
        "usage": note.usage,
    }
