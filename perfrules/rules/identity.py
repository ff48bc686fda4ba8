"""The relational word ``is``: an expression itself matches a pattern."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.rules.conditions import Keys, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.possible import bounded
from perfrules.rules.relations import Relation
from perfrules.rules.spec import Condition, Scope, check_word

_LAYERS = {
    "reference": "reference_expression",
    "deref": "unary_expression",
    "block": "block",
    "tail": "block",
    "statement": "expression_statement",
    "else": "else_clause",
    "try": "try_expression",
    "await": "await_expression",
    "cast": "type_cast_expression",
    "negation": "unary_expression",
}
_OPERATORS = {"deref": "*", "negation": "!"}
_COMMENTS = ("line_comment", "block_comment")


@word("is")
def _build_is(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``is: {of: arg0, method: iter, through: [reference]}``: the captured expression matches the pattern,
    parentheses around it aside; ``through`` names further layers that are taken off."""
    relation = Relation(data, keys, scope, "is", ("through",))
    pattern = relation.pattern
    if pattern is None:
        raise RuleError("`is` needs a pattern", keys)
    given = data.get("through", [])
    through = frozenset(
        check_word(item, tuple(_LAYERS), (*keys, "through"), "`through`")
        for item in (given if isinstance(given, list) else [given])
    )

    def check(match: Match) -> bool:
        node = match.get(relation.of)
        while node is not None:
            found = pattern.test(match.project, match.unit, node)
            if found is not None and relation.accept(match, found):
                return True
            node = peeled(node, through)
        return False

    return bounded(check, relation.possible)


def peeled(node: Node, layers: frozenset[str]) -> Node | None:
    """What stands inside one layer (a parenthesis or one of ``layers``); None if there is no such layer."""
    if node.type != "parenthesized_expression" and not any(_is_layer(node, name) for name in layers):
        return None
    inner = [child for child in node.named_children if child.type not in _COMMENTS]
    if not inner:
        return None
    if node.type == "block" and len(inner) != 1 and "tail" not in layers:
        return None
    return inner[0] if node.type == "type_cast_expression" else inner[-1]


def _is_layer(node: Node, name: str) -> bool:
    if node.type == "expression_statement" and node.child_count == 1 and _LAYERS[name] == "block":
        return True  # a block as the value of another one
    if node.type != _LAYERS[name]:
        return False
    operator = _OPERATORS.get(name)
    return operator is None or node.children[0].type == operator
