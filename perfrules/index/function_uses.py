"""Where a function is named without being called, in all files of its crate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from perfrules.index.callgraph import Key, call_graph, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, FunctionRef, Project

_WORD = re.compile(rb"(?:r#)?\w+")
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
    known, asked = _known(project), (function.unit.root, function.function.name)
    if asked not in known:
        known[asked] = frozenset(_used(project, *asked))
    return key_of(function) in known[asked]


@once_per_project
def _known(project: Project) -> dict[tuple[str, str], frozenset[Key]]:
    """The functions that are values, by their crate's root and their name."""
    return {}


def _used(project: Project, root: str, name: str) -> Iterator[Key]:
    """The functions of a name that places of a crate use as values."""
    resolver = call_graph(project).resolver
    for unit in _mentions(project).get(name, ()):
        if unit.root != root:
            continue
        for value in _values(unit, name):
            path = unit.syntax.text(value)
            if not _is_local(project, unit, value, path):
                around = unit.function_at(value.start_byte)
                targets = resolver.by_path(unit, around, path, value.start_byte)
                yield from (key_of(target.ref) for target in targets)


@once_per_project
def _mentions(project: Project) -> dict[str, list[FileUnit]]:
    """The files whose text has the name of a function, by the name."""
    names = {name.encode(): name for name in (*project.functions, *project.methods_by_name)}
    found: dict[str, list[FileUnit]] = defaultdict(list)
    for unit in project.files.values():
        for word in names.keys() & set(_WORD.findall(unit.syntax.source)):
            found[names[word]].append(unit)
    return found


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
