"""Patterns: what a rule looks for, by name (a method, a path, a macro, a loop …) or by tree-sitter query.

A pattern can be asked for its matches in a span of a file, and whether one node matches. Names are
looked up in the index, so that a hundred rules about methods cost one pass; queries of all rules are
run together by :mod:`perfrules.rules.engine`.
"""

from __future__ import annotations

import fnmatch
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

from tree_sitter import Node, Query, QueryCursor, QueryError

from perfrules.index.by_path import may_be_method, receiver_of
from perfrules.index.effects import call_node, has_effect
from perfrules.index.facts import Call, Function, Loop
from perfrules.index.loops import is_loop
from perfrules.index.project import FileUnit, Project
from perfrules.rules.captures import (
    LOOP_NODES,
    call_captures,
    field_captures,
    flatten,
    function_node,
    loop_captures,
    loop_node,
)
from perfrules.rules.errors import RuleError
from perfrules.rules.match import Captures
from perfrules.rules.possible import Possible, some
from perfrules.rules.query_roots import root_kinds
from perfrules.syntax.parser import LANGUAGE

_Fact = TypeVar("_Fact", Function, Loop)


class Found(NamedTuple):
    """One match of a pattern; a loop comes with its facts."""

    captures: Captures
    loop: Loop | None = None


class Pattern(Protocol):
    """What all patterns can be asked."""

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        """Matches that start within a span of bytes, in order."""

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        """The match whose node is ``node``, if there is one."""

    def possible(self) -> Possible | None:
        """What it can be asked of a whole file."""


@dataclass(frozen=True, slots=True)
class CallPattern:
    """Calls of methods, paths or macros by name, or any call by its effects."""

    kind: str
    """``method``, ``path``, ``macro`` or ``any``."""
    names: frozenset[str] = frozenset()
    """Last segments; empty for any name."""
    paths: tuple[str, ...] = ()
    """Globs over the whole path, such as ``Vec::new`` or ``*::fs::*``, each matched at its end."""
    effects: frozenset[str] = frozenset()

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        for call in unit.calls_within(start, end):
            found = self.accept(project, unit, call)
            if found is not None:
                yield found

    def accept(self, project: Project, unit: FileUnit, call: Call) -> Found | None:
        """The match for one call of the index; a method may be called by path."""
        return (
            call_found(project, unit, call, self.as_method(call)) if self.fits(project, unit, call) else None
        )

    def as_method(self, call: Call) -> bool:
        """Whether a call by path is looked at as that of a method."""
        return self.kind == "method" and may_be_method(call)

    def fits(self, project: Project, unit: FileUnit, call: Call) -> bool:
        """Whether names, paths and effects are those looked for."""
        if self.names and unit.named(call) not in self.names:
            return False
        if self.kind not in ("any", call.kind) and not self.as_method(call):
            return False
        if self.paths:
            path = full_path(project, unit, call)
            if not any(path_matches(path, glob) for glob in self.paths):
                return False
        return not self.effects or has_effect(project, unit, call, self.effects)

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        if node.type != "call_expression":
            return None
        call = unit.call_spanning(node.start_byte, node.end_byte)
        return self.accept(project, unit, call) if call is not None else None

    def possible(self) -> Possible | None:
        """Only names tell."""
        return self._called if self.names else None

    def _called(self, project: Project, unit: FileUnit) -> bool:
        return not self.names.isdisjoint(unit.called_names)


def _starting(items: Sequence[_Fact], start: int, end: int) -> Iterator[_Fact]:
    """Those of a file's functions or loops that start inside a span."""
    at = bisect_left(items, start, key=lambda item: item.start)
    while at < len(items) and items[at].start < end:
        yield items[at]
        at += 1


def call_found(project: Project, unit: FileUnit, call: Call, as_method: bool) -> Found | None:
    """A call with its parts; None for one that is no method after all, where it is to be one."""
    node = call_node(unit, call)
    if node is None:
        return None
    receiver = receiver_of(project, unit, call, node) if as_method else None
    return None if as_method and receiver is None else Found(call_captures(node, receiver))


@dataclass(frozen=True, slots=True)
class PlacedCallPattern:
    """Calls, but not of macros, by where they stand, as far as the index tells: quick to find."""

    place: str
    """``any``; ``in-loop``; ``recursive``: in a function of its name; ``repeated``: not the first there."""

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        seen: set[tuple[int | None, str, bytes]] = set()
        for call in unit.facts.calls:
            if call.kind != "macro" and self._fits(unit, call, seen) and start <= call.start < end:
                node = call_node(unit, call)
                if node is not None:
                    yield Found(call_captures(node))

    def _fits(self, unit: FileUnit, call: Call, seen: set[tuple[int | None, str, bytes]]) -> bool:
        if self.place == "any":
            return True
        if self.place == "in-loop":
            return call.loop_depth > 0
        if self.place == "recursive":
            return call.function is not None and unit.facts.functions[call.function].name == call.name
        key = call.function, call.name, unit.syntax.source[call.start : call.end]
        known = key in seen
        seen.add(key)
        return known

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        found = self.search(project, unit, node.start_byte, node.start_byte + 1)
        return next((one for one in found if one.captures["match"].id == node.id), None)

    def possible(self) -> Possible | None:
        """Finding them is as quick."""
        return None


