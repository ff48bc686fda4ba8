"""``where``: conditions compiled into functions; the composition words ``all any not matches``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perfrules.index.project import FileUnit, Project
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Match
from perfrules.rules.possible import bare, bounded, every, possible, some
from perfrules.rules.spec import REGISTRY, Condition, Scope, read_params
from perfrules.suggest import hint

Keys = tuple[str | int, ...]
Builder = Callable[[Any, Keys, Scope], Condition]
WORDS: dict[str, Builder] = {}
"""The composition and relational words; every other word is a predicate."""


def word(name: str) -> Callable[[Builder], Builder]:
    """Register how a word's value is compiled."""

    def register(builder: Builder) -> Builder:
        WORDS[name] = builder
        return builder

    return register


def words() -> list[str]:
    """All words that a condition may use."""
    return [*WORDS, *REGISTRY]


def compile_condition(data: Any, keys: Keys, scope: Scope) -> Condition:
    """A condition: a mapping of words (all of them have to hold), or a list of such."""
    if isinstance(data, list):
        return _all([compile_condition(item, (*keys, at), scope) for at, item in enumerate(data)])
    if not isinstance(data, dict) or not data:
        raise RuleError("a condition is a mapping such as `inside: {loop: nearest}`", keys)
    parts = []
    for name, value in data.items():
        builder = WORDS.get(name)
        if builder is not None:
            parts.append(builder(value, (*keys, name), scope))
        elif name in REGISTRY:
            parts.append(_predicate(name, value, (*keys, name), scope))
        else:
            raise RuleError(f"unknown word `{name}`{hint(str(name), words())}", (*keys, name), of_key=True)
    return _all(parts)


def _all(parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    each = [bare(part) for part in parts]

    def check(match: Match) -> bool:
        for part in each:  # noqa: SIM110 - nothing is run more often, and `all` takes twice as long
            if not part(match):
                return False
        return True

    return bounded(check, every(map(possible, parts)))


def _listed(data: Any, keys: Keys, scope: Scope, name: str) -> list[Condition]:
    if not isinstance(data, list) or not data:
        raise RuleError(f"`{name}` takes a list of conditions", keys)
    return [compile_condition(item, (*keys, at), scope) for at, item in enumerate(data)]


@word("all")
def _build_all(data: Any, keys: Keys, scope: Scope) -> Condition:
    return _all(_listed(data, keys, scope, "all"))


@word("any")
def _build_any(data: Any, keys: Keys, scope: Scope) -> Condition:
    parts = _listed(data, keys, scope, "any")
    each = [bare(part) for part in parts]

    def check(match: Match) -> bool:
        captures, loops = match.captures, match.loops
        for part in each:
            if part(match):
                return True
            match.captures, match.loops = captures, loops
        return False

    return bounded(check, some(map(possible, parts)))


@word("not")
def _build_not(data: Any, keys: Keys, scope: Scope) -> Condition:
    inner = bare(compile_condition(data, keys, scope))

    def check(match: Match) -> bool:
        captures, loops = match.captures, match.loops
        held = inner(match)
        match.captures, match.loops = captures, loops
        return not held

    return check


@word("matches")
def _build_matches(data: Any, keys: Keys, scope: Scope) -> Condition:
    """``matches: name`` asks a condition of the rule's or pack's ``utils``."""
    if not isinstance(data, str) or data not in scope.utils:
        raise RuleError(f"no util is called `{data}`{hint(str(data), scope.utils)}", keys)
    if data in scope.stack:
        raise RuleError(f"the util `{data}` refers to itself", keys)
    inner = Scope(scope.utils, scope.options, (*scope.stack, data), scope.strict)
    return compile_condition(scope.utils[data], keys, inner)


def _predicate(name: str, value: Any, keys: Keys, scope: Scope) -> Condition:
    spec = REGISTRY[name]
    params = read_params(spec.params, spec.primary, value, keys, f"`{name}`", scope)
    function, can = spec.function, spec.possible

    def check(match: Match) -> bool:
        return function(match, **params)

    def holds_somewhere(project: Project, unit: FileUnit) -> bool:
        return can is None or can(project, unit, **params)

    return bounded(check, holds_somewhere if can is not None else None)
