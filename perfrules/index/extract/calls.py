"""Calls of methods, paths and macros."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.index.extract.captures import Captures
from perfrules.index.extract.functions import Owners
from perfrules.index.extract.loops import Depths
from perfrules.index.facts import Call, Function, Loop
from perfrules.index.types import strip_generics


class _Raw(NamedTuple):
    name_start: int
    start: int
    end: int
    kind: str
    name: str
    path: str


def calls(captures: Captures, functions: tuple[Function, ...], loops: tuple[Loop, ...]) -> tuple[Call, ...]:
    """All calls, by where their name stands."""
    owners, depths = Owners(functions), Depths(loops)
    return tuple(
        Call(
            raw.kind,
            raw.name,
            raw.path,
            raw.start,
            raw.end,
            raw.name_start,
            owners.of(raw.name_start),
            depths.at(raw.name_start),
        )
        for raw in sorted(_raw(captures))
    )


def _raw(captures: Captures) -> list[_Raw]:
    found = []
    text = captures.text
    for match in captures.matches("method"):
        name, node = match["name"], match["node"]
        found.append(_Raw(name.start_byte, node.start_byte, node.end_byte, "method", text(name), ""))
    for kind in ("path", "macro"):
        for match in captures.matches(kind):
            name, node = match["name"], match["node"]
            rewritten = name.start_byte in captures.syntax.macros
            if kind == "macro" and node.type == "call_expression" and not rewritten:
                continue
            path = strip_generics(text(name))
            last = path.rpartition("::")[2]
            found.append(_Raw(name.start_byte, node.start_byte, node.end_byte, kind, last, path))
    for block in captures.syntax.blocks.values():
        last = block.path.rpartition("::")[2]
        found.append(_Raw(block.start, block.start, block.end, "macro", last, block.path))
    return found
