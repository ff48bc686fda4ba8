"""Predicates: general questions that any rule may ask, registered with their parameters.

A predicate is one function ``(match, **parameters) -> bool``, decorated with its parameters' types.
The decorator is all there is to adding one: checking, error messages, JSON Schema and documentation
follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from perfrules.rules.errors import RuleError
from perfrules.rules.possible import Condition
from perfrules.suggest import hint

__all__ = [
    "REGISTRY",
    "Condition",
    "Param",
    "Predicate",
    "Scope",
    "check_keys",
    "check_word",
    "predicate",
    "read_params",
    "substitute_options",
]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a predicate.

    ``kind`` is one of ``capture`` (a name), ``string``, ``strings`` (one or several), ``regex``, ``int``,
    ``number``, ``bool``, ``condition`` (a nested condition), ``captures``.
    """

    kind: str
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A registered predicate."""

    name: str
    params: Mapping[str, Param]
    primary: str | None
    """The parameter that a bare value (not a mapping) is given to."""
    function: Callable[..., bool]
    possible: Callable[..., bool] | None = None
    """``(project, unit, **parameters)``: False where the predicate holds nowhere in the file."""

    @property
    def doc(self) -> str:
        """The first paragraph of the function's docstring."""
        return " ".join((self.function.__doc__ or "").split("\n\n")[0].split())


REGISTRY: dict[str, Predicate] = {}


def predicate(
    word: str, /, *, primary: str | None = None, possible: Callable[..., bool] | None = None, **params: Param
) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """Register a predicate under the word that rules use. Parameters with ``_`` are written with ``-``."""

    def register(function: Callable[..., bool]) -> Callable[..., bool]:
        written = {key.rstrip("_").replace("_", "-"): param for key, param in params.items()}
        REGISTRY[word] = Predicate(word, written, primary, function, possible)
        return function

    return register


@dataclass(slots=True)
class Scope:
    """What compiling a rule's conditions may refer to."""

    utils: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    stack: tuple[str, ...] = ()
    strict: bool = True
    """Compile queries at once, so that a mistake is told of with its place."""


def check_keys(
    data: Mapping[str, Any], allowed: Sequence[str], keys: tuple[str | int, ...], what: str
) -> None:
    """Raise for the first key that is not allowed, naming the nearest one that is."""
    for key in data:
        if key not in allowed:
            raise RuleError(
                f"unknown key `{key}` in {what}{hint(str(key), allowed)}", (*keys, key), of_key=True
            )


def check_word(value: Any, choices: Iterable[str], keys: tuple[str | int, ...], what: str) -> str:
    """``value`` if it is one of ``choices``; raises naming the nearest that is."""
    listed = [str(choice) for choice in choices]
    if not isinstance(value, str) or value not in listed:
        close = hint(str(value), listed) or f"; one of {', '.join(filter(None, listed))}"
        raise RuleError(f"{what} cannot be `{value}`{close}", keys)
    return value


def read_params(
    params: Mapping[str, Param],
    primary: str | None,
    data: Any,
    keys: tuple[str | int, ...],
    what: str,
    scope: Scope,
) -> dict[str, Any]:
    """Check and convert a predicate's parameters; raises :class:`RuleError`."""
    if not isinstance(data, dict):
        if primary is None:
            raise RuleError(f"{what} takes a mapping", keys)
        data = {primary: data}
    check_keys(data, list(params), keys, what)
    values: dict[str, Any] = {}
    for name, param in params.items():
        if name in data:
            values[_python_name(name)] = _convert(
                param, data[name], (*keys, name), f"`{name}` of {what}", scope
            )
        elif param.required:
            raise RuleError(f"{what} needs `{name}`", keys)
        else:
            values[_python_name(name)] = param.default
    return values


def _python_name(name: str) -> str:
    name = name.replace("-", "_")
    return name + "_" if name in ("is", "in", "not", "with", "as", "from", "any", "all") else name


def _convert(param: Param, value: Any, keys: tuple[str | int, ...], what: str, scope: Scope) -> Any:
    value = substitute_options(value, scope.options)
    match param.kind:
        case "condition":
            from perfrules.rules.conditions import compile_condition

            return compile_condition(value, keys, scope)
        case "int":
            if isinstance(value, bool) or not isinstance(value, int):
                raise RuleError(f"{what} takes a whole number", keys)
            return value
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise RuleError(f"{what} takes a number", keys)
            return value
        case "bool":
            if not isinstance(value, bool):
                raise RuleError(f"{what} takes true or false", keys)
            return value
        case "regex":
            try:
                return re.compile(str(value))
            except re.error as error:
                raise RuleError(f"{what} is not a regular expression: {error}", keys) from None
        case "strings" | "captures":
            items = value if isinstance(value, list) else [value]
            for at, item in enumerate(items):
                _check_string(param, item, (*keys, at) if isinstance(value, list) else keys, what)
            return tuple(str(item) for item in items)
        case _:
            _check_string(param, value, keys, what)
            return str(value)


def _check_string(param: Param, value: Any, keys: tuple[str | int, ...], what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise RuleError(f"{what} takes a word", keys)
    if param.choices and value not in param.choices:
        check_word(value, param.choices, keys, what)


_OPTION = re.compile(r"\$\{([a-z0-9-]+)\}")


def substitute_options(value: Any, options: Mapping[str, Any]) -> Any:
    """``${name}`` in strings becomes the rule's option; a string that is nothing else takes its type."""
    if isinstance(value, str):
        whole = _OPTION.fullmatch(value)
        if whole and whole.group(1) in options:
            return options[whole.group(1)]
        return _OPTION.sub(lambda m: str(options.get(m.group(1), m.group(0))), value)
    if isinstance(value, list):
        return [substitute_options(item, options) for item in value]
    return value
