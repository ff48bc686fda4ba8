"""Values that bench code computes names from, as far as source tells them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tree_sitter import Node

from perfrules.analysts.benchmarks.source.name import Name
from perfrules.index.project import FileUnit

Value = Any
"""A text, number, boolean, list, dict (a struct), one of the classes below, or None where it is not known."""


class Handle:
    """A ``Criterion``."""


@dataclass(frozen=True, slots=True)
class Group:
    """A ``BenchmarkGroup``."""

    name: Name


@dataclass(frozen=True, slots=True)
class Id:
    """A ``BenchmarkId``."""

    function: Name | None
    value: Name | None


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """A closure, or a path that may name a function: a place where the call graph knows what is called."""

    unit: FileUnit
    node: Node
    environment: Environment | None = field(default=None, repr=False)


class Environment:
    """Variables of a scope, and of those around it."""

    def __init__(self, unit: FileUnit, outer: Environment | None = None) -> None:
        self.unit = unit
        self.outer = outer
        self.values: dict[str, Value] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.values or (self.outer is not None and name in self.outer)

    def get(self, name: str) -> Value:
        """The value of a variable; None if it is not known."""
        if name in self.values:
            return self.values[name]
        return self.outer.get(name) if self.outer is not None else None

    def assign(self, name: str, value: Value) -> None:
        """Give a variable that exists another value."""
        if name in self.values or self.outer is None:
            self.values[name] = value
        else:
            self.outer.assign(name, value)


def as_name(value: Value) -> Name:
    """A value as ``Display`` shows it."""
    if isinstance(value, Name):
        return value
    if isinstance(value, str):
        return Name((value,) if value else ())
    if isinstance(value, bool):
        return Name(("true" if value else "false",))
    if isinstance(value, int):
        return Name((str(value),))
    if isinstance(value, float) and (1e-4 <= abs(value) < 1e15 or value == 0.0):
        return Name((repr(value).removesuffix(".0"),))
    return Name((None,))


_ESCAPE = re.compile(r"\\(?:\n\s*|u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_SUFFIX = re.compile(r"[iu](?:8|16|32|64|128|size)$")


def text_of_literal(literal: str) -> str:
    """What a string literal means, raw or not, of bytes or not."""
    body = literal.lstrip("bc")
    if body.startswith("r"):
        body = body[1:].strip("#")
        return body[1:-1]
    return _ESCAPE.sub(_unescaped, body[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    unicode, byte, char = found.groups()
    if unicode or byte:
        return chr(int((unicode or byte).replace("_", ""), 16))
    return _SIMPLE.get(char, char) if char else ""


def integer(literal: str) -> int | None:
    """The value of an integer literal."""
    text = _SUFFIX.sub("", literal).replace("_", "")
    try:
        return int(text, 0 if text[:2] in ("0x", "0o", "0b") else 10)
    except ValueError:
        return None


def decimal(literal: str) -> float | None:
    """The value of a floating-point literal."""
    try:
        return float(re.sub(r"f(?:32|64)$", "", literal).replace("_", ""))
    except ValueError:
        return None


_HOLE = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}")


def formatted(template: str, arguments: list[Value], variable: Callable[[str], Value]) -> Name:
    """What ``format!`` makes of a template; ``variable`` gives those that it names."""
    parts: list[Name | str | None] = []
    at = used = 0
    for hole in _HOLE.finditer(template):
        parts.append(template[at : hole.start()])
        at = hole.end()
        if hole[0] in ("{{", "}}"):
            parts.append(hole[0][0])
            continue
        which, spec = hole[1].strip(), hole[2] or ""
        if not which:
            value = arguments[used] if used < len(arguments) else None
            used += 1
        elif which.isdecimal():
            value = arguments[int(which)] if int(which) < len(arguments) else None
        else:
            value = variable(which)
        parts.append(_shown(value, spec))
    parts.append(template[at:])
    return Name.of(*parts)


def _shown(value: Value, spec: str) -> Name | None:
    if not spec or (spec == "?" and isinstance(value, int)):
        return as_name(value)
    if spec == "?" and isinstance(value, str) and value.isprintable() and not set(value) & set("\"\\'"):
        return Name((f'"{value}"',))
    width = re.fullmatch(r"([<>]?)(0?)(\d+)", spec)
    if width is not None and type(value) in (int, str):
        left = width[1] == "<" or (not width[1] and isinstance(value, str))
        text, fill = str(value), width[2] or " "
        return Name((text.ljust(int(width[3]), " ") if left else text.rjust(int(width[3]), fill),))
    return None
