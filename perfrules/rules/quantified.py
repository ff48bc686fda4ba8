"""What words about several places have in common: ``of``, ``where``, ``every``, ``min``, ``max``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from perfrules.rules.conditions import Keys, compile_condition
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.spec import Condition, Scope, check_keys


@dataclass(frozen=True, slots=True)
class Quantified:
    """How many places have to satisfy a condition."""

    of: str
    where: Condition | None
    every: bool
    least: int
    most: int | None

    def hold(self, places: Iterable[Match]) -> bool:
        """Whether so many of the places satisfy the condition."""
        number = 0
        for place in places:
            if self.where is None or self.where(place):
                number += 1
            elif self.every:
                return False
        return number >= self.least and (self.most is None or number <= self.most)


def read_quantified(word: str, data: Any, keys: Keys, scope: Scope, *more: str) -> Quantified:
    """The value of such a word; ``more`` are keys of its own. Raises :class:`RuleError`."""
    if not isinstance(data, dict):
        raise RuleError(f"`{word}` takes a mapping such as `{{every: true, where: …}}`", keys)
    check_keys(data, ("of", "where", "every", "min", "max", *more), keys, f"`{word}`")
    most = data.get("max")
    return Quantified(
        of=str(data.get("of", "match")),
        where=compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None,
        every=bool(data.get("every", False)),
        least=int(data.get("min", 1)),
        most=int(most) if most is not None else None,
    )
