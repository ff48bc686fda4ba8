"""The word ``binds``: what the patterns of a ``match``, ``let`` or ``for`` take out of a value."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.index.scope import pattern_names
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.spec import Condition, Scope, check_keys


@word("binds")
def _binds(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``binds: {of: x, where: …}``: every name that the patterns of a ``match``, ``let``, ``if let``, ``for``
    or closure bind satisfies the condition (``match`` is the name), and there is one."""
    if not isinstance(data, dict):
        raise RuleError("`binds` takes a mapping such as `{of: match, where: {used: {…}}}`", keys)
    check_keys(data, ("of", "where"), keys, "`binds`")
    of = str(data.get("of", "match"))
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None:
            return False
        names = [name for pattern in _patterns(node) for name, _ in pattern_names(pattern)]
        return bool(names) and all(where is None or where(match.inner({"match": name})) for name in names)

    return check


def _patterns(node: Node) -> list[Node]:
    if node.type == "match_expression":
        body = node.child_by_field_name("body")
        owners = [arm for arm in body.named_children if arm.type == "match_arm"] if body is not None else []
    elif node.type == "closure_expression":
        parameters = node.child_by_field_name("parameters")
        return list(parameters.named_children) if parameters is not None else []
    elif node.type in ("if_expression", "while_expression"):
        condition = node.child_by_field_name("condition")
        if condition is None:
            return []
        owners = condition.named_children if condition.type == "let_chain" else [condition]
    else:
        owners = [node]
    return [pattern for owner in owners if (pattern := owner.child_by_field_name("pattern")) is not None]
