"""Functions by what a person calls them."""

from __future__ import annotations

from perfrules.index.callgraph.graph import CallGraph
from perfrules.index.project import FunctionRef


def find_functions(graph: CallGraph, text: str) -> list[FunctionRef]:
    """Functions by name, by the end of their path (``Lexer::next``), or by place (``src/lexer.rs:42``).

    Of several of one name, those in test code are left out.
    """
    file, colon, line = text.rpartition(":")
    if colon and line.isdigit() and not file.endswith(":"):
        found = [ref for ref in graph.functions() if _at(ref, file, int(line))]
        return found[-1:]
    wanted = tuple(part for part in text.split("::") if part)
    full = graph.resolver.paths.full
    found = [ref for ref in graph.functions() if wanted and full(ref)[-len(wanted) :] == wanted]
    return [ref for ref in found if not ref.unit.in_test(ref.function.start)] or found


def _at(ref: FunctionRef, file: str, line: int) -> bool:
    same = ref.unit.display == file or ref.unit.display.endswith(f"/{file}")
    return same and ref.function.line <= line <= ref.unit.syntax.line(ref.function.end)


def full_name(graph: CallGraph, ref: FunctionRef) -> str:
    """The whole path of a function."""
    return "::".join(part for part in graph.resolver.paths.full(ref) if part)
