"""What a variable holds: by its annotation, the value it is bound to, or what is done with it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer import calls, methods
from perfrules.index.infer.generics import fill, has_hole, unify
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.infer.parameters import wanted_of_argument
from perfrules.index.infer.patterns import destructure
from perfrules.index.knowledge import Signature
from perfrules.index.scope import Binding
from perfrules.index.types import UNKNOWN, Type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_FILLS = 8
"""How many later uses are looked at to fill in what `Vec::new()` leaves open."""


def types_in_pattern(inference: Inference, binding: Binding) -> dict[str, Type]:
    """The types of all names of a binding's pattern; unknown where bindings under ``cfg`` differ."""
    types = _types_of_one(inference, binding)
    if binding.conditional:
        for other in inference.scope.bindings[binding.name]:
            if other is not binding and other.may_be(binding):
                others = _types_of_one(inference, other)
                types = {name: of if others.get(name, of) == of else UNKNOWN for name, of in types.items()}
    return types


def _types_of_one(inference: Inference, binding: Binding) -> dict[str, Type]:
    whole = _source_type(inference, binding)
    if binding.node.id == binding.pattern.id and binding.source == "let" and has_hole(whole):
        if whole.known and not whole.is_reference:
            whole = _filled_by_uses(inference, binding, whole)
        elif not whole.known and binding.origin.child_by_field_name("value") is None:
            whole = _assigned_later(inference, binding)
    types: dict[str, Type] = {}
    destructure(inference, binding.pattern, whole, types)
    return types


def _source_type(inference: Inference, binding: Binding) -> Type:
    origin = binding.origin
    match binding.source:
        case "parameter":
            if origin.type == "self_parameter":
                return _self_type(inference, origin)
            return _annotation(inference, origin)
        case "let":
            declared = _annotation(inference, origin)
            value = origin.child_by_field_name("value")
            if value is None or not has_hole(declared):
                return declared
            return fill(declared, inference.type_of(value))
        case "for":
            value = origin.child_by_field_name("value")
            return inference.item_type(inference.type_of(value)) if value is not None else UNKNOWN
        case "condition":
            value = origin.child_by_field_name("value")
            return inference.type_of(value) if value is not None else UNKNOWN
        case "match":
            around = next(
                (a for a in inference.syntax.ancestors(origin) if a.type == "match_expression"), None
            )
            value = around.child_by_field_name("value") if around is not None else None
            return inference.type_of(value) if value is not None else UNKNOWN
        case "closure":
            return _closure_parameter(inference, binding)


def _annotation(inference: Inference, origin: Node) -> Type:
    of = origin.child_by_field_name("type")
    return inference.read_type(inference.syntax.text(of)) if of is not None else UNKNOWN


def _self_type(inference: Inference, receiver: Node) -> Type:
    own = inference.own.get("Self", Type("Self"))
    text = inference.syntax.text(receiver)
    if ":" in text:
        return inference.read_type(text.split(":", 1)[1])
    if text.startswith("&"):
        mutable = any(child.type == "mutable_specifier" for child in receiver.children)
        return Type("&mut" if mutable else "&", (own,))
    return own


def _closure_parameter(inference: Inference, binding: Binding) -> Type:
    if binding.origin.type == "parameter":
        return _annotation(inference, binding.origin)
    around = inference.syntax.ancestors(binding.origin)
    closure = next((node for node in around if node.type == "closure_expression"), None)
    if closure is None:
        return UNKNOWN
    wanted = wanted_of_argument(inference, closure)
    if wanted.name in ("impl", "dyn"):
        wanted = next((bound for bound in wanted.args if bound.name == "fn"), wanted)
    if wanted.name == "fn" and binding.position < len(wanted.args) - 1:
        return wanted.args[binding.position]
    return UNKNOWN


def _assigned_later(inference: Inference, binding: Binding) -> Type:
    """``let x; … x = value;``"""
    for use in inference.scope.uses_of(binding):
        parent = inference.syntax.parent(use)
        if parent is not None and parent.type == "assignment_expression":
            left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
            if left == use and right is not None:
                return inference.type_of(right)
    return UNKNOWN


def _filled_by_uses(inference: Inference, binding: Binding, of: Type) -> Type:
    """``of``, holes filled by what later uses put in: ``v.push(1u8)``, ``f(&mut v)``, ``v`` returned."""
    inference.assume(binding, of)
    for use in inference.scope.uses_of(binding)[:_FILLS]:
        found = _told_by(inference, use, of)
        if found.known:
            of = fill(of, found)
            inference.assume(binding, of)
            if not has_hole(of):
                break
    return of


def _told_by(inference: Inference, use: Node, of: Type) -> Type:
    """What one use says about the variable's type."""
    parent = inference.syntax.parent(use)
    if parent is None:
        return UNKNOWN
    if parent.type == "field_expression":
        call = inference.syntax.parent(parent)
        if call is not None and call.type == "call_expression":
            return _told_by_method(inference, call, of)
        return UNKNOWN
    if parent.type == "assignment_expression":
        right = parent.child_by_field_name("right")
        return (
            inference.type_of(right)
            if right is not None and parent.child_by_field_name("left") == use
            else UNKNOWN
        )
    whole = parent if parent.type == "reference_expression" else use
    return calls.expected_type(inference, whole).peeled()


def _told_by_method(inference: Inference, call: Node, of: Type) -> Type:
    """``push(&mut self, T)`` called with a ``u8`` says that ``Vec<_>`` is ``Vec<u8>``."""
    function, known = called(call), inference.known(of)
    name_node = function.child_by_field_name("field") if function is not None else None
    if name_node is None or known is None:
        return UNKNOWN
    name = inference.syntax.text(name_node)
    found = methods.find(inference, of, name)
    if found is None or not isinstance(found.callee, Signature) or found.on.name != of.name:
        return UNKNOWN
    names: dict[str, Type] = {}
    given = arguments(call)
    for wanted, node in zip(found.callee.parameters, given, strict=False):
        if wanted.name != "fn" and any(_mentions(wanted, name) for name in known.parameters):
            unify(inference, wanted, inference.type_of(node), known.parameters, names)
    if name == "extend" and given:
        item = inference.item_type(inference.type_of(given[0]))
        pair = len(of.args) > 1 and item.name == "()"
        names.update(zip(known.parameters, item.args if pair else (item,), strict=False))
    return Type(
        of.name, tuple(names.get(name, UNKNOWN) for name in known.parameters[: len(of.args)]), of.path
    )


def _mentions(of: Type, name: str) -> bool:
    return of.name == name or any(_mentions(arg, name) for arg in of.args)
