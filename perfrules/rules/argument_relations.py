"""The relational word ``handed``: what the calls of a function give for one of its parameters."""

from __future__ import annotations

from typing import Any

from perfrules.index.callgraph import argument_of, position_of
from perfrules.rules.conditions import Keys, word
from perfrules.rules.function_relations import place, production_calls
from perfrules.rules.match import Match
from perfrules.rules.quantified import read_quantified
from perfrules.rules.spec import Condition, Scope


@word("handed")
def _handed(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``handed: {of: parameter, where: …}``: some argument that the crate's calls (tests aside) give for a
    parameter satisfies the condition (``match`` is the argument); with ``every`` all of them do; with
    ``min``/``max`` so many do. False if the function is also handed on as a value."""
    asked = read_quantified("handed", data, keys, scope)

    def check(match: Match) -> bool:
        node = match.get(asked.of)
        position = position_of(node) if node is not None else None
        calls = production_calls(match, node)
        if calls is None or position is None:
            return False
        given = [(unit, argument_of(edge, call, position)) for unit, edge, call in calls]
        return all(argument is not None for _, argument in given) and asked.hold(
            place(match, unit, argument) for unit, argument in given if argument is not None
        )

    return check
