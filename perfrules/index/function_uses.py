"""Where a function is named without being called, in all files of its crate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from perfrules.index.callgraph import call_graph
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, FunctionRef, Project

_VALUES = {
    "let_declaration": "value",
    "const_item": "value",
    "static_item": "value",
    "assignment_expression": "right",
    "closure_expression": "body",
    "match_arm": "value",
    "match_expression": "value",
    "field_initializer": "value",
    "reference_expression": "value",
    "type_cast_expression": "value",
}
"""Nodes, and the field by which they hold an expression."""
_HOLDERS = frozenset(
    """
    arguments block expression_statement return_expression break_expression array_expression tuple_expression
    parenthesized_expression shorthand_field_initializer
    """.split()
)
"""Nodes whose every child is an expression."""


def is_value(project: Project, function: FunctionRef) -> bool:
    """Whether some place of the crate uses a function as a value: names it, hands it on, returns it."""
    graph = call_graph(project)
    for unit in project.files.values():
        if unit.root != function.unit.root:
            continue
        for name in _values(unit, function.function.name):
            path = unit.syntax.text(name)
            around = unit.function_at(name.start_byte)
            targets = graph.resolver.by_path(unit, around, path, name.start_byte)
            if any(target.ref == function for target in targets) and not _is_local(project, unit, name, path):
                return True
    return False


def _values(unit: FileUnit, name: str) -> Iterator[Node]:
    """Paths that end in this name, or one that it is imported by, and stand where a value does."""
    names = {name, *(alias for alias, path in unit.imports.items() if path.rpartition("::")[2] == name)}
    for written in re.finditer(rf"\b(?:{'|'.join(sorted(names))})\b".encode(), unit.syntax.source):
        node = unit.syntax.root.descendant_for_byte_range(*written.span())
        if node is None or node.type != "identifier":
            continue
        path, around = node, unit.syntax.parent(node)
        while around is not None and around.type == "scoped_identifier" and around.end_byte == path.end_byte:
            path, around = around, unit.syntax.parent(around)
        outer = path
        if around is not None and around.type == "generic_function":
            outer, around = around, unit.syntax.parent(around)
        if around is None:
            continue
        field = _VALUES.get(around.type)
        if around.type in _HOLDERS or (field is not None and around.child_by_field_name(field) == outer):
            yield path


def _is_local(project: Project, unit: FileUnit, name: Node, path: str) -> bool:
    if "::" in path:
        return False
    inference = inference_at(project, unit, name.start_byte)
    return inference is not None and inference.scope.binding(path, name.start_byte) is not None
