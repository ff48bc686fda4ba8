"""The relational word ``field-used``: what the crate does with a struct's field."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.index.field_uses import uses_of_field
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.spec import Condition, Scope, check_keys


@word("field-used")
def _field_used(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``field-used: {of: match, where: …}``: some use of a declared field (``x.field``, anywhere in the
    crate, tests aside) satisfies the condition; with ``every`` all of them do; with ``min``/``max`` so
    many do. False if the types around leave open whether all uses are known. The value ``field-uses`` is
    the number."""
    if not isinstance(data, dict):
        raise RuleError("`field-used` takes a mapping such as `{every: true, where: …}`", keys)
    check_keys(data, ("of", "where", "every", "min", "max"), keys, "`field-used`")
    of, every = str(data.get("of", "match")), bool(data.get("every", False))
    least, most = int(data.get("min", 1)), data.get("max")
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        declared = _declared(match, node) if node is not None else None
        if declared is None:
            return False
        uses = uses_of_field(match.project, *declared, match.unit)
        if uses is None:
            return False
        number = 0
        for use in uses:
            inner = Match(
                match.project, use.unit, {"match": use.node}, match.values, {}, match, match.options
            )
            if where is None or where(inner):
                number += 1
            elif every:
                return False
        match.values["field-uses"] = number
        return number >= least and (most is None or number <= most)

    return check


def _declared(match: Match, node: Node) -> tuple[str, str] | None:
    """The struct and the name of a field declaration."""
    name = node.child_by_field_name("name")
    owner = next((a for a in match.unit.syntax.ancestors(node) if a.type == "struct_item"), None)
    of = owner.child_by_field_name("name") if owner is not None else None
    if name is None or of is None:
        return None
    return match.unit.syntax.text(of), match.unit.syntax.text(name)
