"""What becomes of arguments, and what expressions do to variables outside of them."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.facts import Parameter
from perfrules.index.infer import Inference, inference_at
from perfrules.index.infer.generics import bounds_of
from perfrules.index.infer.methods import own_generics
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.index.types import UNKNOWN, Type, parse_type
from perfrules.index.usage import captured_by_move, usage_of
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "parameter",
    of=Param("capture", "match", doc="an argument of a call"),
    name=Param("strings", required=True, doc="`&`, `&mut`, `&Vec`, or the type's or trait's name"),
    alone=Param("bool", False, doc="bounded by nothing else"),
)
def parameter(match: Match, of: str, name: tuple[str, ...], alone: bool) -> bool:
    """The parameter that the argument is given to is declared so: of this type, or (for `impl Trait` and type
    parameters that stand for nothing else in the signature) bounded by this trait first."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    bounds = _bounds(match.inference, node)
    declared = bounds[0]
    if declared.name == "impl" and declared.args:
        bounds, declared = declared.args, declared.args[0]
    if alone and sum(bound.name.lstrip("?") != "Sized" for bound in bounds) > 1:
        return False
    pointed = f"&{declared.args[0].name}" if declared.is_reference and declared.args else ""
    return declared.name in name or pointed in name


def parameter_type(inference: Inference, argument: Node) -> Type:
    """Declared type of the parameter that an argument is given to; of a type parameter its first bound,
    unless the function's result or another parameter is made of it, too, or it has to be `'static`."""
    return _bounds(inference, argument)[0]


def _bounds(inference: Inference, argument: Node) -> tuple[Type, ...]:
    """All that a parameter is declared to be: its type, or the bounds of its type parameter."""
    call = _call_of(inference, argument)
    callee = inference.callee(call[0]) if call is not None else None
    if call is not None and isinstance(callee, Signature):
        return (callee.parameters[call[1]] if call[1] < len(callee.parameters) else UNKNOWN,)
    found = callee_parameter(inference, argument)
    if found is None:
        return (UNKNOWN,)
    ref, parameter = found
    declared = parse_type(parameter.type)
    known = bounds_of(inference.project, ref.unit, ref.function)
    name = re.compile(rf"\b{declared.name}\b")
    shared = any(name.search(other.type) for other in ref.function.parameters if other != parameter)
    returned = name.search(ref.function.return_type) or shared
    kept = re.search(rf"\b{declared.name}\s*:[^,>]*(?:<[^>]*>[^,>]*)*'static", ref.function.generics)
    own = not declared.args and not returned and not kept and declared.name in own_generics(ref)
    bounds = known.get(declared.name) if own else None  # what the impl is generic over, the value is made of
    return bounds or (declared,)


def callee_parameter(inference: Inference, argument: Node) -> tuple[FunctionRef, Parameter] | None:
    """The project's function that an argument is given to, and the parameter that takes it."""
    call = _call_of(inference, argument)
    callee = inference.callee(call[0]) if call is not None else None
    if call is None or not isinstance(callee, FunctionRef):
        return None
    parameters = callee.function.parameters
    function = call[0].child_by_field_name("function")
    if function is not None and function.type in ("field_expression", "generic_function"):
        is_method = b"." in (function.text or b"") and bool(parameters) and parameters[0].name == "self"
        parameters = parameters[1:] if is_method else parameters
    return (callee, parameters[call[1]]) if call[1] < len(parameters) else None


def _call_of(inference: Inference, argument: Node) -> tuple[Node, int] | None:
    """The call that a node is an argument of, and its position."""
    around = inference.syntax.ancestors(argument)
    if len(around) < 2 or around[0].type != "arguments" or around[1].type != "call_expression":
        return None
    given = [c for c in around[0].named_children if c.type not in ("line_comment", "block_comment")]
    position = next((at for at, child in enumerate(given) if child.id == argument.id), None)
    return (around[1], position) if position is not None else None


@predicate("slice-parameter", primary="of", of=Param("capture", "match", doc="an argument of a call"))
def slice_parameter(match: Match, of: str) -> bool:
    """The parameter that the argument is given to is declared as a slice, `&[T]` or `&mut [T]`."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    declared = parameter_type(match.inference, node)
    return declared.is_reference and declared.args[0].name == "[]"


@predicate(
    "changes-outside",
    primary="of",
    of=Param("capture", "match", doc="an expression"),
    unsure=Param("bool", False, doc="also hold where it cannot be told"),
)
def changes_outside(match: Match, of: str, unsure: bool) -> bool:
    """Evaluating the expression, closures included, assigns or mutably borrows a variable bound outside."""
    node = match.get(of)
    if node is None or match.inference is None:
        return unsure
    for binding in flow.bindings_in(match.inference, node):
        if binding is None or node.start_byte <= binding.node.start_byte < node.end_byte:
            continue
        changed = flow.is_changed(match.inference, binding, node.start_byte, node.end_byte)
        if changed or (changed is None and unsure):
            return True
    return False


@predicate("only-read-by-callee", primary="of", of=Param("capture", "match", doc="an argument of a call"))
def only_read_by_callee(match: Match, of: str) -> bool:
    """The call is of a function of the project that takes this argument by value, but only borrows it."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    found = callee_parameter(match.inference, node)
    if found is None or found[1].type.lstrip().startswith(("&", "impl")):
        return False
    ref, parameter = found
    inference = inference_at(match.project, ref.unit, ref.function.start)
    if inference is None or ref.function.body_start < 0:
        return False
    bindings = [b for b in inference.scope.bindings.get(parameter.name, ()) if b.source == "parameter"]
    if len(bindings) != 1 or bindings[0].mutable:
        return False
    uses = inference.scope.uses_of(bindings[0])
    return bool(uses) and all(
        usage_of(inference, use) == "borrowed"
        and not captured_by_move(inference, use, bindings[0].node.start_byte)
        for use in uses
    )
