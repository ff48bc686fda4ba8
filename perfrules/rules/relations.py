"""The relational words: ``inside``, ``has``, ``precedes``, ``follows``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from perfrules.index.facts import Loop
from perfrules.index.loops import is_loop, leaves
from perfrules.index.project import FileUnit, Project
from perfrules.rules.captures import LOOP_NODES, loop_captures, loop_node
from perfrules.rules.conditions import Keys, compile_condition, word
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.pattern_syntax import PATTERN_KEYS, compile_pattern
from perfrules.rules.patterns import Found, Pattern
from perfrules.rules.possible import bare, bounded, every, possible
from perfrules.rules.spec import Condition, Scope, check_keys, check_word

_BODIES = frozenset({"function_item", "closure_expression"})
_UNTIL = {
    "block": _BODIES | {"block"},
    "loop": _BODIES | LOOP_NODES,
    "closure": _BODIES,
    "function": frozenset({"function_item"}),
    "file": frozenset[str](),
}
"""Kinds of nodes that end the way outwards of ``inside``, by what ``until`` says."""
_LOOP_WHICH = ("nearest", "outermost", "any")
_LOOP_KINDS = ("for", "while", "loop", "closure")

RELATIONAL_KEYS = ("as", "of", "where", "until", "direct", "nested")


class Relation:
    """What the four relational words have in common: a pattern, a nested ``where``, a name."""

    def __init__(self, data: Any, keys: Keys, scope: Scope, name: str, extra: tuple[str, ...]) -> None:
        if not isinstance(data, dict):
            raise RuleError(
                f"`{name}` takes a mapping with a pattern, such as `{{kind: if_expression}}`", keys
            )
        check_keys(data, [*PATTERN_KEYS, *RELATIONAL_KEYS, *extra], keys, f"`{name}`")
        given = {key: data[key] for key in data if key in PATTERN_KEYS}
        self.pattern: Pattern | None = compile_pattern(given, keys, scope) if given else None
        self.name = str(data.get("as", ""))
        self.of = str(data.get("of", "match"))
        self.direct = bool(data.get("direct", False))
        self.nested = bool(data.get("nested", True))
        until = check_word(data.get("until", "function"), tuple(_UNTIL), (*keys, "until"), "`until`")
        self.last = _UNTIL[until]
        where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None
        self.possible = every([self.pattern.possible() if self.pattern else None, possible(where)])
        self.where = where and bare(where)

    def accept(self, match: Match, found: Found) -> bool:
        """Whether a match of the pattern satisfies ``where``; if so it is bound."""
        inner = match.inner(found.captures, found.loop)
        if self.where is not None and not self.where(inner):
            return False
        if self.name:
            match.bind(self.name, found.captures, found.loop)
        more = {
            key: node
            for key, node in inner.captures.items()
            if key not in found.captures and key not in match.captures
        }
        if more:
            match.captures = {**match.captures, **more}
        return True


@word("inside")
def _build_inside(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``inside``: an ancestor matches. ``loop: nearest|outermost|any`` asks for code that repeats."""
    if isinstance(data, dict) and "loop" in data:
        return _inside_loop(data, keys, scope)
    relation = Relation(data, keys, scope, "inside", ())
    pattern = relation.pattern
    if pattern is None:
        raise RuleError("`inside` needs a pattern", keys)

    def check(match: Match) -> bool:
        node = match.get(relation.of)
        if node is None:
            return False
        for around in match.unit.syntax.ancestors(node):
            found = pattern.test(match.project, match.unit, around)
            if found is not None and relation.accept(match, found):
                return True
            if relation.direct or around.type in relation.last:
                return False
        return False

    return bounded(check, relation.possible)


def _inside_loop(data: dict[str, Any], keys: Keys, scope: Scope) -> Condition:
    check_keys(data, ["loop", "kinds", "as", "of", "where"], keys, "`inside`")
    which = check_word(data["loop"], _LOOP_WHICH, (*keys, "loop"), "`loop`")
    kinds = frozenset(_strings(data.get("kinds", list(_LOOP_KINDS)), (*keys, "kinds"), _LOOP_KINDS))
    name, of = str(data.get("as", "loop")), str(data.get("of", "match"))
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def has_loops(project: Project, unit: FileUnit) -> bool:
        return bool(unit.facts.loops)

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None:
            return False
        loops = [
            loop
            for loop in match.unit.loop_candidates(node.start_byte)
            if _is(match, loop, kinds) and not leaves(match.unit, loop, node.start_byte)
        ]
        if which == "outermost":
            loops.reverse()
        for loop in loops:
            around = loop_node(match.unit, loop)
            if around is None:
                continue
            captures = loop_captures(match.unit, around, loop)
            inner = match.inner(captures, loop)
            if where is None or where(inner):
                match.bind(name, captures, loop)
                return True
            if which == "nearest":
                return False
        return False

    return bounded(check, every([has_loops, possible(where)]))


