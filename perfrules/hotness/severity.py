"""A finding's severity: the rule's own, raised or lowered by the place's hotness and the work done there."""

from __future__ import annotations

from perfrules.hotness.formula import Hotness
from perfrules.hotness.tables import tables
from perfrules.model.severity import Severity

WORK = ("light", "normal", "heavy")


def adjusted_severity(base: Severity, heat: Hotness, work: str = "normal") -> Severity:
    """``base`` × hotness × work as a word again, by the table in rules/hotness.yaml."""
    table = tables()
    factor = next(factor for step, factor in reversed(table.severity_hotness) if heat.value >= step)
    if not heat.repeats:
        factor *= table.severity_once
    points = table.severity_base[base.word] * factor * table.severity_work[work]
    return Severity.parse(next(word for least, word in reversed(table.severity_words) if points >= least))
