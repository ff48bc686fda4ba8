"""Where a constant or static is named, in all files of its crate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.project import FileUnit, Project
from perfrules.index.unit import ConstantRef

_NOT_USES = frozenset({"const_item", "static_item", "use_declaration", "use_list", "use_as_clause"})


class ConstantUse(NamedTuple):
    """A name, or a path that ends in it, which means the constant."""

    unit: FileUnit
    node: Node


def constant_uses(project: Project, constant: ConstantRef) -> list[ConstantUse] | None:
    """All uses of a constant outside test code; None if some may mean another one of its name."""
    found = []
    for unit in project.files.values():
        if unit.root != constant.unit.root:
            continue
        for use in _named(unit, constant.item.name):
            meant = project.names(unit, use.start_byte).constant("".join(unit.syntax.text(use).split()))
            if meant is None:
                return None
            if (
                meant.unit is constant.unit
                and meant.item == constant.item
                and not unit.in_test(use.start_byte)
            ):
                found.append(ConstantUse(unit, use))
    return found


def _named(unit: FileUnit, name: str) -> Iterator[Node]:
    """Expressions that are this name, or a path that ends in it."""
    for written in re.finditer(rb"\b" + name.encode() + rb"\b", unit.syntax.source):
        node = unit.syntax.root.descendant_for_byte_range(*written.span())
        if node is None or node.type != "identifier":
            continue  # in a comment or string
        around = unit.syntax.parent(node)
        while around is not None and around.type == "scoped_identifier" and around.end_byte == node.end_byte:
            node, around = around, unit.syntax.parent(around)
        if around is not None and (
            around.type not in _NOT_USES or around.child_by_field_name("value") == node
        ):
            yield node
