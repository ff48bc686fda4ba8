"""The relational word ``constant-used``: what the crate does with a constant or static."""

from __future__ import annotations

from typing import Any

from perfrules.index.constant_uses import constant_uses
from perfrules.index.unit import ConstantRef
from perfrules.rules.conditions import Keys, word
from perfrules.rules.function_relations import place
from perfrules.rules.match import Match
from perfrules.rules.quantified import read_quantified
from perfrules.rules.spec import Condition, Scope


@word("constant-used")
def _constant_used(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``constant-used: {of: match, where: …}``: some use of a declared const or static (anywhere in the
    crate, tests aside) satisfies the condition (``match`` is the use); with ``every`` all of them do; with
    ``min``/``max`` so many do. False if it is open whether all uses are known."""
    asked = read_quantified("constant-used", data, keys, scope)

    def check(match: Match) -> bool:
        node = match.get(asked.of)
        declared = next(
            (item for item in match.unit.facts.constants if node and item.start == node.start_byte), None
        )
        uses = constant_uses(match.project, ConstantRef(match.unit, declared)) if declared else None
        return uses is not None and asked.hold(place(match, use.unit, use.node) for use in uses)

    return check
