"""Phase 1's outcome for programs."""

from __future__ import annotations

import json

from perfrules.engine import Diagnosis
from perfrules.model.issue import Issue, Judgement
from perfrules.report.json import Object, diagnostic_object, evidence_object, finding_object, location_object
from perfrules.report.safe import escape_json

SCHEMA_VERSION = 1


def render(diagnosis: Diagnosis) -> str:
    """All issues, the most important first, and how each analyst fared."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "tool": {"name": "perfrules", "version": diagnosis.report.version},
        "analysts": [
            {"name": str(outcome.analyst), "findings": len(outcome.findings), "failure": outcome.failure}
            for outcome in diagnosis.outcomes
        ],
        "issues": [_issue(number, issue) for number, issue in enumerate(diagnosis.issues, 1)],
        "diagnostics": [diagnostic_object(note) for note in diagnosis.report.diagnostics],
    }
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _issue(number: int, issue: Issue) -> Object:
    judged = {} if issue.judgement is None else {"judgement": _judgement(issue.judgement)}
    return {
        "number": number,
        "id": issue.id,
        "risk": issue.risk,
        "priority": issue.priority,
        "scores": [{"name": s.name, "value": s.value, "text": s.text} for s in issue.scores],
        "location": location_object(issue.location),
        "title": issue.lead.message,
        "category": str(issue.category),
        "specialist": issue.specialist,
        "type": issue.type,
        "ease": str(issue.ease),
        "analysts": [str(analyst) for analyst in issue.analysts],
        "benches": [{"package": b.package, "target": b.target, "name": b.name} for b in issue.benches],
        "links": [{"first": link.first, "second": link.second, "bond": link.bond} for link in issue.links],
        **judged,
        "findings": [finding_object(finding) for finding in issue.findings],
    }


def _judgement(judgement: Judgement) -> Object:
    return {"dismissed": judgement.dismissed, "evidence": evidence_object(judgement.evidence)}
