"""Where specialists' figures begin to mean something, by rules/specialists.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from perfrules.specialists.needs import FILE
from perfrules.yamlfile import bundled_table


@cache
def thresholds(specialist: str) -> Mapping[str, float]:
    """A specialist's thresholds by the names of their figures."""
    given = bundled_table(FILE)["thresholds"].get(specialist, {})
    return {name: float(value) for name, value in given.items()}
