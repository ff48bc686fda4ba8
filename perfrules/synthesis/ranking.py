"""Which findings are shown, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.severity import Precision, Severity
from perfrules.model.source import ChangedLines

_PRECISION = {precision: rank for rank, precision in enumerate(Precision)}


def ranked(findings: Iterable[Finding], rules: Iterable[RuleInfo]) -> list[Finding]:
    """The most severe first, then by the rule's precision, then by place."""
    precision = {rule.id: _PRECISION[rule.precision] for rule in rules}

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        return (
            -finding.severity,
            precision[finding.rule_id],
            place.path,
            place.region,
            finding.rule_id,
            finding.message,
        )

    return sorted(findings, key=key)


def at_least(findings: Iterable[Finding], severity: Severity | None) -> list[Finding]:
    """The findings of a severity or above."""
    return [finding for finding in findings if severity is None or finding.severity >= severity]


def limit_to_changed(
    findings: Sequence[Finding], changed: Mapping[str, ChangedLines] | None
) -> list[Finding]:
    """The findings that a change touches: any of their own lines, or the first line of a place in the
    same file that they speak of, such as a loop put around old code."""
    if changed is None:
        return list(findings)
    return [finding for finding in findings if _touched(finding, changed.get(finding.location.path))]


def _touched(finding: Finding, changed: ChangedLines | None) -> bool:
    if changed is None:
        return False
    region = finding.location.region
    spans = [(region.start_line, region.end_line)]
    for evidence in finding.related:
        place = evidence.location
        if place is not None and place.path == finding.location.path:
            spans.append((place.region.start_line, place.region.start_line))
    return changed.whole_file or any(
        start <= last and first <= end for first, last in spans for start, end in changed.ranges
    )
