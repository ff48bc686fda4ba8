"""Methods called by path: ``String::clone(&name)`` is ``name.clone()`` spelled otherwise."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Call
from perfrules.index.infer import Inference, inference_at
from perfrules.index.infer.methods import find
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.infer.paths import PRIMITIVES, Path
from perfrules.index.knowledge import KnownType, Signature
from perfrules.index.project import FileUnit, Project, TypeRef


def may_be_method(call: Call) -> bool:
    """Whether a call spells a path through a type or trait, so that it may call a method."""
    if call.kind != "path" or "::" not in call.path:
        return False
    owner = call.path.rpartition("::")[0]
    last = owner.rpartition("::")[2]
    return not last or last[:1].isupper() or last in PRIMITIVES


def receiver_of(project: Project, unit: FileUnit, call: Call, node: Node) -> Node | None:
    """The argument that a method called by path is called on, without its ``&``; None for other calls."""
    given = arguments(node)
    inference = inference_at(project, unit, call.name_start) if given and may_be_method(call) else None
    if inference is None or not _is_method(inference, node, given[0]):
        return None
    receiver = given[0]
    while receiver.type in ("reference_expression", "parenthesized_expression"):
        receiver = receiver.child_by_field_name("value") or receiver.named_children[-1]
    return receiver


def _is_method(inference: Inference, node: Node, first: Node) -> bool:
    of = inference.type_of(first)
    if of.is_reference and of.args[0].is_reference and _of_trait(inference, node):
        return False  # of the reference itself
    callee = inference.callee(node)
    if isinstance(callee, Signature):
        return bool(callee.receiver)
    if callee is not None:
        return any(parameter.name == "self" for parameter in callee.function.parameters)
    function = called(node)
    if function is None:
        return False
    # What a derive gives has no signature: the type, or the trait, and the first argument have to agree.
    name = inference.syntax.text(function).rpartition("::")[2]
    found = find(inference, of.peeled(), name) if of.peeled().known else None
    return found is not None and found.universal


def _of_trait(inference: Inference, node: Node) -> bool:
    """Whether a trait's name stands for the type: ``Clone::clone``."""
    function = called(node)
    owner = inference.names.find(Path.of(inference, function).owner) if function is not None else None
    if isinstance(owner, KnownType):
        return owner.is_trait
    return isinstance(owner, TypeRef) and owner.item.kind == "trait"
