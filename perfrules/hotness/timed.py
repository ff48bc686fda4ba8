"""Which part of a benchmark's code is timed: what is handed to ``iter`` and its like."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from perfrules.index.effects import call_node
from perfrules.index.facts import Call
from perfrules.index.loops import leaves, loops_around
from perfrules.index.project import FileUnit, FunctionRef, Project

TIMED: Mapping[str, int] = {
    "iter": 0,
    "iter_batched": 1,
    "iter_batched_ref": 1,
    "iter_with_setup": 1,
    "iter_with_large_setup": 1,
    "iter_with_large_drop": 0,
    "iter_custom": 0,
    "bench": 0,
    "bench_local": 0,
    "bench_values": 0,
    "bench_local_values": 0,
    "bench_refs": 0,
    "bench_local_refs": 0,
}
"""Methods of the benchers of Criterion, libtest and divan, and which of their arguments is timed; the others
prepare."""


def timed_parts(unit: FileUnit, start: int, end: int) -> list[tuple[int, int]]:
    """The timed arguments in a span of a file, by position."""
    return [part for call in _calls(unit, start, end) if (part := _argument(unit, call)) is not None]


def timed_loops(project: Project, ref: FunctionRef, offset: int) -> int:
    """The loops around a place of a benchmark that are timed themselves."""
    unit, function = ref
    parts = timed_parts(unit, function.start, function.end)
    part = next((start for start, end in parts if start <= offset < end), function.end)
    return sum(
        loop.start >= part and not leaves(unit, loop, offset) for loop in loops_around(project, unit, offset)
    )


def _calls(unit: FileUnit, start: int, end: int) -> Iterator[Call]:
    calls = unit.facts.calls
    at = bisect_left(calls, start, key=lambda call: call.name_start)
    while at < len(calls) and calls[at].name_start < end:
        if calls[at].kind == "method" and calls[at].name in TIMED:
            yield calls[at]
        at += 1


def _argument(unit: FileUnit, call: Call) -> tuple[int, int] | None:
    """The timed argument; None for a call of another ``iter``."""
    node = call_node(unit, call)
    arguments = node.child_by_field_name("arguments") if node is not None else None
    listed: list[Node] = arguments.named_children if arguments is not None else []
    listed = [argument for argument in listed if "comment" not in argument.type]
    at = TIMED[call.name]
    return (listed[at].start_byte, listed[at].end_byte) if at < len(listed) else None
