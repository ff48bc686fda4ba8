"""Entry points: where calls come from that no code of the project makes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from perfrules.hotness.production import is_benchmark
from perfrules.hotness.services import serves, speaks_of
from perfrules.hotness.tables import Framework, tables
from perfrules.index.callgraph import Edge, Kind
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef
from perfrules.model.source import Role

TIMED = "timed"
"""What a benchmark times: no function, but a part of one."""
KINDS = ("bench", "handler", "ffi", "public", "spawned", "main")
WORDS = {
    TIMED: "the timed code of the benchmark",
    "bench": "the benchmark",
    "handler": "the request handler",
    "ffi": "the exported function",
    "public": "the public function",
    "spawned": "the spawned task",
    "main": "the program's",
}
"""What a function reached from an entry point is said to be reached from."""
OWN_WORDS = {
    "bench": "a benchmark",
    "handler": "a request handler",
    "ffi": "exported to other languages",
    "public": "part of the public API",
    "spawned": "run as a task or thread of its own",
    "main": "where the program starts",
}
_NAME = re.compile(r"[\w:]+")


def entry_kinds(ref: FunctionRef, callers: Iterable[Edge]) -> tuple[str, ...]:
    """The kinds of entry point that a function with these callers is, of :data:`KINDS`; mostly none."""
    unit, function = ref
    if is_benchmark(ref):
        return ("bench",)
    if unit.file.role not in (Role.LIBRARY, Role.BINARY) or unit.in_test(function.start):
        return ()
    found = []
    if _is_handler(ref, callers):
        found.append("handler")
    if _is_exported(unit, function):
        found.append("ffi")
    if function.is_public and unit.file.role is Role.LIBRARY:
        found.append("public")
    if any(edge.spawned for edge in callers):
        found.append("spawned")
    if function.name == "main" and function.self_type is None and function.parent is None:
        found.append("main")
    return tuple(found)


def _is_exported(unit: FileUnit, function: Function) -> bool:
    if any("no_mangle" in text or "export_name" in text for text in function.attributes):
        return True
    head = unit.syntax.source[function.start : function.name_start]
    return b'extern "' in head and function.is_public


def _is_handler(ref: FunctionRef, callers: Iterable[Edge]) -> bool:
    if serves(ref):
        return True
    attributes = ref.function.attributes
    around = list(_impl_attributes(ref)) if ref.function.trait is not None else []
    handed_on = [edge for edge in callers if edge.kind is Kind.VALUE]
    if not (attributes or around or handed_on):
        return False
    return any(
        _serves(ref.unit, attributes, around, handed_on, framework) for framework in tables().frameworks
    )


def _serves(
    unit: FileUnit,
    attributes: Iterable[str],
    around: Iterable[str],
    handed_on: Iterable[Edge],
    framework: Framework,
) -> bool:
    """Whether a function is a handler of one framework: marked so, in an impl marked so, or registered."""
    marked = _has(attributes, framework.attributes) or _has(
        around, framework.impl_attributes, framework.crates
    )
    return (marked and speaks_of(unit, framework)) or any(_registers(edge, framework) for edge in handed_on)


def _impl_attributes(ref: FunctionRef) -> Iterable[str]:
    for item in ref.unit.facts.items:
        if item.kind == "impl_item" and item.start <= ref.function.start < item.end:
            yield from item.attributes


def _has(attributes: Iterable[str], names: frozenset[str], crates: frozenset[str] = frozenset()) -> bool:
    """Whether an attribute has one of the names, written with one of the crates' if they are given."""
    for text in attributes:
        found = _NAME.match(text)
        head, _, name = (found[0] if found else "").rpartition("::")
        if name in names and (not crates or head.replace("_", "-") in crates):
            return True
    return False


def _registers(edge: Edge, framework: Framework) -> bool:
    """Whether a function is handed to the framework here."""
    return edge.given_to.rpartition("::")[2] in framework.calls and speaks_of(edge.unit, framework)
