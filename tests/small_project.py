"""Small crates for tests, indexed from text; and their call graph as text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

from tree_sitter import Node

from perfrules.index.build import index_source
from perfrules.index.callgraph import Edge, call_graph
from perfrules.index.knowledge import Knowledge
from perfrules.index.project import FileUnit, FunctionRef, Project, read_knowledge
from perfrules.model.report import Diagnostic
from perfrules.model.source import Crate, Role, SourceFile

_ROLES = {
    "src/main.rs": Role.BINARY,
    "benches": Role.BENCH,
    "tests": Role.TEST,
    "examples": Role.EXAMPLE,
}


@cache
def _knowledge() -> Knowledge:
    return read_knowledge()


def index(
    files: dict[str, str] | str,
    *,
    depends_on: tuple[str, ...] = (),
    tiers: dict[str, tuple[str, ...]] | None = None,
    features: dict[str, bool] | None = None,
    name: str = "small",
) -> Project:
    """The project of a small crate; a single text is its ``src/lib.rs``.

    ``features`` says of features whether they are on by default.
    """
    listed = {"src/lib.rs": files} if isinstance(files, str) else files
    on, off = ({name for name, is_on in (features or {}).items() if is_on is each} for each in (True, False))
    crate = Crate(
        name,
        Path("/small"),
        "2021",
        dependencies=frozenset(depends_on),
        features_on=frozenset(on),
        features_off=frozenset(off),
    )
    project = Project({}, _knowledge(), tiers=tiers or {})
    notes: list[Diagnostic] = []
    for path, text in sorted(listed.items()):
        role = _ROLES.get(path) or _ROLES.get(path.split("/")[0], Role.LIBRARY)
        file = SourceFile(crate.root / path, path, role, crate)
        project.merge(index_source(dedent(text).encode(), file, notes))
    assert not notes
    return project


def place(project: Project, text: str) -> tuple[FileUnit, Node]:
    """Where a text first stands in a project of one file: the file, and the node there."""
    (unit,) = project.files.values()
    start = unit.syntax.source.index(text.encode())
    node = unit.syntax.root.descendant_for_byte_range(start, start)
    assert node is not None
    return unit, node


def function(project: Project, name: str) -> FunctionRef:
    """The one function of a qualified name."""
    found = [ref for ref in call_graph(project).functions() if ref.function.qualified == name]
    assert len(found) == 1, f"{len(found)} functions `{name}`"
    return found[0]


def edges_text(project: Project) -> list[str]:
    """The whole graph, a line an edge, sorted: ``run -> step: path, loops 1``."""
    return sorted(edge_text(edge) for edge in call_graph(project).edges())


def edge_text(edge: Edge) -> str:
    """``run -> step: path, loops 1, spawned, unsure``."""
    words = [edge.kind.value]
    if edge.loop_depth:
        words.append(f"loops {edge.loop_depth}")
    if edge.spawned:
        words.append("spawned")
    if edge.confidence < 0.5:
        words.append("unsure")
    return f"{edge.caller_name} -> {edge.callee.function.qualified}: {', '.join(words)}"
