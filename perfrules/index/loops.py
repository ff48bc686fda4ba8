"""Which loops really are loops, and how many stand around a place."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Loop
from perfrules.index.infer import inference_at
from perfrules.index.project import FileUnit, Project


def is_loop(project: Project, unit: FileUnit, loop: Loop) -> bool:
    """Whether a loop of the index really is one: ``map`` on an Option is not."""
    if loop.kind != "maybe-closure":
        return True
    node = iterated_node(unit, loop)
    inference = inference_at(project, unit, loop.start)
    if inference is None or node is None:
        return False
    return bool(inference.is_iterator(inference.type_of(node)))


def iterated_node(unit: FileUnit, loop: Loop) -> Node | None:
    """The expression that a loop goes over, or its condition."""
    if loop.iterated is None:
        return None
    node = unit.syntax.root.descendant_for_byte_range(*loop.iterated)
    while node is not None and node.end_byte < loop.iterated[1]:
        node = unit.syntax.parent(node)
    return node


def loops_around(project: Project, unit: FileUnit, offset: int) -> list[Loop]:
    """The loops of the same function that repeat a place, innermost first."""
    return [loop for loop in unit.loop_candidates(offset) if is_loop(project, unit, loop)]
