"""The type that an expression's surroundings ask for: an annotation, a field, a parameter, a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer.nodes import COMMENTS
from perfrules.index.types import UNKNOWN, Type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_TRANSPARENT = frozenset(
    """
    parenthesized_expression if_expression else_clause match_arm match_block match_expression unsafe_block
    """.split()
)


def expected_type(inference: Inference, node: Node) -> Type:
    """The type asked for, or unknown."""
    child = node
    for around in inference.syntax.ancestors(node):
        kind = around.type
        handler = _HANDLERS.get(kind)
        if handler is not None:
            return handler(inference, around, child)
        if kind == "block":
            if not _is_result(around, child):
                return UNKNOWN
        elif kind == "expression_statement":
            if around.child_count > 1:
                return UNKNOWN
        elif kind not in _TRANSPARENT or child in (
            around.child_by_field_name("condition"),
            around.child_by_field_name("pattern"),
            around.child_by_field_name("value") if kind == "match_expression" else None,
        ):
            return UNKNOWN
        child = around
    return UNKNOWN


def _is_result(block: Node, child: Node) -> bool:
    return not any(
        other.start_byte >= child.end_byte and other.type not in COMMENTS for other in block.named_children
    )


def _annotated(inference: Inference, around: Node, child: Node) -> Type:
    of = around.child_by_field_name("type")
    if of is None or child != around.child_by_field_name("value"):
        return UNKNOWN
    return inference.read_type(inference.syntax.text(of))


def _returned(inference: Inference, around: Node, child: Node) -> Type:
    closure = next(
        (a for a in inference.syntax.ancestors(around) if a.type in ("closure_expression", "async_block")),
        None,
    )
    if closure is not None:
        return UNKNOWN
    return _result(inference)


def _result(inference: Inference) -> Type:
    text = inference.function.return_type
    return inference.read_type(text) if text else UNKNOWN


def _function(inference: Inference, around: Node, child: Node) -> Type:
    own = around.start_byte == inference.function.start
    return _result(inference) if own and child == around.child_by_field_name("body") else UNKNOWN


def _initialised(inference: Inference, around: Node, child: Node) -> Type:
    label = around.child_by_field_name("field")
    struct = next((a for a in inference.syntax.ancestors(around) if a.type == "struct_expression"), None)
    name = struct.child_by_field_name("name") if struct is not None else None
    if name is None:
        return UNKNOWN
    key = inference.syntax.text(label if label is not None else child)
    text = inference.syntax.text(name)
    own = inference.own.get("Self", UNKNOWN) if text.split("<")[0] == "Self" else UNKNOWN
    return inference.fields(text, own).get(key, UNKNOWN)


def _closure(inference: Inference, around: Node, child: Node) -> Type:
    from perfrules.index.infer.parameters import wanted_of_argument

    returned = around.child_by_field_name("return_type")
    if child != around.child_by_field_name("body"):
        return UNKNOWN
    if returned is not None:
        return inference.read_type(inference.syntax.text(returned))
    wanted = wanted_of_argument(inference, around)
    return wanted.args[-1] if wanted.name == "fn" and wanted.args else UNKNOWN


def _assigned(inference: Inference, around: Node, child: Node) -> Type:
    left = around.child_by_field_name("left")
    if left is None or left == child:
        return UNKNOWN
    return _of_variable(inference, left) if left.type == "identifier" else inference.type_of(left)


def _of_variable(inference: Inference, name: Node) -> Type:
    """A variable's type by its declaration alone: else it may depend on this very assignment."""
    binding = inference.scope.binding(inference.syntax.text(name), name.start_byte)
    if binding is None or binding.pattern.type != "identifier":
        return UNKNOWN
    of = binding.origin.child_by_field_name("type")
    if of is not None:
        return inference.read_type(inference.syntax.text(of))
    value = binding.origin.child_by_field_name("value")
    return inference.type_of(value) if value is not None and value.type == "call_expression" else UNKNOWN


def _passed(inference: Inference, around: Node, child: Node) -> Type:
    from perfrules.index.infer.parameters import wanted_of_argument

    call = inference.syntax.parent(around)
    if call is None or call.type != "call_expression":
        return UNKNOWN
    function = call.child_by_field_name("function")
    text = inference.syntax.text(function) if function is not None else ""
    wrapper = _WRAPPERS.get(text)
    if wrapper is None:
        return wanted_of_argument(inference, child)
    outer = expected_type(inference, call)
    name, at = wrapper
    return outer.args[at] if outer.name == name and at < len(outer.args) else UNKNOWN


def _referenced(inference: Inference, around: Node, child: Node) -> Type:
    outer = expected_type(inference, around)
    return outer.args[0] if outer.is_reference and outer.args else UNKNOWN


def _tuple(inference: Inference, around: Node, child: Node) -> Type:
    outer = expected_type(inference, around)
    parts = around.named_children
    at = parts.index(child)
    return outer.args[at] if outer.name == "()" and len(outer.args) == len(parts) else UNKNOWN


def _element(inference: Inference, around: Node, child: Node) -> Type:
    outer = expected_type(inference, around)
    return outer.args[0] if outer.name in ("[;]", "[]") and outer.args else UNKNOWN


_WRAPPERS = {
    "Some": ("Option", 0),
    "Ok": ("Result", 0),
    "Err": ("Result", 1),
    "vec!": ("Vec", 0),
    **{f"{name}::new": (name, 0) for name in ("Box", "Rc", "Arc", "Cell", "RefCell", "Mutex", "RwLock")},
}
"""Calls that wrap their arguments: what of the type they give is the argument's type."""
_HANDLERS = {
    "let_declaration": _annotated,
    "const_item": _annotated,
    "static_item": _annotated,
    "return_expression": _returned,
    "function_item": _function,
    "closure_expression": _closure,
    "field_initializer": _initialised,
    "shorthand_field_initializer": _initialised,
    "assignment_expression": _assigned,
    "arguments": _passed,
    "reference_expression": _referenced,
    "tuple_expression": _tuple,
    "array_expression": _element,
}
