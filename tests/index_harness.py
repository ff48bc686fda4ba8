"""Projects made of snippets, and expressions marked with the type that they have to have.

``⟦expression ⇒ Type⟧`` marks an expression; the marks are taken out before parsing and may be nested.
The type is written as Rust writes it, without paths; ``_`` is an unknown one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.build import index_source
from perfrules.index.infer import Inference, inference_at
from perfrules.index.knowledge import Knowledge
from perfrules.index.project import FileUnit, Project, read_knowledge
from perfrules.index.types import Type
from perfrules.model.source import Crate, Role, SourceFile

_MARK = re.compile(r"⟦|\s*⇒\s*([^⟧]*?)\s*⟧")


class Mark(NamedTuple):
    """A marked span of bytes and what is said about it."""

    start: int
    end: int
    says: str


@cache
def knowledge() -> Knowledge:
    """The knowledge files, read once."""
    return read_knowledge()


def unmarked(text: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks."""
    source, marks, starts, at = "", [], [], 0
    for found in _MARK.finditer(text):
        source += text[at : found.start()]
        at = found.end()
        here = len(source.encode())
        if found.group() == "⟦":
            starts.append(here)
        else:
            marks.append(Mark(starts.pop(), here, found.group(1)))
    assert not starts, "a mark is not closed"
    return source + text[at:], marks


def project_of(
    files: str | dict[str, str], crate: str = "demo", dependencies: tuple[str, ...] = ()
) -> Project:
    """A crate of files by path; a text alone is its ``src/lib.rs``."""
    project = Project({}, knowledge())
    package = Crate(crate, Path("/crate"), dependencies=frozenset(dependencies))
    for name, text in ({"src/lib.rs": files} if isinstance(files, str) else files).items():
        file = SourceFile(Path("/crate") / name, name, Role.LIBRARY, package)
        project.merge(index_source(text.encode(), file, project.diagnostics))
    assert not project.diagnostics, project.diagnostics
    return project


def unit_of(text: str) -> FileUnit:
    """A single file's unit."""
    return project_of(text).files["src/lib.rs"]


def node_at(unit: FileUnit, start: int, end: int) -> Node:
    """The largest node that covers exactly a span."""
    node = unit.syntax.root.descendant_for_byte_range(start, end)
    assert node is not None
    same = [
        around
        for around in unit.syntax.ancestors(node)
        if (around.start_byte, around.end_byte) == (start, end) and around.type != "expression_statement"
    ]
    return same[-1] if same else node


def inference_of(project: Project, unit: FileUnit, offset: int) -> Inference:
    """The inference at a place, which has to be in a function."""
    inference = inference_at(project, unit, offset)
    assert inference is not None
    return inference


def typed(
    text: str | dict[str, str], dependencies: tuple[str, ...] = ()
) -> list[tuple[str, str, Type, Inference]]:
    """Every marked expression: its text, the type it should have, the type it has, and the inference."""
    files = {"src/lib.rs": text} if isinstance(text, str) else text
    split = {name: unmarked(content) for name, content in files.items()}
    project = project_of({name: source for name, (source, _) in split.items()}, dependencies=dependencies)
    found = []
    for name, (source, marks) in split.items():
        unit = project.files[name]
        for mark in marks:
            inference = inference_of(project, unit, mark.start)
            node = node_at(unit, mark.start, mark.end)
            expression = source.encode()[mark.start : mark.end].decode()
            found.append((expression, mark.says, inference.type_of(node), inference))
    return found


def wrong_types(text: str | dict[str, str], dependencies: tuple[str, ...] = ()) -> list[str]:
    """What does not have the type written at it."""
    found = typed(text, dependencies)
    assert found, "nothing is marked"
    return [f"{what}: {of}, not {says}" for what, says, of, _ in found if str(of) != says]
