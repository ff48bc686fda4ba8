"""Functions handed on as values: ``iter.map(parse)``, ``spawn(worker)``, ``Handler { run: step }``."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from perfrules.index.project import FileUnit, Project
from perfrules.syntax.parser import LANGUAGE

_QUERY = Query(
    LANGUAGE,
    """
    (arguments [(identifier) (scoped_identifier)] @value)
    (field_initializer value: [(identifier) (scoped_identifier)] @value)
    (array_expression [(identifier) (scoped_identifier)] @value)
    (tuple_expression [(identifier) (scoped_identifier)] @value)
    (static_item value: [(identifier) (scoped_identifier)] @value)
    """,
)


class Value(NamedTuple):
    """A path that names a function without calling it."""

    path: str
    start: int
    end: int
    given_to: tuple[int, int] | None
    """Span of the call that it is an argument of."""


def values_in(project: Project, unit: FileUnit) -> list[Value]:
    """Paths in value position whose last segment is the name of some function of the project."""
    found = []
    for node in QueryCursor(_QUERY).captures(unit.syntax.root).get("value", ()):
        path = unit.syntax.text(node)
        name = path.rpartition("::")[2]
        if name in project.functions or ("::" in path and name in project.methods_by_name):
            found.append(Value(path, node.start_byte, node.end_byte, _call_around(unit, node)))
    return sorted(set(found), key=lambda value: value.start)


def _call_around(unit: FileUnit, node: Node) -> tuple[int, int] | None:
    around = unit.syntax.ancestors(node)
    if len(around) > 1 and around[0].type == "arguments" and around[1].type == "call_expression":
        return around[1].start_byte, around[1].end_byte
    return None
