"""From where on a number is worth a word: the thresholds of rules/specialists.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from perfrules.specialists.needs import FILE
from perfrules.yamlfile import bundled, cache_folder, read_all


def thresholds(specialist: str) -> Mapping[str, float]:
    """A specialist's thresholds by name."""
    document = read_all([bundled() / FILE], cache_folder())[0]
    if document.error is not None:
        raise document.error
    found: Mapping[str, float] = document.data["thresholds"].get(specialist, {})
    return found
