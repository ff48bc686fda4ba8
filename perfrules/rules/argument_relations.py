"""The relational word ``handed``: what the calls of a function give for one of its parameters."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.index.callgraph import Edge, Kind, call_graph
from perfrules.index.project import FunctionRef
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.spec import Condition, Scope, check_keys


@word("handed")
def _handed(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``handed: {of: parameter, where: …}``: some argument that the crate's calls (tests aside) give for a
    parameter satisfies the condition (``match`` is the argument); with ``every`` all of them do; with
    ``min``/``max`` so many do. False if the function is also handed on as a value."""
    if not isinstance(data, dict):
        raise RuleError("`handed` takes a mapping such as `{of: match, every: true, where: …}`", keys)
    check_keys(data, ("of", "where", "every", "min", "max"), keys, "`handed`")
    of, every = str(data.get("of", "match")), bool(data.get("every", False))
    least, most = int(data.get("min", 1)), data.get("max")
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        function = match.unit.function_at(node.start_byte) if node is not None else None
        if node is None or function is None:
            return False
        position = _position(node)
        edges = call_graph(match.project).callers(FunctionRef(match.unit, function))
        number = 0
        for edge in edges:
            if edge.unit.in_test(edge.start):
                continue
            argument = (
                _argument(edge, position) if edge.kind is not Kind.VALUE and position is not None else None
            )
            if argument is None:
                return False
            inner = Match(
                match.project, edge.unit, {"match": argument}, match.values, {}, match, match.options
            )
            if where is None or where(inner):
                number += 1
            elif every:
                return False
        return number >= least and (most is None or number <= most)

    return check


def _position(parameter: Node) -> int | None:
    """Which parameter it is, `self` not counted."""
    around = parameter.parent
    if parameter.type != "parameter" or around is None:
        return None
    given = [child for child in around.named_children if child.type == "parameter"]
    return next((at for at, child in enumerate(given) if child.id == parameter.id), None)


def _argument(edge: Edge, position: int | None) -> Node | None:
    """The argument of a call that the parameter of a position takes."""
    call = edge.unit.syntax.root.named_descendant_for_byte_range(edge.start, edge.end)
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if arguments is None or position is None:
        return None
    given = [child for child in arguments.named_children if not child.type.endswith("comment")]
    parameters = edge.callee.function.parameters
    spelled = bool(parameters) and parameters[0].name == "self" and len(given) == len(parameters)
    at = position + 1 if spelled else position
    return given[at] if at < len(given) else None
