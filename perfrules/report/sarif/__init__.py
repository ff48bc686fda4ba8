"""For code scanning: SARIF 2.1.0 as GitHub accepts it.

Suppressed results are always in the file, marked with ``suppressions``, as the standard wants it.
No path of the machine is: the base of all URIs has a description only, which §3.14.14 provides for.
"""

from __future__ import annotations

import json
import re

from perfrules.model.report import Diagnostic, Report
from perfrules.report.options import RenderOptions
from perfrules.report.safe import escape_json
from perfrules.report.sarif.notifications import invocation, notification_descriptors
from perfrules.report.sarif.places import SRCROOT
from perfrules.report.sarif.results import result
from perfrules.report.sarif.rules import descriptor
from perfrules.report.sarif.values import Object

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000
"""GitHub rejects a run with more; of these it shows the 5,000 most severe."""

_SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def render(report: Report, options: RenderOptions) -> str:
    """The report as a SARIF log of one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return escape_json(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _run(report: Report) -> Object:
    findings = sorted(report.findings, key=lambda finding: finding.suppression is not None)
    kept, left_out = findings[:MAX_RESULTS], len(findings) - MAX_RESULTS
    notes = [*report.diagnostics]
    if left_out > 0:
        message = f"{left_out} less severe findings are left out: GitHub takes {MAX_RESULTS} results a run"
        notes.append(Diagnostic("warning", "results-truncated", message))
    rules = {rule.id: rule for rule in report.rules}
    index = {rule_id: number for number, rule_id in enumerate(rules)}
    driver: Object = {
        "name": "perfrules",
        "version": report.version,
        "rules": [descriptor(rule) for rule in rules.values()],
        "notifications": notification_descriptors(notes),
    }
    if _SEMANTIC_VERSION.fullmatch(report.version):
        driver["semanticVersion"] = report.version
    return {
        "tool": {"driver": driver},
        "invocations": [invocation(notes)],
        "originalUriBaseIds": {SRCROOT: {"description": {"text": "The root of the scanned source tree."}}},
        "columnKind": "unicodeCodePoints",
        "defaultSourceLanguage": "rust",
        "results": [result(each, rules.get(each.rule_id), index.get(each.rule_id)) for each in kept],
        "properties": {
            "filesScanned": report.files,
            "linesScanned": report.lines,
            "crates": list(report.crates),
        },
    }
