"""Results: one for each finding."""

from __future__ import annotations

import re

from perfrules.model.finding import Evidence, Finding, Fix, RuleInfo, Suppression
from perfrules.model.severity import Precision
from perfrules.report.sarif.places import artifact, location, noted, primary, region
from perfrules.report.sarif.values import LEVEL, Object, rank

MAX_RELATED = 100
"""As many locations as GitHub keeps of a result."""
MAX_FLOW = 1_000
"""As many steps as GitHub keeps of a result."""


def result(finding: Finding, rule: RuleInfo | None, index: int | None) -> Object:
    """A finding as a ``result``; a rule that the report does not describe counts as of low precision.

    The fingerprint has a key of its own. GitHub's ``primaryLocationLineHash`` is left to its upload
    action, which computes it from the file and warns about any other value.
    """
    related = _related(finding)
    found: Object = {
        "ruleId": finding.rule_id,
        "level": LEVEL[finding.severity],
        "rank": rank(finding.severity, rule.precision if rule is not None else Precision.LOW),
        "message": {"text": _message(finding, related)},
        "locations": [primary(finding)],
        "partialFingerprints": {"perfrules/v1": finding.fingerprint},
        "suppressions": [] if finding.suppression is None else [_suppression(finding.suppression)],
        "properties": _properties(finding),
    }
    if index is not None:
        found["ruleIndex"] = index
    if related:
        found["relatedLocations"] = [noted(each, number) for number, each in enumerate(related, 1)]
    if flow := _flow(finding):
        found["codeFlows"] = [{"threadFlows": [{"locations": [{"location": step} for step in flow]}]}]
    if finding.fix is not None and finding.fix.edits:
        found["fixes"] = [_fix(finding.fix, finding.location.path)]
    return found


def _related(finding: Finding) -> list[Evidence]:
    """The other places that the message or the evidence speaks of, each once."""
    placed = (each for each in (*finding.related, *finding.evidence) if each.location is not None)
    return list({(each.location, each.text): each for each in placed}.values())[:MAX_RELATED]


def _message(finding: Finding, related: list[Evidence]) -> str:
    """The message; the words of a related place that it contains become a link to that place.

    What looks like a link of its own is escaped: the message may quote any source.
    """
    text = _plain(finding.message) or finding.rule_id
    for number, each in enumerate(related, 1):
        words = _plain(each.text)
        if words and "[" not in text and words in text:
            return text.replace(words, f"[{words}]({number})", 1)
    return text


def _plain(text: str) -> str:
    return re.sub(r"\[([^\[\]]*)\](?=\()", r"\\[\1\\]", text.strip())


def _flow(finding: Finding) -> list[Object]:
    """The way to a hot place, where the evidence has at least two steps; it ends at the finding."""
    steps = [each for each in finding.evidence if each.location is not None]
    if len(steps) < 2:
        return []
    flow = [noted(each) for each in steps[: MAX_FLOW - 1]]
    if steps[-1].location != finding.location:
        flow.append(location(finding.location, finding.message))
    return flow


def _fix(fix: Fix, path: str) -> Object:
    edits = [
        {"deletedRegion": region(edit.region), "insertedContent": {"text": edit.replacement}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": fix.description},
        "artifactChanges": [{"artifactLocation": artifact(path), "replacements": edits}],
        "properties": {"applicability": str(fix.applicability)},
    }


def _suppression(suppression: Suppression) -> Object:
    found: Object = {"kind": suppression.kind, "status": "accepted"}
    if suppression.justification:
        found["justification"] = suppression.justification
    if suppression.location is not None:
        found["location"] = location(suppression.location)
    return found


def _properties(finding: Finding) -> Object:
    properties: Object = {
        "severity": finding.severity.word,
        "category": str(finding.category),
        "kind": finding.kind,
        "analyst": str(finding.analyst),
        "specialist": finding.specialist,
        "evidence": [{"text": each.text, "basis": each.basis} for each in finding.evidence],
    }
    if finding.advice:
        properties["advice"] = finding.advice
    if finding.ambiguous:
        properties["ambiguous"] = finding.ambiguous
    return properties
