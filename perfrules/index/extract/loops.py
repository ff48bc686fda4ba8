"""Loops, and closures that an iterator adapter calls once an element."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from perfrules.index import adapters
from perfrules.index.extract.captures import Captures, Span, span
from perfrules.index.extract.functions import Owners
from perfrules.index.facts import Function, Loop


class _Raw(NamedTuple):
    start: int
    end: int
    body: int
    iterated: Span | None
    kind: str
    adapter: str


def loops(captures: Captures, functions: tuple[Function, ...]) -> tuple[Loop, ...]:
    """All loops, outer before inner."""
    owners = Owners(functions)
    found: list[Loop] = []
    around: list[Loop] = []
    for raw in sorted(_raw(captures), key=lambda raw: (raw.start, -raw.end)):
        function = owners.of(raw.start)
        around = [loop for loop in around if loop.end >= raw.end]
        own = (loop for loop in around if loop.function == function and loop.kind != "maybe-closure")
        depth = 1 + sum(1 for loop in own if repeats(loop, raw.start))
        line = captures.syntax.line(raw.start)
        loop = Loop(raw.kind, raw.start, raw.end, raw.body, raw.iterated, raw.adapter, line, depth, function)
        found.append(loop)
        around.append(loop)
    return tuple(found)


class Depths:
    """Loop depth at increasing offsets, by a sweep."""

    def __init__(self, of: tuple[Loop, ...]) -> None:
        self.loops = [loop for loop in of if loop.kind != "maybe-closure"]
        self.next = 0
        self.open: list[Loop] = []

    def at(self, offset: int) -> int:
        """How many loops repeat what stands at the offset."""
        while self.next < len(self.loops) and self.loops[self.next].start <= offset:
            self.open.append(self.loops[self.next])
            self.next += 1
        if not self.open:
            return 0
        self.open = [loop for loop in self.open if loop.end > offset]
        return sum(1 for loop in self.open if repeats(loop, offset))


def repeats(loop: Loop, offset: int) -> bool:
    """Whether code at ``offset`` runs once an iteration: the body, and a ``while`` loop's condition."""
    if loop.body_start <= offset < loop.end:
        return True
    return loop.kind == "while" and loop.start <= offset < loop.end


def _raw(captures: Captures) -> list[_Raw]:
    found = []
    for kind in ("for", "while", "loop"):
        for match in captures.matches(kind):
            iterated = span(match["iterated"]) if "iterated" in match else None
            found.append(_Raw(*span(match["node"]), match["body"].start_byte, iterated, kind, ""))
    for match in captures.matches("closure"):
        name = captures.text(match["name"])
        sure = name not in adapters.SOMETIMES or _is_iterator(captures, match["iterated"])
        kind = "closure" if sure else "maybe-closure"
        body = match["body"].start_byte
        found.append(_Raw(*span(match["node"]), body, span(match["iterated"]), kind, name))
    return found


def _is_iterator(captures: Captures, node: Node) -> bool:
    """Whether an expression is an iterator by its look alone."""
    while True:
        if node.type == "parenthesized_expression" and node.named_child_count:
            node = node.named_children[0]
            continue
        if node.type == "range_expression":
            return True
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and function.type == "generic_function":
            function = function.child_by_field_name("function")
        if function is None or function.type != "field_expression":
            return False
        value = function.child_by_field_name("value")
        name = captures.field(function, "field")
        if name in adapters.YIELDS_ITERATOR:
            return True
        if value is None or name not in adapters.CONSUMES_LAZILY:
            return False
        node = value
