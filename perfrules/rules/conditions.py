"""``where``: composition words and relational words, compiled into functions over a match."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tree_sitter import Node

from perfrules.index.facts import Loop
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Captures, Match
from perfrules.rules.pattern_syntax import PATTERN_KEYS, compile_pattern
from perfrules.rules.patterns import Found, Pattern, is_loop, loop_captures, loop_node
from perfrules.rules.spec import REGISTRY, Condition, Scope, check_keys, read_params
from perfrules.suggest import nearest

_BODIES = frozenset({"function_item", "closure_expression"})
_LOOP_WHICH = ("nearest", "outermost", "any")
_LOOP_KINDS = ("for", "while", "loop", "closure")

Keys = tuple[str | int, ...]


def compile_condition(data: Any, keys: Keys, scope: Scope) -> Condition:
    """A condition: a mapping of words (all of them have to hold), or a list of such."""
    if isinstance(data, list):
        return _all([compile_condition(item, (*keys, at), scope) for at, item in enumerate(data)])
    if not isinstance(data, dict) or not data:
        raise RuleError("a condition is a mapping such as `inside: {loop: nearest}`", keys)
    parts = []
    for word, value in data.items():
        builder = _WORDS.get(word)
        if builder is not None:
            parts.append(builder(value, (*keys, word), scope))
        elif word in REGISTRY:
            parts.append(_predicate(word, value, (*keys, word), scope))
        else:
            hint = nearest(str(word), [*_WORDS, *REGISTRY])
            raise RuleError(f"unknown word `{word}`" + (f"; did you mean `{hint}`?" if hint else ""), (*keys, word), of_key=True)
    return parts[0] if len(parts) == 1 else _all(parts)


def _all(parts: list[Condition]) -> Condition:
    def check(match: Match) -> bool:
        return all(part(match) for part in parts)

    return check


def _listed(data: Any, keys: Keys, scope: Scope, word: str) -> list[Condition]:
    if not isinstance(data, list) or not data:
        raise RuleError(f"`{word}` takes a list of conditions", keys)
    return [compile_condition(item, (*keys, at), scope) for at, item in enumerate(data)]


def _build_all(data: Any, keys: Keys, scope: Scope) -> Condition:
    return _all(_listed(data, keys, scope, "all"))


def _build_any(data: Any, keys: Keys, scope: Scope) -> Condition:
    parts = _listed(data, keys, scope, "any")

    def check(match: Match) -> bool:
        for part in parts:
            captures, loops = dict(match.captures), dict(match.loops)
            if part(match):
                return True
            match.captures, match.loops = captures, loops
        return False

    return check


def _build_not(data: Any, keys: Keys, scope: Scope) -> Condition:
    inner = compile_condition(data, keys, scope)

    def check(match: Match) -> bool:
        captures, loops = dict(match.captures), dict(match.loops)
        held = inner(match)
        match.captures, match.loops = captures, loops
        return not held

    return check


def _build_matches(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``matches: name`` asks a condition of the rule's or pack's ``utils``."""
    if not isinstance(data, str) or data not in scope.utils:
        hint = nearest(str(data), list(scope.utils))
        raise RuleError(f"no util is called `{data}`" + (f"; did you mean `{hint}`?" if hint else ""), keys)
    if data in scope.stack:
        raise RuleError(f"the util `{data}` refers to itself", keys)
    inner = Scope(scope.utils, scope.options, (*scope.stack, data))
    return compile_condition(scope.utils[data], keys, inner)


def _predicate(word: str, value: Any, keys: Keys, scope: Scope) -> Condition:
    spec = REGISTRY[word]
    params = read_params(spec.params, spec.primary, value, keys, f"`{word}`", scope)
    function = spec.function

    def check(match: Match) -> bool:
        return function(match, **params)

    return check


# -- relational words: inside, has, precedes, follows ---------------------------------------------

_RELATIONAL_KEYS = ("as", "of", "where", "until", "direct", "nested")


class _Relation:
    """What the four relational words have in common: a pattern, a nested ``where``, a name."""

    def __init__(self, data: Any, keys: Keys, scope: Scope, word: str, extra: tuple[str, ...]) -> None:
        if not isinstance(data, dict):
            raise RuleError(f"`{word}` takes a mapping with a pattern, such as `{{kind: if_expression}}`", keys)
        check_keys(data, [*PATTERN_KEYS, *_RELATIONAL_KEYS, *extra], keys, f"`{word}`")
        given = {key: data[key] for key in data if key in PATTERN_KEYS}
        self.pattern: Pattern | None = compile_pattern(given, keys, scope) if given else None
        self.name = str(data.get("as", ""))
        self.of = str(data.get("of", "match"))
        self.direct = bool(data.get("direct", False))
        self.nested = bool(data.get("nested", True))
        self.until = data.get("until", "function")
        self.where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def accept(self, match: Match, found: Found) -> bool:
        """Whether a match of the pattern satisfies ``where``; if so it is bound."""
        inner = match.inner(found.captures)
        if found.loop is not None:
            inner.loops["match"] = found.loop
        if self.where is not None and not self.where(inner):
            return False
        if self.name:
            match.bind(self.name, found.captures, found.loop)
        for key, node in inner.captures.items():
            if key not in found.captures and key not in match.captures:
                match.captures[key] = node
        return True


