"""Rules and findings for tests, with only what matters spelt out."""

from __future__ import annotations

from dataclasses import replace

from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.location import Location, Region
from perfrules.model.severity import Analyst, Category, Precision, Severity


def make_rule(rule_id: str, pack: str = "allocation", clippy: tuple[str, ...] = ()) -> RuleInfo:
    """A rule of medium severity and high precision."""
    return RuleInfo(
        id=rule_id,
        title=rule_id,
        pack=pack,
        default=True,
        analyst=Analyst.ANTIPATTERNS,
        category=Category.ALLOCATION_HOTSPOT,
        kind="allocation-hotspot",
        severity=Severity.MEDIUM,
        precision=Precision.HIGH,
        specialist="heap-profile",
        help="",
        clippy=clippy,
    )


def make_finding(
    rule_id: str = "clone-in-loop",
    line: int = 1,
    *,
    last_line: int | None = None,
    column: int = 1,
    path: str = "a.rs",
    function: str | None = None,
    snippet: str = "",
    severity: Severity = Severity.MEDIUM,
) -> Finding:
    """A finding of one character, or of whole lines up to ``last_line``."""
    info = make_rule(rule_id)
    place = Location(path, Region(line, column, last_line or line, column + 1), function)
    found = Finding(
        rule_id, "message", place, severity, info.category, info.kind, info.analyst, info.specialist, snippet
    )
    return replace(found, fingerprint=f"{rule_id}:{line}")
