"""Kinds of places in code: test code, error paths, start-up, code that runs once …

``cold-path`` stands for the places whose cost is not run time that anybody waits for.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.hotness.error_text import builds_error_text, only_errors_call
from perfrules.hotness.start_up import starts_up
from perfrules.hotness.surroundings import surroundings
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, Project
from perfrules.model.source import Role

_ROLES = {
    "test": Role.TEST,
    "bench": Role.BENCH,
    "example": Role.EXAMPLE,
    "build-script": Role.BUILD_SCRIPT,
    "library": Role.LIBRARY,
    "binary": Role.BINARY,
}
COLD = frozenset({"error-path", "drop", "formatting", "debug-log", "cold", "once", "const", "proc-macro"})
PLACES = (*_ROLES, *sorted(COLD), "cold-path", "start-up", "main", "async", "waiting", "unsafe")
"""All words for places."""

_MACROS = re.compile(r"derive|macro|codegen")
_ERROR_NAME = re.compile(r"(?:^|_)(?:err|error|errors|fail|failed|failure|panic|warn|warning|abort)(?:_|$)")
_ERROR_TYPE = re.compile(r"\b\w*(?:Error|Err|Diagnostic|Failure|Exception)\b")
_FORMATTER = re.compile(r"\bFormatter(?:<'_>)?$")
_ERROR_MODULES = frozenset({"error", "errors"})
_COLD_ATTRIBUTE = re.compile(r"^cold$")
_REPEATS = frozenset({"for_expression", "while_expression", "loop_expression"})
_FORMATTING = re.compile(r"^(?:(?:\w+::)*)(?:Debug|Display|LowerHex|UpperHex|Pointer|Binary)$")


def in_place(project: Project, unit: FileUnit, node: Node, place: str) -> bool:
    """Whether a node stands in a place of :data:`PLACES`."""
    key = (place, node.id)
    known = unit.places.get(key)
    if known is None:
        known = unit.places[key] = _in_place(project, unit, node, place)
    return known


def _in_place(project: Project, unit: FileUnit, node: Node, place: str) -> bool:
    match place:
        case "test":
            return unit.in_test(node.start_byte)
        case "bench" | "example" | "build-script" | "library" | "binary":
            return unit.file.role is _ROLES[place]
        case "cold-path":
            return _cold(project, unit, node)
        case "proc-macro":
            return is_proc_macro(unit)
        case "main":
            function = unit.function_at(node.start_byte)
            return function is not None and function.name == "main" and function.self_type is None
        case "start-up":
            return starts_up(project, unit, node)
        case "async":
            return is_async(unit, node)
        case "waiting":
            return waits(unit, node)
        case "unsafe":
            return _unsafe(unit, node)
        case "drop" | "formatting" | "cold":
            return _function_place(project, unit, unit.function_at(node.start_byte)) == place
        case "error-path":
            return place in surroundings(unit, node) or _builds_error_text(project, unit, node)
        case _:
            return place in surroundings(unit, node)


def _builds_error_text(project: Project, unit: FileUnit, node: Node) -> bool:
    def fails(use: Node) -> bool:
        return "error-path" in surroundings(unit, use)

    return builds_error_text(project, unit, node, fails) or only_errors_call(project, unit, node, fails)


def _cold(project: Project, unit: FileUnit, node: Node) -> bool:
    return (
        is_proc_macro(unit)
        or not _ERROR_MODULES.isdisjoint(unit.module.split("::"))
        or _function_place(project, unit, unit.function_at(node.start_byte)) is not None
        or bool(surroundings(unit, node))
        or _builds_error_text(project, unit, node)
    )


def is_proc_macro(unit: FileUnit) -> bool:
    """Whether the file runs inside the compiler: a crate of macros that builds on ``syn`` and ``quote``."""
    crate = unit.file.crate
    return crate is not None and {"syn", "quote"} <= crate.dependencies and bool(_MACROS.search(crate.name))


def _function_place(project: Project, unit: FileUnit, function: Function | None) -> str | None:
    """``drop``, ``formatting`` or ``cold`` for what the whole function is."""
    while function is not None:
        trait = (function.trait or "").split("<")[0]
        if trait.rpartition("::")[2] == "Drop":
            return "drop"
        if function.name == "fmt" and _FORMATTING.match(trait):
            return "formatting"
        if any(_FORMATTER.search(parameter.type) for parameter in function.parameters):
            return "formatting"
        if any(_COLD_ATTRIBUTE.match(text) for text in function.attributes):
            return "cold"
        if _ERROR_NAME.search(function.name) or _returns_error(function):
            return "cold"
        if dict(function.tags).get("tier", "").upper() == "COLD":
            return "cold"
        function = unit.facts.functions[function.parent] if function.parent is not None else None
    return None


def _returns_error(function: Function) -> bool:
    """Whether a function makes an error: its result is one, or it belongs to one."""
    result = function.return_type
    plain = not result.startswith(("Result", "Option", "io::Result", "impl")) and "<" not in result
    own = (function.self_type or "").split("<")[0].strip()
    return (plain and bool(_ERROR_TYPE.search(result))) or own.endswith(("Error", "ErrorKind", "Diagnostic"))


def is_async(unit: FileUnit, node: Node) -> bool:
    """Whether the nearest body around a node is asynchronous."""
    function = unit.function_at(node.start_byte)
    if function is not None and unit.syntax.source.find(b"async", function.start, function.end) < 0:
        return False  # asked of every call, and quicker than a look around
    for around in unit.syntax.ancestors(node):
        if around.type == "async_block":
            return True
        if around.type == "closure_expression":
            return around.children[0].type == "async" if around.children else False
        if around.type == "function_item":
            return function is not None and function.is_async
    return False


def waits(unit: FileUnit, node: Node) -> bool:
    """Whether the asynchronous code around a node waits for something each time the node runs: its nearest
    loop holds an ``.await``, or outside loops its body does."""
    if not is_async(unit, node):
        return False
    for around in unit.syntax.ancestors(node):
        if around.type in _REPEATS or around.type in ("async_block", "function_item"):
            return b".await" in unit.syntax.source[around.start_byte : around.end_byte]
    return False


def _unsafe(unit: FileUnit, node: Node) -> bool:
    if any(around.type == "unsafe_block" for around in unit.syntax.ancestors(node)):
        return True
    function = unit.function_at(node.start_byte)
    return function is not None and function.is_unsafe
