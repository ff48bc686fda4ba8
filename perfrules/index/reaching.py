"""Effects of calls, those of the project's own functions looked through."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.effects import call_node, callee_of, effects_of
from perfrules.index.facts import Call
from perfrules.index.knowledge import Signature
from perfrules.index.project import FileUnit, FunctionRef, Project

_ELSEWHERE = frozenset({"closure_expression", "async_block", "function_item"})
"""What a call stands in that is not run (or not now) when the function around it is."""


class Reached(NamedTuple):
    """A library call with a wanted effect, and the project's functions that lead to it."""

    unit: FileUnit
    call: Call
    through: tuple[str, ...]


def call_at(unit: FileUnit, node: Node) -> Call | None:
    """The call of the index that a call expression is."""
    calls = unit.facts.calls
    at = bisect_left(calls, node.start_byte, key=lambda call: call.name_start)
    while at < len(calls) and calls[at].name_start < node.end_byte:
        if (calls[at].start, calls[at].end) == (node.start_byte, node.end_byte):
            return calls[at]
        at += 1
    return None


class Wanted(NamedTuple):
    """What calls are looked for: with one of the effects, but not of a name that ``but`` matches."""

    effects: frozenset[str]
    but: re.Pattern[str] | None = None


def reached(project: Project, unit: FileUnit, call: Call, wanted: Wanted, depth: int) -> Reached | None:
    """A library call with one of the effects that a call is, or leads to within ``depth`` own functions.

    Calls of asynchronous functions lead nowhere (they are awaited where they are polled), nor do calls
    inside closures and async blocks, which run elsewhere.
    """
    return _reached(project, unit, call, wanted, depth, frozenset())


def _reached(
    project: Project, unit: FileUnit, call: Call, wanted: Wanted, depth: int, seen: frozenset[tuple[str, int]]
) -> Reached | None:
    if wanted.but is not None and wanted.but.search(call.path or call.name):
        return None
    if wanted.effects & effects_of(project, unit, call) and not _gives_future(project, unit, call):
        return Reached(unit, call, ())
    if depth <= 0 or call.kind == "macro":
        return None
    ref = callee_of(project, unit, call)
    if ref is None or ref.function.is_async or ref.function.body_start < 0 or _returns_future(ref):
        return None
    key = (ref.unit.display, ref.function.index)
    if key in seen:
        return None
    for inner in _calls_of(ref):
        found = _reached(project, ref.unit, inner, wanted, depth - 1, seen | {key})
        if found is not None:
            return Reached(found.unit, found.call, (ref.function.name, *found.through))
    return None


def _calls_of(ref: FunctionRef) -> list[Call]:
    """The calls that running a function runs itself."""
    calls = ref.unit.facts.calls
    found = []
    at = bisect_left(calls, ref.function.start, key=lambda call: call.name_start)
    while at < len(calls) and calls[at].name_start < ref.function.end:
        call = calls[at]
        if call.function == ref.function.index and _runs_here(ref, call):
            found.append(call)
        at += 1
    return found


def _runs_here(ref: FunctionRef, call: Call) -> bool:
    node = call_node(ref.unit, call)
    if node is None:
        return False
    for around in ref.unit.syntax.ancestors(node):
        if around.type in _ELSEWHERE:
            return around.type == "function_item"
    return True


def _gives_future(project: Project, unit: FileUnit, call: Call) -> bool:
    """Whether a library call only makes a future: its effects come when that is awaited."""
    from perfrules.index.infer import inference_at

    node = call_node(unit, call)
    inference = inference_at(project, unit, call.name_start)
    callee = inference.callee(node) if inference is not None and node is not None else None
    return isinstance(callee, Signature) and callee.returns.name == "Future"


def _returns_future(ref: FunctionRef) -> bool:
    return "Future" in ref.function.return_type
