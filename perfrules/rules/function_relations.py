"""Relational words about whole functions: ``results``, what one gives, and ``called``, who asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from perfrules.index.callgraph import Edge, Kind, call_graph, call_node
from perfrules.index.project import FileUnit, FunctionRef
from perfrules.rules.conditions import Keys, word
from perfrules.rules.match import Match
from perfrules.rules.quantified import read_quantified
from perfrules.rules.spec import Condition, Scope
from perfrules.syntax import Syntax

_COMMENTS = ("line_comment", "block_comment")
_DIVERGING = frozenset("panic unreachable todo unimplemented bail".split())


@word("results")
def _results(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``results: {of: match, every: true, where: …}``: some value that the function (or closure, block)
    gives, at its end, in the branches there, or by ``return``, satisfies the condition (`match` is the
    value); with ``every`` all of them do. Of a value in a call named by ``unwrapped: [Some, Ok]``, the
    argument counts. What ``?`` hands on is not looked at."""
    asked = read_quantified("results", data, keys, scope, "unwrapped")
    wrappers = frozenset(data.get("unwrapped", ()))

    def check(match: Match) -> bool:
        node = match.get(asked.of)
        body = node.child_by_field_name("body") or node if node is not None else None
        if body is None or match.inference is None:
            return False
        syntax = match.unit.syntax
        values = (
            _unwrapped(syntax, value, wrappers)
            for value in (*_values(syntax, body), *_returned(syntax, body))
        )
        return asked.hold(match.inner({"match": value}) for value in values)

    return check


@word("called")
def _called(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``called: {of: match, every: true, where: …}``: some call of the function around, tests aside,
    satisfies the condition (`match` is the call); with ``every`` all of them do; with ``min``/``max`` so
    many do. False where the function is handed on as a value."""
    asked = read_quantified("called", data, keys, scope)

    def check(match: Match) -> bool:
        calls = production_calls(match, match.get(asked.of))
        return calls is not None and asked.hold(place(match, unit, call) for unit, _, call in calls)

    return check


def production_calls(match: Match, node: Node | None) -> list[tuple[FileUnit, Edge, Node]] | None:
    """The calls of the function around a node, tests aside; None where it is handed on as a value, too."""
    function = match.unit.function_at(node.start_byte) if node is not None else None
    if function is None:
        return None
    found = []
    for edge in call_graph(match.project).callers(FunctionRef(match.unit, function)):
        if edge.unit.in_test(edge.start):
            continue
        call = call_node(edge)
        if edge.kind is Kind.VALUE or call is None:
            return None
        found.append((edge.unit, edge, call))
    return found


def place(match: Match, unit: FileUnit, node: Node) -> Match:
    """A match somewhere else in the project, which sees the one it was found from as ``outer``."""
    return Match(match.project, unit, {"match": node}, match.values, {}, match, match.options)


def _values(syntax: Syntax, node: Node) -> Iterator[Node]:
    """The expressions one of which is what another one gives; none where it gives nothing."""
    kind = node.type
    if kind == "parenthesized_expression":
        yield from _values(syntax, node.named_children[0])
    elif kind in ("block", "unsafe_block", "else_clause"):
        inside = [child for child in node.named_children if child.type not in _COMMENTS]
        if inside:
            yield from _values(syntax, inside[-1])
    elif kind == "expression_statement":
        if node.children[-1].type != ";":
            yield from _values(syntax, node.named_children[0])
    elif kind == "if_expression":
        for field in ("consequence", "alternative"):
            branch = node.child_by_field_name(field)
            if branch is not None:
                yield from _values(syntax, branch)
    elif kind == "match_expression":
        body = node.child_by_field_name("body")
        for arm in body.named_children if body is not None else ():
            value = arm.child_by_field_name("value") if arm.type == "match_arm" else None
            if value is not None:
                yield from _values(syntax, value)
    elif not _leaves(syntax, node):
        yield node


def _unwrapped(syntax: Syntax, value: Node, wrappers: frozenset[str]) -> Node:
    function, arguments = (value.child_by_field_name(field) for field in ("function", "arguments"))
    if function is None or arguments is None or syntax.text(function) not in wrappers:
        return value
    return arguments.named_children[0] if len(arguments.named_children) == 1 else value


def _leaves(syntax: Syntax, node: Node) -> bool:
    if node.type in ("return_expression", "break_expression", "continue_expression", "let_declaration"):
        return True
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is None or function.type != "try_expression":
        return False
    return syntax.text(function.named_children[0]).rpartition("::")[2] in _DIVERGING


def _returned(syntax: Syntax, node: Node) -> Iterator[Node]:
    """What the ``return`` of a function gives, those of closures and functions in it aside."""
    for child in node.named_children:
        if child.type in ("closure_expression", "function_item"):
            continue
        if child.type == "return_expression" and child.named_children:
            yield from _values(syntax, child.named_children[0])
        yield from _returned(syntax, child)