@dataclass(frozen=True, slots=True)
class LoopPattern:
    """Loops by kind; closures that are loops only for some receivers are asked about by type."""

    kinds: frozenset[str]

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        for loop in _starting(unit.facts.loops, start, end):
            found = self.accept(project, unit, loop)
            if found is not None:
                yield found

    def accept(self, project: Project, unit: FileUnit, loop: Loop) -> Found | None:
        """The match for one loop of the index."""
        kind = "closure" if loop.kind == "maybe-closure" else loop.kind
        if kind not in self.kinds or not is_loop(project, unit, loop):
            return None
        node = loop_node(unit, loop)
        return Found(loop_captures(unit, node, loop), loop) if node is not None else None

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        if node.type not in LOOP_NODES:
            return None
        for loop in _starting(unit.facts.loops, node.start_byte, node.start_byte + 1):
            if loop.end == node.end_byte:
                return self.accept(project, unit, loop)
        return None

    def possible(self) -> Possible | None:
        """Whether there are loops."""
        return lambda project, unit: bool(unit.facts.loops)


@dataclass(frozen=True, slots=True)
class FunctionPattern:
    """Functions with a body."""

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        for function in _starting(unit.facts.functions, start, end):
            if function.body_start >= 0:
                node = function_node(unit, function)
                if node is not None:
                    yield Found(field_captures(node, ("name", "parameters", "body", "return_type")))

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        if node.type != "function_item":
            return None
        return Found(field_captures(node, ("name", "parameters", "body", "return_type")))

    def possible(self) -> Possible | None:
        """Most files have functions."""
        return None


@dataclass(frozen=True, slots=True)
class QueryPattern:
    """A tree-sitter query; the node captured as ``@match`` is what a finding is about.

    It is compiled when first asked: compiling takes longer than all else that loading rules does.
    """

    text: str

    @property
    def query(self) -> Query:
        """The compiled query."""
        return compiled(self.text)

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        cursor = QueryCursor(self.query)
        cursor.set_byte_range(start, max(start + 1, end))
        found = []
        for _, captures in cursor.matches(unit.syntax.root):
            flat = flatten(captures)
            if "match" in flat and start <= flat["match"].start_byte and flat["match"].end_byte <= end:
                found.append(Found(flat))
        found.sort(key=lambda f: f.captures["match"].start_byte)
        yield from found

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        kinds = root_kinds(self.text)
        if kinds is not None and node.type not in kinds:
            return None
        cursor = QueryCursor(self.query)
        cursor.set_max_start_depth(0)
        for _, captures in cursor.matches(node):
            flat = flatten(captures)
            if "match" in flat and flat["match"].id == node.id:
                return Found(flat)
        return None

    def possible(self) -> Possible | None:
        """Asking a query of the whole file would cost what is to be spared."""
        return None


@dataclass(frozen=True, slots=True)
class AnyPattern:
    """Any of several patterns."""

    parts: tuple[Pattern, ...]

    def search(self, project: Project, unit: FileUnit, start: int, end: int) -> Iterator[Found]:
        found = [f for part in self.parts for f in part.search(project, unit, start, end)]
        yield from sorted(found, key=lambda f: f.captures["match"].start_byte)

    def test(self, project: Project, unit: FileUnit, node: Node) -> Found | None:
        for part in self.parts:
            found = part.test(project, unit, node)
            if found is not None:
                return found
        return None

    def possible(self) -> Possible | None:
        """Whether one of them is."""
        return some(part.possible() for part in self.parts)


@cache
def compiled(text: str) -> Query:
    """A query, compiled once whoever asks; raises :class:`RuleError` naming the line inside it."""
    try:
        query = Query(LANGUAGE, text)
    except QueryError as error:
        message = str(error)
        row = next(
            (int(part) for part in message.replace(",", " ").replace(":", " ").split() if part.isdigit()), 0
        )
        raise RuleError(f"invalid tree-sitter query: {message}", line_offset=row) from None
    names = {query.capture_name(at) for at in range(query.capture_count)}
    if "match" not in names:
        raise RuleError("the query captures nothing as @match, the node that findings are about")
    return query


def full_path(project: Project, unit: FileUnit, call: Call) -> str:
    """A call's path with its first segment replaced by what is imported there under that name."""
    path = "".join(call.path.split())
    if "<" in path:
        head, _, tail = path.partition("<")
        path = head.removesuffix("::") + tail.rpartition(">")[2]
    first, sep, rest = path.partition("::")
    imported = project.names(unit, call.start).imports.get(first)
    return f"{imported}{sep}{rest}" if imported is not None else path


def path_matches(path: str, glob: str) -> bool:
    """Whether a path ends in what ``glob`` says, segment by segment."""
    wanted = glob.split("::")
    segments = path.split("::")[-len(wanted) :]
    return len(segments) == len(wanted) and all(map(fnmatch.fnmatchcase, segments, wanted))
