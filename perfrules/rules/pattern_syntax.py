"""Patterns as rules write them, compiled into :mod:`perfrules.rules.patterns`."""

from __future__ import annotations

import re
from typing import Any

from perfrules.rules.errors import RuleError
from perfrules.rules.patterns import (
    AnyPattern,
    CallPattern,
    FunctionPattern,
    LoopPattern,
    Pattern,
    PlacedCallPattern,
    QueryPattern,
    compiled,
)
from perfrules.rules.spec import Scope, check_keys, check_word, substitute_options
from perfrules.suggest import hint
from perfrules.syntax.parser import LANGUAGE

PATTERN_KEYS = ("method", "path", "macro", "effect", "call", "loop", "function", "kind", "query", "any-of")
EFFECTS = tuple(
    """
    allocates grows blocks io locks expensive serializes parses formats spawns-task spawns-thread hashes logs
    panics linear shifts sorts clones unbounded random clock queries
    """.split()
)
CALL_PLACES = ("any", "in-loop", "recursive", "repeated")
_LOOPS = ("for", "while", "loop", "closure")
Keys = tuple[str | int, ...]


def compile_pattern(data: Any, keys: Keys, scope: Scope) -> Pattern:
    """One pattern: a mapping with exactly one of :data:`PATTERN_KEYS`."""
    if not isinstance(data, dict):
        raise RuleError("a pattern is a mapping such as `method: clone` or `query: …`", keys)
    check_keys(data, PATTERN_KEYS, keys, "a pattern")
    if len(data) != 1:
        raise RuleError(f"a pattern has exactly one of {', '.join(PATTERN_KEYS)}", keys)
    key = next(iter(data))
    value = substitute_options(data[key], scope.options)
    here = (*keys, key)
    match key:
        case "method" | "macro":
            return CallPattern(key, names=frozenset(_words(value, here)))
        case "path":
            globs = tuple(_words(value, here))
            lasts = {glob.rpartition("::")[2] for glob in globs}
            exact = frozenset() if any(c in last for last in lasts for c in "*?[") else frozenset(lasts)
            return CallPattern(
                "path",
                names=exact,
                paths=tuple(g for g in globs) if any("::" in g or "*" in g for g in globs) else (),
            )
        case "effect":
            return CallPattern("any", effects=frozenset(_words(value, here, EFFECTS)))
        case "call":
            return PlacedCallPattern(check_word(value, CALL_PLACES, here, "`call`"))
        case "loop":
            kinds = _LOOPS if value == "any" else tuple(_words(value, here, (*_LOOPS, "any")))
            return LoopPattern(frozenset(kinds))
        case "function":
            return FunctionPattern()
        case "kind":
            kinds = tuple(_words(value, here))
            for kind in kinds:
                if LANGUAGE.id_for_node_kind(kind, True) is None:
                    close = hint(kind, node_kinds())
                    raise RuleError(f"the Rust grammar has no node kind `{kind}`{close}", here)
            return QueryPattern("[" + " ".join(f"({kind})" for kind in kinds) + "] @match")
        case "query":
            try:
                if scope.strict:
                    compiled(str(value))
                return QueryPattern(str(value))
            except RuleError as error:
                raise RuleError(_with_hint(error.message), here, line_offset=error.line_offset) from None
        case _:
            if not isinstance(value, list) or not value:
                raise RuleError("`any-of` takes a list of patterns", here)
            return AnyPattern(
                tuple(compile_pattern(item, (*here, at), scope) for at, item in enumerate(value))
            )


def _with_hint(message: str) -> str:
    """A query error with the nearest node kind, if it is about one."""
    found = re.search(r"node type at row \d+, column \d+: (\w+)", message)
    if found is None:
        return message
    close = hint(found[1], node_kinds())
    return f"invalid tree-sitter query: the Rust grammar has no node kind `{found[1]}`{close}"


def node_kinds() -> list[str]:
    """Named node kinds of the grammar."""
    return sorted(
        {
            name
            for at in range(LANGUAGE.node_kind_count)
            if LANGUAGE.node_kind_is_named(at) and (name := LANGUAGE.node_kind_for_id(at)) is not None
        }
    )


def _words(value: Any, keys: Keys, choices: tuple[str, ...] = ()) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        raise RuleError("takes a word or a list of words", keys)
    if choices:
        for item in items:
            check_word(item, choices, keys, f"`{keys[-1]}`")
    return items
