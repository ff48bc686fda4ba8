"""Relational words that follow values: ``defined``, ``used`` and ``alive``."""

from __future__ import annotations

from typing import Any

from tree_sitter import Node

from perfrules.index import extent, flow
from perfrules.index.infer import Inference
from perfrules.index.scope import Binding
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Captures, Match
from perfrules.rules.pattern_syntax import compile_pattern
from perfrules.rules.possible import bounded, every, possible
from perfrules.rules.spec import Condition, Scope, check_keys, check_word

_SOURCES = ("parameter", "self", "let", "for", "condition", "match", "closure")


def find_binding(inference: Inference, node: Node, *, root: bool = False) -> Binding | None:
    """The binding that a variable, or the pattern that binds it, stands for."""
    while node.type in (
        "parenthesized_expression",
        "reference_expression",
        "mut_pattern",
        "reference_pattern",
    ):
        node = node.named_children[-1]
    if node.type in ("identifier", "self", "shorthand_field_identifier", "self_parameter"):
        name = "self" if node.type == "self_parameter" else inference.syntax.text(node)
        for candidate in inference.scope.bindings.get(name, ()):
            if candidate.node.start_byte == node.start_byte:
                return candidate
        return inference.scope.binding(name, node.start_byte)
    return flow.binding_of(inference, node) if root else None


@word("defined")
def _defined(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``defined: {of: x, as: def, source: let}``: captures the place that binds a variable, its ``value``
    and ``pattern``. With ``root`` the variable that a place such as ``a.b[i]`` starts from."""
    if not isinstance(data, dict):
        raise RuleError("`defined` takes a mapping such as `{of: receiver, as: def, source: let}`", keys)
    check_keys(data, ("of", "as", "source", "root", "where"), keys, "`defined`")
    of, name, root = str(data.get("of", "match")), str(data.get("as", "def")), bool(data.get("root", False))
    given = data.get("source", list(_SOURCES))
    sources = {
        check_word(item, _SOURCES, (*keys, "source"), "`source`")
        for item in (given if isinstance(given, list) else [given])
    }
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None or match.inference is None:
            return False
        binding = find_binding(match.inference, node, root=root)
        if binding is None:
            return False
        source = "self" if binding.origin.type == "self_parameter" else binding.source
        if source not in sources:
            return False
        captures: Captures = {"match": binding.origin, "name": binding.node, "pattern": binding.pattern}
        for field in ("value", "type"):
            child = binding.origin.child_by_field_name(field)
            if child is not None:
                captures[field] = child
        if where is not None and not where(match.inner(captures)):
            return False
        match.bind(name, captures)
        return True

    return check


@word("used")
def _used(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``used: {of: x, where: …}``: some use of a variable satisfies the condition; with ``every`` all of
    them do; with ``min``/``max`` so many do. ``after``, ``before``, ``within`` and ``outside`` name
    captures that say which uses count."""
    if not isinstance(data, dict):
        raise RuleError("`used` takes a mapping such as `{of: x, every: true, where: …}`", keys)
    allowed = ("of", "as", "where", "every", "min", "max", "after", "before", "within", "outside")
    check_keys(data, allowed, keys, "`used`")
    of, name = str(data.get("of", "match")), str(data.get("as", ""))
    every, least, most = bool(data.get("every", False)), data.get("min"), data.get("max")
    limits = {key: str(data[key]) for key in ("after", "before", "within", "outside") if key in data}
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None or match.inference is None:
            return False
        binding = find_binding(match.inference, node)
        if binding is None:
            return False
        number = 0
        for use in match.inference.scope.uses_of(binding):
            if not _counts(match, use, limits):
                continue
            captures: Captures = {"match": use}
            if where is None or where(match.inner(captures)):
                number += 1
                if name and number == 1:
                    match.bind(name, captures)
            elif every:
                return False
        if least is None and most is None:
            return number > 0
        return number >= (least or 0) and (most is None or number <= most)

    return check


def _counts(match: Match, use: Node, limits: dict[str, str]) -> bool:
    for kind, capture in limits.items():
        node = match.get(capture)
        if node is None:
            return False
        inside = node.start_byte <= use.start_byte < node.end_byte
        if kind == "after" and use.start_byte < node.end_byte:
            return False
        if kind == "before" and use.start_byte >= node.start_byte:
            return False
        if kind == "within" and not inside:
            return False
        if kind == "outside" and inside:
            return False
    return True


@word("alive")
def _alive(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``alive: {of: guard, across: {kind: await_expression}}``: the pattern matches where a variable, or the
    value of an expression, still lives (see :mod:`perfrules.index.extent`)."""
    if not isinstance(data, dict) or "across" not in data:
        raise RuleError(
            "`alive` takes a mapping such as `{of: guard, across: {kind: await_expression}}`", keys
        )
    check_keys(data, ("of", "across", "as", "where"), keys, "`alive`")
    of, name = str(data.get("of", "match")), str(data.get("as", "across"))
    pattern = compile_pattern(data["across"], (*keys, "across"), scope)
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None or match.inference is None:
            return False
        inference = match.inference
        held = find_binding(inference, node)
        life = extent.of_binding(held) if held is not None else extent.of_expression(inference, node)
        if life is None:
            return False
        for found in pattern.search(match.project, match.unit, life.since, life.end):
            inner = found.captures["match"]
            if not life.start < inner.end_byte <= life.end or extent.in_other_body(
                inference, life.start, inner
            ):
                continue
            if life.binding is not None and extent.ended_before(inference, life.binding, inner):
                continue
            nested = match.inner(found.captures, found.loop)
            if where is None or where(nested):
                match.bind(name, found.captures, found.loop)
                return True
        return False

    return bounded(check, every([pattern.possible(), possible(where)]))
