"""What a call does: allocate, block, lock … by the knowledge files."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Call
from perfrules.index.infer import Inference, inference_at
from perfrules.index.knowledge import Signature
from perfrules.index.project import FileUnit, FunctionRef, Project

NOTHING: frozenset[str] = frozenset()


def effects_of(project: Project, unit: FileUnit, call: Call, inference: Inference | None = None) -> frozenset[str]:
    """Effects of a library call; nothing for calls of the project's own functions and for unknown ones.

    A method's receiver has to be of a known type, unless every method of that name in the knowledge
    files has the effect and the project has none of that name.
    """
    if call.kind == "macro":
        signature = project.knowledge.macros.get(call.name)
        return signature.effects if signature is not None else NOTHING
    inference = inference or inference_at(project, unit, call.name_start)
    if inference is None:
        return NOTHING
    node = call_node(unit, call)
    callee = inference.callee(node) if node is not None else None
    if isinstance(callee, Signature):
        return callee.effects
    if callee is None and call.kind == "method" and call.name not in project.methods_by_name:
        return project.knowledge.effects_by_method.get(call.name, NOTHING)
    return NOTHING


def call_node(unit: FileUnit, call: Call) -> Node | None:
    """The call_expression of a call; None for a macro that became a block."""
    node = unit.syntax.root.descendant_for_byte_range(call.start, call.end)
    while node is not None and node.type != "call_expression":
        parent = unit.syntax.parent(node)
        node = parent if parent is not None and parent.start_byte == call.start and parent.end_byte == call.end else None
    return node


def callee_of(project: Project, unit: FileUnit, call: Call) -> FunctionRef | None:
    """The project's function that a call means, if there is just one that it can be."""
    inference = inference_at(project, unit, call.name_start)
    node = call_node(unit, call)
    if inference is None or node is None:
        return None
    callee = inference.callee(node)
    return callee if isinstance(callee, FunctionRef) else None