def _build_inside(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``inside``: an ancestor matches. ``loop: nearest|outermost|any`` asks for code that repeats."""
    if isinstance(data, dict) and "loop" in data:
        return _inside_loop(data, keys, scope)
    relation = _Relation(data, keys, scope, "inside", ())
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
            if relation.direct or around.type == "function_item" and relation.until == "function":
                return False
            if relation.until == "closure" and around.type in _BODIES:
                return False
        return False

    return check


def _inside_loop(data: dict[str, Any], keys: Keys, scope: Scope) -> Condition:
    check_keys(data, ["loop", "kinds", "as", "of", "where"], keys, "`inside`")
    which = data["loop"]
    if which not in _LOOP_WHICH:
        hint = nearest(str(which), _LOOP_WHICH)
        raise RuleError(f"`loop` is one of {', '.join(_LOOP_WHICH)}" + (f"; did you mean `{hint}`?" if hint else ""), (*keys, "loop"))
    kinds = frozenset(_strings(data.get("kinds", list(_LOOP_KINDS)), (*keys, "kinds"), _LOOP_KINDS))
    name, of = str(data.get("as", "loop")), str(data.get("of", "match"))
    where = compile_condition(data["where"], (*keys, "where"), scope) if "where" in data else None

    def check(match: Match) -> bool:
        node = match.get(of)
        if node is None:
            return False
        loops = [loop for loop in match.unit.loop_candidates(node.start_byte) if _is(match, loop, kinds)]
        if which == "outermost":
            loops.reverse()
        for loop in loops:
            around = loop_node(match.unit, loop)
            if around is None:
                continue
            captures = loop_captures(match.unit, around, loop)
            inner = match.inner(captures)
            inner.loops["match"] = loop
            if where is None or where(inner):
                match.bind(name, captures, loop)
                return True
            if which == "nearest":
                return False
        return False

    return check


def _is(match: Match, loop: Loop, kinds: frozenset[str]) -> bool:
    kind = "closure" if loop.kind == "maybe-closure" else loop.kind
    return kind in kinds and is_loop(match.project, match.unit, loop)


def _build_has(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``has``: something below matches. ``nested: false`` leaves closures and nested functions out."""
    relation = _Relation(data, keys, scope, "has", ())
    pattern = relation.pattern
    if pattern is None:
        raise RuleError("`has` needs a pattern", keys)

    def check(match: Match) -> bool:
        node = match.get(relation.of)
        if node is None:
            return False
        if relation.direct:
            candidates: Iterator[Found] = (
                found for child in node.named_children if (found := pattern.test(match.project, match.unit, child)) is not None
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

    return check


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


def _sequence(word: str, *, after: bool) -> Callable[[Any, Keys, Scope], Condition]:
    def build(data: Any, keys: Keys, scope: Scope) -> Condition:
        relation = _Relation(data, keys, scope, word, ("immediately",))
        immediately = bool(data.get("immediately", False))
        pattern = relation.pattern
        if pattern is None:
            raise RuleError(f"`{word}` needs a pattern", keys)

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

        return check

    return build


def _in_statement(match: Match, pattern: Pattern, statement: Node, *, direct: bool) -> Iterator[Found]:
    """Matches inside a statement; with ``direct`` only the statement itself or its expression."""
    if direct:
        nodes = [statement, *(statement.named_children[:1] if statement.type == "expression_statement" else [])]
        yield from (found for node in nodes if (found := pattern.test(match.project, match.unit, node)) is not None)
        return
    for found in pattern.search(match.project, match.unit, statement.start_byte, statement.end_byte):
        if found.captures["match"].end_byte <= statement.end_byte:
            yield found


def _strings(value: Any, keys: Keys, choices: tuple[str, ...]) -> list[str]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if item not in choices:
            hint = nearest(str(item), choices)
            raise RuleError(f"`{item}` is not one of {', '.join(choices)}" + (f"; did you mean `{hint}`?" if hint else ""), keys)
    return [str(item) for item in items]


_WORDS: dict[str, Callable[[Any, Keys, Scope], Condition]] = {
    "all": _build_all,
    "any": _build_any,
    "not": _build_not,
    "matches": _build_matches,
    "inside": _build_inside,
    "has": _build_has,
    "precedes": _sequence("precedes", after=True),
    "follows": _sequence("follows", after=False),
}
"""The composition and relational words; every other word is a predicate."""


def words() -> list[str]:
    """All words that a condition may use."""
    return [*_WORDS, *REGISTRY]


__all__ = ["Captures", "compile_condition", "words"]
