"""What a rule has hit, as a finding."""

from __future__ import annotations

from perfrules.hotness import adjusted_severity, hotness
from perfrules.hotness.climb import Path
from perfrules.hotness.formula import path_evidence
from perfrules.index.project import FileUnit
from perfrules.model.finding import Edit, Evidence, Finding, Fix, Impact
from perfrules.model.location import Location
from perfrules.rules.engine import Hit
from perfrules.rules.match import Match
from perfrules.rules.rule import FixSpec
from perfrules.rules.template import exact, render


def finding(hit: Hit) -> Finding:
    """A hit as a finding: its texts filled in, its places as lines and columns."""
    rule, match = hit.rule, hit.match
    info, unit = rule.info, match.unit
    node = match.get(rule.at) or match.node
    location = unit.location(node.start_byte, node.end_byte)
    heat = hotness(match.project, unit, node)
    impact = rule.impact
    unsure = bool(rule.question) and (rule.ambiguous is None or rule.ambiguous(match))
    return Finding(
        rule_id=info.id,
        message=render(rule.message, match),
        location=location,
        severity=info.severity if rule.settled else adjusted_severity(info.severity, heat, rule.work),
        category=info.category,
        kind=info.kind,
        analyst=info.analyst,
        specialist=info.specialist,
        snippet=unit.syntax.line_text(location.region.start_line),
        evidence=(*(Evidence(render(text, match)) for text in rule.evidence), *heat.evidence()),
        related=tuple(
            Evidence(render(text, match), location=_place(unit, match, capture))
            for capture, text in rule.related
            if match.get(capture) is not None
        )
        + _loop_places(unit, match)
        + _call_path(match),
        fix=_fix(rule.fix, match) if rule.fix is not None else None,
        hotness=heat.value,
        impact=Impact(impact.factor, render(impact.because, match), "structure")
        if impact is not None
        else None,
        advice=render(rule.advice, match),
        ambiguous=render(rule.question, match) if unsure else None,
    )


def _loop_places(unit: FileUnit, match: Match) -> tuple[Evidence, ...]:
    loop = match.loops.get("loop")
    if loop is None:
        return ()
    return (Evidence("the loop", location=unit.location(loop.start, loop.end)),)


def _call_path(match: Match) -> tuple[Evidence, ...]:
    """The calls that a rule has followed to the place."""
    path = match.values.get("call-path")
    return path_evidence(path) if isinstance(path, Path) else ()


def _place(unit: FileUnit, match: Match, capture: str) -> Location | None:
    node = match.get(capture)
    return unit.location(node.start_byte, node.end_byte) if node is not None else None


def _fix(spec: FixSpec, match: Match) -> Fix | None:
    """The fix with its edits; None if a part it needs is not there."""
    edits = []
    for capture, template in spec.edits:
        node = match.get(capture)
        text = exact(template, match, capture)
        if node is None or text is None:
            return None
        edits.append(Edit(match.unit.region(node.start_byte, node.end_byte), text))
    return Fix(render(spec.description, match), spec.applicability, tuple(edits))
