"""Where fields are read and written, by their names: ``x.field`` in all files of a project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.derived import once_per_project
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, Project


class FieldUse(NamedTuple):
    """One ``x.field``, not the name of a called method."""

    unit: FileUnit
    node: Node


@once_per_project
def _by_name(project: Project) -> dict[str, list[FieldUse]]:
    return {}


def field_uses(project: Project, name: str) -> Sequence[FieldUse]:
    """All uses of fields of a name outside test code; files that do not have the name are not looked into."""
    known = _by_name(project)
    if name not in known:
        written = re.compile(rb"\.\s*(" + name.encode() + rb")\b")
        known[name] = [
            FieldUse(unit, use)
            for unit in project.files.values()
            for found in written.finditer(unit.syntax.source)
            if (use := _field_at(unit, found.start(1))) is not None
            and not _is_called(unit, use)
            and not unit.in_test(use.start_byte)
        ]
    return known[name]


def _field_at(unit: FileUnit, offset: int) -> Node | None:
    """The ``x.field`` whose name starts at a place; None in comments and strings."""
    name = unit.syntax.root.descendant_for_byte_range(offset, offset + 1)
    if name is None or name.type not in ("field_identifier", "integer_literal"):
        return None
    use = unit.syntax.parent(name)
    return use if use is not None and use.type == "field_expression" else None


def uses_of_field(project: Project, owner: str, name: str, unit: FileUnit) -> list[FieldUse] | None:
    """The uses of one field of a type in its crate; None if some may be that of another type's field."""
    uses = []
    for use in field_uses(project, name):
        if use.unit.file.crate != unit.file.crate:
            continue
        value = use.node.child_by_field_name("value")
        inference = inference_at(project, use.unit, use.node.start_byte)
        chain = (
            inference.autoderef(inference.type_of(value))
            if inference is not None and value is not None
            else []
        )
        owners = [of.name for of in chain if not of.is_reference]
        if owner in owners:
            uses.append(use)
        elif not owners or owners[-1] == "?":
            return None
    return uses


def _is_called(unit: FileUnit, node: Node) -> bool:
    parent = unit.syntax.parent(node)
    if parent is not None and parent.type == "generic_function":
        parent = unit.syntax.parent(parent)
    if parent is None or parent.type != "call_expression":
        return False
    function = parent.child_by_field_name("function")
    return (
        function is not None and function.start_byte == node.start_byte and function.end_byte >= node.end_byte
    )
