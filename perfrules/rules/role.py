"""``role``: what an expression is to the code directly around it."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.rules.captures import call_captures
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Captures, Match
from perfrules.rules.pattern_syntax import PATTERN_KEYS, compile_pattern
from perfrules.rules.possible import bounded, every, possible
from perfrules.rules.spec import Condition, Scope, check_keys, check_word

ROLES = (
    "receiver", "argument", "iterated", "condition", "scrutinee", "operand", "returned", "discarded",
    "initializer", "index", "indexed", "field", "assigned", "assignment-target", "macro-argument",
    "dereferenced", "referenced", "element", "awaited", "callee", "cast", "range", "body",
)  # fmt: skip


@word("role")
def _role(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``role: {is: receiver, method: push}``: what the expression is to the code directly around it, with
    ``&``, ``*``, ``?``, parentheses and casts in between left out of account only if ``through`` says so."""
    if isinstance(data, (str, list)):
        data = {"is": data}
    if not isinstance(data, dict):
        raise RuleError("`role` takes a word or a mapping such as `{is: receiver, method: push}`", keys)
    check_keys(data, ("of", "is", "as", "where", "through", *PATTERN_KEYS), keys, "`role`")
    given = data.get("is", list(ROLES))
    wanted = {
        check_word(item, ROLES, (*keys, "is"), "`is`")
        for item in (given if isinstance(given, list) else [given])
    }
    through = data.get("through", [])
    skipped = {
        check_word(item, tuple(_THROUGH), (*keys, "through"), "`through`")
        for item in (through if isinstance(through, list) else [through])
    }
    kinds = {"parenthesized_expression", *(kind for item in skipped for kind in _THROUGH[item])}
    of, name = str(data.get("of", "match")), str(data.get("as", ""))
    chosen = {key: data[key] for key in data if key in PATTERN_KEYS}
    pattern = compile_pattern(chosen, keys, scope) if chosen else None
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None:
            return False
        role, owner = role_of(match, node, kinds)
        if role not in wanted or owner is None:
            return False
        captures: Captures = {"match": owner}
        if pattern is not None:
            found = pattern.test(match.project, match.unit, owner)
            if found is None:
                return False
            captures = found.captures
        elif owner.type == "call_expression":
            captures = call_captures(owner)
        if where is not None and not where(match.inner(captures)):
            return False
        if name:
            match.bind(name, captures)
        return True

    return bounded(check, every([pattern.possible() if pattern else None, possible(where)]))


_THROUGH = {
    "reference": ("reference_expression",),
    "deref": ("unary_expression",),
    "try": ("try_expression",),
    "await": ("await_expression",),
    "cast": ("type_cast_expression",),
    "field": ("field_expression",),
}


def role_of(match: Match, node: Node, skipped: set[str]) -> tuple[str, Node | None]:
    """A node's role of :data:`ROLES` and the node it plays it for; ``("", None)`` if it has none."""
    child = node
    around = match.unit.syntax.ancestors(node)
    for at, parent in enumerate(around):
        kind = parent.type
        if kind in skipped and not (kind == "field_expression" and _is_method(around, at)):
            child = parent
            continue
        grand = around[at + 1] if at + 1 < len(around) else None
        return _role_in(match, child, parent, grand)
    return "", None


def _is_method(around: tuple[Node, ...], at: int) -> bool:
    """Whether the field expression at a position is the function part of a call."""
    outer = around[at + 1] if at + 1 < len(around) else None
    return (
        outer is not None
        and outer.type in ("call_expression", "generic_function")
        and (outer.child_by_field_name("function") == around[at])
    )


def _role_in(match: Match, child: Node, parent: Node, grand: Node | None) -> tuple[str, Node | None]:
    kind = parent.type
    if kind == "field_expression":
        if grand is not None and grand.type == "generic_function":
            grand = match.unit.syntax.parent(grand)
        if (
            grand is not None
            and grand.type == "call_expression"
            and (grand.child_by_field_name("function") or grand).start_byte == parent.start_byte
            and (grand.child_by_field_name("function") or grand).end_byte >= parent.end_byte
        ):
            return "receiver", grand
        return "field", parent
    if kind == "arguments" and grand is not None:
        function = grand.child_by_field_name("function")
        is_macro = function is not None and function.type == "try_expression"
        return ("macro-argument" if is_macro else "argument"), grand
    if kind in ("binary_expression",):
        return "operand", parent
    if kind in ("assignment_expression", "compound_assignment_expr"):
        return ("assigned" if parent.child_by_field_name("right") == child else "assignment-target"), parent
    if kind == "index_expression":
        return ("indexed" if parent.named_children[0] == child else "index"), parent
    if kind == "for_expression":
        return ("iterated" if parent.child_by_field_name("value") == child else "body"), parent
    if kind in ("while_expression", "if_expression"):
        return ("condition" if parent.child_by_field_name("condition") == child else "body"), parent
    if kind == "expression_statement":
        # Without a semicolon, what ends in a brace may be the value of the block around.
        is_value = parent.child_count == 1 and grand is not None and _is_last(grand, parent)
        return ("returned", grand) if is_value else ("discarded", parent)
    if kind in ("block", "closure_expression"):
        returned = kind == "closure_expression" or _is_last(parent, child)
        return ("returned" if returned else "discarded"), parent
    return _SIMPLE.get(kind, ""), parent


def _is_last(block: Node, node: Node) -> bool:
    code = [c for c in block.named_children if c.type not in ("line_comment", "block_comment")]
    return block.type == "block" and code[-1] == node


_SIMPLE = {
    "match_expression": "scrutinee",
    "let_condition": "scrutinee",
    "let_declaration": "initializer",
    "return_expression": "returned",
    "break_expression": "returned",
    "field_initializer": "initializer",
    "shorthand_field_initializer": "initializer",
    "array_expression": "element",
    "tuple_expression": "element",
    "unary_expression": "dereferenced",
    "reference_expression": "referenced",
    "await_expression": "awaited",
    "try_expression": "operand",
    "call_expression": "callee",
    "type_cast_expression": "cast",
    "range_expression": "range",
    "match_arm": "returned",
}
