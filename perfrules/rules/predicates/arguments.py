"""What becomes of arguments, and what expressions do to variables outside of them."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.infer import Inference
from perfrules.index.infer.generics import bounds_of
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.index.types import UNKNOWN, Type, parse_type
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "parameter",
    of=Param("capture", "match", doc="an argument of a call"),
    name=Param("strings", required=True, doc="`&`, `&mut`, `&Vec`, or the type's or trait's name"),
)
def parameter(match: Match, of: str, name: tuple[str, ...]) -> bool:
    """The parameter that the argument is given to is declared so: of this type, or (for `impl Trait` and type
    parameters) bounded by this trait first."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    declared = parameter_type(match.inference, node)
    if declared.name == "impl" and declared.args:
        declared = declared.args[0]
    pointed = f"&{declared.args[0].name}" if declared.is_reference and declared.args else ""
    return declared.name in name or pointed in name


def parameter_type(inference: Inference, argument: Node) -> Type:
    """Declared type of the parameter that an argument is given to; of a type parameter its first bound."""
    around = inference.syntax.ancestors(argument)
    if len(around) < 2 or around[0].type != "arguments" or around[1].type != "call_expression":
        return UNKNOWN
    call = around[1]
    given = [c for c in around[0].named_children if c.type not in ("line_comment", "block_comment")]
    position = next((at for at, child in enumerate(given) if child.id == argument.id), -1)
    callee = inference.callee(call)
    if isinstance(callee, Signature):
        return callee.parameters[position] if 0 <= position < len(callee.parameters) else UNKNOWN
    if not isinstance(callee, FunctionRef) or position < 0:
        return UNKNOWN
    parameters = callee.function.parameters
    function = call.child_by_field_name("function")
    if function is not None and function.type in ("field_expression", "generic_function"):
        is_method = b"." in (function.text or b"") and bool(parameters) and parameters[0].name == "self"
        parameters = parameters[1:] if is_method else parameters
    if position >= len(parameters):
        return UNKNOWN
    declared = parse_type(parameters[position].type)
    known = bounds_of(inference.project, callee.unit, callee.function)
    own = not declared.args and re.search(rf"\b{declared.name}\b", callee.function.generics)
    bounds = known.get(declared.name) if own else None  # those of the impl hold for the value, too
    return bounds[0] if bounds else declared


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
