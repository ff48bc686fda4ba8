"""Where fields are read and written, by their names: ``x.field`` in all files of a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tree_sitter import Node, Query, QueryCursor

from perfrules.index.derived import once_per_project
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, Project
from perfrules.syntax.parser import LANGUAGE

_QUERY = Query(LANGUAGE, "(field_expression field: (field_identifier) @name) @use")


class FieldUse(NamedTuple):
    """One ``x.field``, not the name of a called method."""

    unit: FileUnit
    node: Node


@once_per_project
def field_uses(project: Project) -> Mapping[str, Sequence[FieldUse]]:
    """All of them outside test code, by the field's name."""
    found: dict[str, list[FieldUse]] = defaultdict(list)
    for unit in project.files.values():
        for _, captures in QueryCursor(_QUERY).matches(unit.syntax.root):
            use, name = captures["use"][0], captures["name"][0]
            if not _is_called(unit, use) and not unit.in_test(use.start_byte):
                found[unit.syntax.text(name)].append(FieldUse(unit, use))
    return found


def uses_of_field(project: Project, owner: str, name: str, unit: FileUnit) -> list[FieldUse] | None:
    """The uses of one field of a type in its crate; None if some may be that of another type's field."""
    uses = []
    for use in field_uses(project).get(name, ()):
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
