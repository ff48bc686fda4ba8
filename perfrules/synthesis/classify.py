"""Which category a finding ends in, and so which specialist it leads to; and how easily it is mended."""

from __future__ import annotations

from dataclasses import replace

from perfrules.model.finding import Finding
from perfrules.model.severity import SPECIALIST, Category, Ease
from perfrules.synthesis.tables import Tables


def classified(finding: Finding, table: Tables) -> Finding:
    """The finding in the category of its kind, where its rule left that open.

    A specialist that the rule recommends against its category's own stays.
    """
    category = table.category.get(finding.kind, finding.category)
    if finding.category is not Category.GENERAL_OPTIMIZATION or category is finding.category:
        return finding
    own = finding.specialist == SPECIALIST[finding.category]
    return replace(finding, category=category, specialist=SPECIALIST[category] if own else finding.specialist)


def ease(finding: Finding, table: Tables) -> Ease:
    """How easily it is mended: a ready fix is easy, else it depends on what kind of thing has to change."""
    by_fix = table.fix_ease.get(finding.fix.applicability) if finding.fix is not None else None
    return by_fix or table.ease.get(finding.kind, Ease.MEDIUM)
