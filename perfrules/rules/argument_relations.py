"""The relational word ``handed``: what the calls of a function give for one of its parameters."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.index.callgraph import Edge
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
        position = _position(node) if node is not None else None
        calls = production_calls(match, node)
        if calls is None or position is None:
            return False
        given = [(unit, _argument(edge, call, position)) for unit, edge, call in calls]
        return all(argument is not None for _, argument in given) and asked.hold(
            place(match, unit, argument) for unit, argument in given if argument is not None
        )

    return check


def _position(parameter: Node) -> int | None:
    """Which parameter it is, `self` not counted."""
    around = parameter.parent
    if parameter.type != "parameter" or around is None:
        return None
    given = [child for child in around.named_children if child.type == "parameter"]
    return next((at for at, child in enumerate(given) if child.id == parameter.id), None)


def _argument(edge: Edge, call: Node, position: int) -> Node | None:
    """The argument of a call that the parameter of a position takes."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None:
        return None
    given = [child for child in arguments.named_children if not child.type.endswith("comment")]
    parameters = edge.callee.function.parameters
    spelled = bool(parameters) and parameters[0].name == "self" and len(given) == len(parameters)
    at = position + 1 if spelled else position
    return given[at] if at < len(given) else None
