"""How often code is likely to run: tiers, entry points, call paths, and one number with its reasons."""

from perfrules.hotness.formula import Hotness, Term, function_hotness, hotness, may_be_hot
from perfrules.hotness.reached import reached_from_entry, reached_from_tier
from perfrules.hotness.severity import adjusted_severity
from perfrules.hotness.tiers import Tier, tier_at, tier_of

__all__ = [
    "Hotness",
    "Term",
    "Tier",
    "adjusted_severity",
    "function_hotness",
    "hotness",
    "may_be_hot",
    "reached_from_entry",
    "reached_from_tier",
    "tier_at",
    "tier_of",
]
