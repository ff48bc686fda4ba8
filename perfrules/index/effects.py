"""What a call does: allocate, block, lock … by the knowledge files."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Call
from perfrules.index.infer import Inference, inference_at
from perfrules.index.knowledge import Signature
from perfrules.index.project import FileUnit, FunctionRef, Project

NOTHING: frozenset[str] = frozenset()


def has_effect(project: Project, unit: FileUnit, call: Call, wanted: frozenset[str]) -> bool:
    """Whether a call has one of some effects; types are looked at only where its name leaves that open."""
    if wanted.isdisjoint(effects_by_name(project, unit, call)):
        return False
    return not wanted.isdisjoint(effects_of(project, unit, call))


def effects_of(
    project: Project, unit: FileUnit, call: Call, inference: Inference | None = None
) -> frozenset[str]:
    """Effects of a library call; nothing for calls of the project's own functions and for unknown ones.

    A method's receiver has to be of a known type, unless every type that the file can speak of means
    the same by the method, and the project has none of that name.
    """
    known = unit.effects.get(call.name_start)
    if known is None:
        known = unit.effects[call.name_start] = _effects_of(project, unit, call, inference)
    return known


def _effects_of(project: Project, unit: FileUnit, call: Call, inference: Inference | None) -> frozenset[str]:
    if not effects_by_name(project, unit, call):
        return NOTHING  # whatever is called: nothing of that name has an effect
    if call.kind == "macro":
        signature = project.names(unit).macro(call.path or call.name)
        return signature.effects if signature is not None else NOTHING
    inference = inference or inference_at(project, unit, call.name_start)
    if inference is None:
        return NOTHING
    node = call_node(unit, call)
    callee = inference.callee(node) if node is not None else None
    return callee.effects if isinstance(callee, Signature) else NOTHING


def effects_by_name(project: Project, unit: FileUnit, call: Call) -> frozenset[str]:
    """What a call can do at most, by its name."""
    name = unit.imports[call.name].rpartition("::")[2] if call.name in unit.imports else call.name
    return project.knowledge.effects_by_name.get(name, NOTHING)


def call_node(unit: FileUnit, call: Call) -> Node | None:
    """The call_expression of a call; None for a macro that became a block."""
    node = unit.syntax.root.descendant_for_byte_range(call.start, call.end)
    while node is not None and node.type != "call_expression":
        parent = unit.syntax.parent(node)
        node = (
            parent
            if parent is not None and parent.start_byte == call.start and parent.end_byte == call.end
            else None
        )
    return node


def callee_of(project: Project, unit: FileUnit, call: Call) -> FunctionRef | None:
    """The project's function that a call means, if there is just one that it can be."""
    inference = inference_at(project, unit, call.name_start)
    node = call_node(unit, call)
    if inference is None or node is None:
        return None
    callee = inference.callee(node)
    return callee if isinstance(callee, FunctionRef) else None