def _is(match: Match, loop: Loop, kinds: frozenset[str]) -> bool:
    kind = "closure" if loop.kind == "maybe-closure" else loop.kind
    return kind in kinds and is_loop(match.project, match.unit, loop)


@word("has")
def _build_has(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``has``: something below matches. ``nested: false`` leaves closures and nested functions out."""
    relation = Relation(data, keys, scope, "has", ())
    pattern = relation.pattern
    if pattern is None:
        raise RuleError("`has` needs a pattern", keys)

    def check(match: Match) -> bool:
        node = match.get(relation.of)
        if node is None:
            return False
        if relation.direct:
            candidates: Iterator[Found] = (
                found
                for child in node.named_children
                if (found := pattern.test(match.project, match.unit, child)) is not None
            )
        else:
            candidates = pattern.search(match.project, match.unit, node.start_byte, node.end_byte)
        for found in candidates:
            inner = found.captures["match"]
            if inner.end_byte > node.end_byte or (inner.id == node.id and not relation.direct):
                continue
            if not relation.nested and _crosses_body(match, node, inner):
                continue
            if relation.accept(match, found):
                return True
        return False

    return bounded(check, relation.possible)


def _crosses_body(match: Match, outer: Node, inner: Node) -> bool:
    for around in match.unit.syntax.ancestors(inner):
        if around.id == outer.id:
            return False
        if around.type in _BODIES or around.type == "async_block":
            return True
    return False


def _siblings(match: Match, node: Node, *, after: bool) -> list[Node]:
    """Statements of the same block behind (or before, nearest first) the statement that holds ``node``."""
    child = node
    for around in match.unit.syntax.ancestors(node):
        if around.type in ("block", "source_file", "declaration_list"):
            statements = [c for c in around.named_children if c.type not in ("line_comment", "block_comment")]
            if after:
                return [s for s in statements if s.start_byte >= child.end_byte]
            return [s for s in reversed(statements) if s.end_byte <= child.start_byte]
        if around.type in _BODIES:
            return []
        child = around
    return []


def _sequence(name: str, *, after: bool) -> Callable[[Any, Keys, Scope], Condition]:
    def build(data: Any, keys: Keys, scope: Scope) -> Condition:
        relation = Relation(data, keys, scope, name, ("immediately",))
        immediately = bool(data.get("immediately", False))
        pattern = relation.pattern
        if pattern is None:
            raise RuleError(f"`{name}` needs a pattern", keys)

        def check(match: Match) -> bool:
            node = match.get(relation.of)
            if node is None:
                return False
            siblings = _siblings(match, node, after=after)
            for statement in siblings[:1] if immediately else siblings:
                for found in _in_statement(match, pattern, statement, direct=relation.direct):
                    if relation.accept(match, found):
                        return True
            return False

        return bounded(check, relation.possible)

    return build


def _in_statement(match: Match, pattern: Pattern, statement: Node, *, direct: bool) -> Iterator[Found]:
    """Matches inside a statement; with ``direct`` only the statement itself or its expression."""
    if direct:
        nodes = [
            statement,
            *(statement.named_children[:1] if statement.type == "expression_statement" else []),
        ]
        yield from (
            found for node in nodes if (found := pattern.test(match.project, match.unit, node)) is not None
        )
        return
    for found in pattern.search(match.project, match.unit, statement.start_byte, statement.end_byte):
        if found.captures["match"].end_byte <= statement.end_byte:
            yield found


def _strings(value: Any, keys: Keys, choices: tuple[str, ...]) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [check_word(item, choices, keys, "a kind of loop") for item in items]


word("precedes")(_sequence("precedes", after=True))
word("follows")(_sequence("follows", after=False))
