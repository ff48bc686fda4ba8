"""Where specialists' figures begin to mean something, by rules/specialists.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from perfrules.specialists.needs import FILE
from perfrules.yamlfile import bundled, cache_folder, read_all


@cache
def thresholds(specialist: str) -> Mapping[str, float]:
    """A specialist's thresholds by the names of their figures."""
    document = read_all([bundled() / FILE], cache_folder())[0]
    if document.error is not None:
        raise document.error
    return {name: float(value) for name, value in document.data["thresholds"].get(specialist, {}).items()}
