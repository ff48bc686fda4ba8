"""A function's surroundings, or the project at a glance, to read and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from perfrules.hotness.formula import Hotness
from perfrules.hotness.view import FunctionView, Overview
from perfrules.index.callgraph import Edge
from perfrules.index.project import FunctionRef

_NAMED = 5
"""Entry points, ways and groups that are spelled out before the rest is only counted."""


def as_text(view: FunctionView | Overview) -> str:
    """For a terminal."""
    lines = _function(view) if isinstance(view, FunctionView) else _overview(view)
    return "\n".join(lines) + "\n"


def _function(view: FunctionView) -> Iterable[str]:
    marks = [*view.entry, *([view.tier] if view.tier else [])]
    yield f"{view.ref.function.qualified}  {_place(view.ref)}" + (f"  [{', '.join(marks)}]" if marks else "")
    yield ""
    yield f"hotness {view.hotness.value:.2f}"
    for term in view.hotness.terms:
        yield f"  {term.value:+.2f}  {term.text}"
    if view.ways:
        yield ""
        yield "reached from"
        yield from (f"  {way}" for way in view.ways[:_NAMED])
        yield from _rest(len(view.ways))
    for title, edges in (("callers", view.callers), ("callees", view.callees)):
        yield ""
        yield f"{title} ({len(edges)})"
        for edge in edges:
            name = edge.caller_name if title == "callers" else edge.callee.function.qualified
            yield f"  {name}  {edge.unit.display}:{edge.line}  {', '.join(_notes(edge))}"


def _notes(edge: Edge) -> Iterable[str]:
    yield edge.kind.value if edge.confidence >= 0.5 else f"{edge.kind.value}, unsure"
    if edge.loop_depth:
        yield "in a loop" if edge.loop_depth == 1 else f"in {edge.loop_depth} loops"
    if edge.spawned:
        yield "spawned"
    if edge.unit.in_test(edge.start):
        yield "test"


def _overview(view: Overview) -> Iterable[str]:
    yield f"{view.functions} functions in {view.files} files"
    yield ""
    yield "entry points"
    for kind, refs in view.entries:
        names = ", ".join(ref.function.qualified for ref in islice(refs, _NAMED))
        yield f"  {kind:<8} {len(refs):>5}  {names}{' …' if len(refs) > _NAMED else ''}"
    yield ""
    yield "hottest functions"
    for ref, hotness in view.hottest:
        yield f"  {hotness.value:.2f}  {ref.function.qualified}  {_place(ref)}"
        yield f"        {'; '.join(term.text for term in hotness.terms)}"
    if view.recursive:
        yield ""
        yield "recursive"
        for group in view.recursive[:_NAMED]:
            names = ", ".join(ref.function.qualified for ref in islice(group, _NAMED))
            yield f"  {names}{f' and {len(group) - _NAMED} more' if len(group) > _NAMED else ''}"
        yield from _rest(len(view.recursive))


def _rest(number: int) -> Iterable[str]:
    if number > _NAMED:
        yield f"  and {number - _NAMED} more"


def _place(ref: FunctionRef) -> str:
    return f"{ref.unit.display}:{ref.function.line}"


def as_json(view: FunctionView | Overview) -> str:
    """For programs."""
    data = _function_data(view) if isinstance(view, FunctionView) else _overview_data(view)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _function_data(view: FunctionView) -> dict[str, Any]:
    return {
        **_ref_data(view.ref),
        "entry": list(view.entry),
        "tier": view.tier,
        **_hotness_data(view.hotness),
        "reachedFrom": [way.names() for way in view.ways],
        "callers": [_edge_data(edge, edge.caller) for edge in view.callers],
        "callees": [_edge_data(edge, edge.callee) for edge in view.callees],
    }


def _overview_data(view: Overview) -> dict[str, Any]:
    return {
        "functions": view.functions,
        "files": view.files,
        "entries": {kind: [_ref_data(ref) for ref in refs] for kind, refs in view.entries},
        "hottest": [{**_ref_data(ref), **_hotness_data(hotness)} for ref, hotness in view.hottest],
        "recursive": [[_ref_data(ref) for ref in group] for group in view.recursive],
    }


def _ref_data(ref: FunctionRef) -> dict[str, Any]:
    return {"function": ref.function.qualified, "path": ref.unit.display, "line": ref.function.line}


def _hotness_data(hotness: Hotness) -> dict[str, Any]:
    terms = [{"name": term.name, "value": term.value, "text": term.text} for term in hotness.terms]
    return {"hotness": hotness.value, "terms": terms}


def _edge_data(edge: Edge, other: FunctionRef | None) -> dict[str, Any]:
    return {
        "function": other.function.qualified if other is not None else None,
        "path": edge.unit.display,
        "line": edge.line,
        "kind": edge.kind.value,
        "confidence": edge.confidence,
        "loopDepth": edge.loop_depth,
        "spawned": edge.spawned,
        "test": edge.unit.in_test(edge.start),
    }
