"""Literals, operators, blocks and branches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer import branches, calls, paths, places
from perfrules.index.infer.closures import closure_result
from perfrules.index.infer.expected import expected_type
from perfrules.index.infer.generics import associated
from perfrules.index.infer.iteration import likes
from perfrules.index.infer.nodes import COMMENTS
from perfrules.index.project import TypeRef
from perfrules.index.types import NEVER, UNIT, UNKNOWN, Type, strip_generics

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_INTEGER = Type("{integer}")
_FLOAT = Type("{float}")
_BOOL = Type("bool")
_STR = Type("&", (Type("str"),))
_NUMBERS = paths.PRIMITIVES - {"bool", "char", "str"}
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
_OPERATOR_TRAITS = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "%": "Rem", "&": "BitAnd", "|": "BitOr"}
_SUFFIXES = (
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
)


def _first_child(inference: Inference, node: Node) -> Type:
    inner = next((child for child in node.named_children if child.type not in COMMENTS), None)
    return inference.type_of(inner) if inner is not None else UNIT


def _self(inference: Inference, node: Node) -> Type:
    binding = inference.scope.binding("self", node.start_byte)
    return inference.binding_type(binding) if binding is not None else UNKNOWN


def _number(inference: Inference, node: Node) -> Type:
    text = inference.syntax.text(node)
    plain = _FLOAT if node.type == "float_literal" else _INTEGER
    if text.startswith("0x") and not text.endswith(
        ("usize", "isize", "u16", "u32", "u64", "i16", "i32", "i64")
    ):
        return plain
    return next((Type(suffix) for suffix in _SUFFIXES if text.endswith(suffix)), plain)


def _string(inference: Inference, node: Node) -> Type:
    match inference.syntax.source[node.start_byte : node.start_byte + 1]:
        case b"b":
            return Type("&", (Type("[;]", (Type("u8"),)),))
        case b"c":
            return Type("&", (Type("CStr", (), "std::ffi::CStr"),))
    return _STR


def _character(inference: Inference, node: Node) -> Type:
    is_byte = inference.syntax.source[node.start_byte : node.start_byte + 1] == b"b"
    return Type("u8") if is_byte else Type("char")


def _unary(inference: Inference, node: Node) -> Type:
    of = _first_child(inference, node)
    if node.children[0].type == "*":
        return places.dereferenced(inference, of)
    inner = of.peeled()
    if inner.name in _NUMBERS or inner.name in ("bool", "{integer}", "{float}"):
        return inner
    return associated(inference, inner, "Output") if isinstance(inference.find(inner), TypeRef) else UNKNOWN


def _binary(inference: Inference, node: Node) -> Type:
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = operator.type if operator is not None else ""
    if sign in _COMPARISONS:
        return _BOOL
    if left is None or right is None:
        return UNKNOWN
    of = inference.type_of(left).peeled()
    if of in (_INTEGER, _FLOAT) and sign not in ("<<", ">>"):
        other = inference.type_of(right).peeled()
        return other if other.name in _NUMBERS or other == _FLOAT else of if other == of else UNKNOWN
    if of.name in _NUMBERS or of.name in ("String", "bool", "{integer}"):
        other = inference.type_of(right).peeled() if of.name in _NUMBERS else of
        return (
            UNKNOWN if other.known and other.name not in _NUMBERS | {of.name, "{integer}", "{float}"} else of
        )
    return _overloaded(inference, sign, of, right)


def _overloaded(inference: Inference, sign: str, of: Type, right: Node) -> Type:
    if of.name in ("Duration", "Instant", "SystemTime"):
        other = inference.type_of(right).peeled().name
        if of.name == "Duration" or other == "Duration":
            return of if (of.name, sign, other) != ("Duration", "/", "Duration") else UNKNOWN
        return Type("Duration", (), "std::time::Duration") if sign == "-" and other == of.name else UNKNOWN
    trait = _OPERATOR_TRAITS.get(sign)
    if (
        trait is not None
        and isinstance(inference.find(of), TypeRef)
        and inference.project.has_impl(of.name, trait)
    ):
        return associated(inference, of, "Output")
    return UNKNOWN


def _try(inference: Inference, node: Node) -> Type:
    inner = _first_child(inference, node)
    if inner.name == "Poll" and inner.args and inner.args[0].name == "Result":
        return Type("Poll", inner.args[0].args[:1], inner.path)
    return inner.args[0] if inner.name in ("Result", "Option") and inner.args else UNKNOWN


def _await(inference: Inference, node: Node) -> Type:
    return awaited(inference, _first_child(inference, node))


def awaited(inference: Inference, of: Type) -> Type:
    """What ``.await`` gives of a value."""
    inner = of.peeled()
    if inner.name in ("Pin", "Box") and inner.args:
        return awaited(inference, inner.args[0])
    bounds = inner.args if inner.name in ("impl", "dyn") else inference.bounds(inner)
    if bounds is not None:
        found = next((bound for bound in bounds if bound.name in ("Future", "IntoFuture")), None)
        return found.args[0] if found is not None and found.args else UNKNOWN
    if isinstance(inference.find(inner), TypeRef):
        output = inference.project.has_impl(inner.name, "Future") or inference.project.has_impl(
            inner.name, "IntoFuture"
        )
        return associated(inference, inner, "Output") if output else UNKNOWN
    for here, _ in likes(inference, inner):
        if here.name in ("Future", "IntoFuture"):
            return (*here.args, UNKNOWN)[0]
    return UNKNOWN


def _struct(inference: Inference, node: Node) -> Type:
    name = node.child_by_field_name("name")
    if name is None:
        return UNKNOWN
    text = inference.syntax.text(name)
    path = strip_generics(text)
    if path == "Self" or path.startswith("Self::"):
        return inference.own.get("Self", UNKNOWN)
    found = places.named_type(inference, path)
    if found is None:
        return inference.read_type(text)
    if "<" in text and found.item.kind != "enum":
        return inference.read_type(text)
    return paths.with_arguments(inference, found, _initialisers(inference, node, found, path))


def _initialisers(inference: Inference, node: Node, of: TypeRef, path: str) -> dict[str, Node]:
    """The values of a struct expression by the declared types of their fields."""
    if not of.item.parameters:
        return {}
    variant = next((v for v in of.item.variants if v.name == path.rpartition("::")[2]), None)
    declared = {
        field.name: field.type for field in (variant.fields if variant is not None else of.item.fields)
    }
    body = node.child_by_field_name("body")
    found = {}
    for child in body.named_children if body is not None else ():
        label, value = child.child_by_field_name("field"), child.child_by_field_name("value")
        if child.type == "shorthand_field_initializer":
            label = value = child.named_children[0]
        if label is not None and value is not None and inference.syntax.text(label) in declared:
            found[declared[inference.syntax.text(label)]] = value
    return found


def _closure(inference: Inference, node: Node) -> Type:
    given = node.child_by_field_name("parameters")
    declared = [
        child.child_by_field_name("type") if child.type == "parameter" else None
        for child in (given.named_children if given is not None else [])
        if child.type not in COMMENTS
    ]
    asked = [inference.read_type(inference.syntax.text(of)) if of is not None else UNKNOWN for of in declared]
    return Type("fn", (*asked, closure_result(inference, node, [])))


def _tuple(inference: Inference, node: Node) -> Type:
    return Type(
        "()", tuple(inference.type_of(child) for child in node.named_children if child.type not in COMMENTS)
    )


def _array(inference: Inference, node: Node) -> Type:
    children = [child for child in node.named_children if child.type not in (*COMMENTS, "attribute_item")]
    length = node.child_by_field_name("length")
    size = inference.syntax.text(length) if length is not None else str(len(children))
    known = (
        [inference.type_of(child) for child in children[:4]]
        if length is None
        else [inference.type_of(children[0])]
    )
    element = next((of for of in known if of.known and of != _INTEGER), known[0] if known else UNKNOWN)
    return Type("[;]", (element,), size)


def _cast(inference: Inference, node: Node) -> Type:
    of = node.child_by_field_name("type")
    found = inference.read_type(inference.syntax.text(of)) if of is not None else UNKNOWN
    return found if found.known else expected_type(inference, node)


def _range(inference: Inference, node: Node) -> Type:
    ends = [inference.type_of(child) for child in node.named_children]
    inner = next((end for end in ends if end.known and end != _INTEGER), ends[0] if ends else UNKNOWN)
    inclusive = any(child.type == "..=" for child in node.children)
    if not ends:
        return Type("RangeFull", (), "std::ops::RangeFull")
    if len(ends) == 1:
        name = "RangeFrom" if node.children[0].is_named else "RangeToInclusive" if inclusive else "RangeTo"
    else:
        name = "RangeInclusive" if inclusive else "Range"
    return Type(name, (inner,), f"std::ops::{name}")


def _constant(of: Type) -> Callable[[Inference, Node], Type]:
    return lambda _inference, _node: of


HANDLERS: dict[str, Callable[[Inference, Node], Type]] = {
    "identifier": paths.name,
    "shorthand_field_identifier": paths.name,
    "scoped_identifier": paths.path,
    "generic_function": lambda inference, node: inference.type_of(node.named_children[0]),
    "self": _self,
    "call_expression": calls.call,
    "macro_invocation": calls.opaque_macro,
    "field_expression": places.field,
    "index_expression": places.index,
    "reference_expression": places.borrowed,
    "unary_expression": _unary,
    "negative_literal": _first_child,
    "binary_expression": _binary,
    "try_expression": _try,
    "await_expression": _await,
    "block": branches.block,
    "unsafe_block": _first_child,
    "const_block": _first_child,
    "else_clause": _first_child,
    "parenthesized_expression": _first_child,
    "async_block": branches.async_block,
    "if_expression": branches.if_,
    "match_expression": branches.match_,
    "loop_expression": branches.loop,
    "struct_expression": _struct,
    "closure_expression": _closure,
    "tuple_expression": _tuple,
    "array_expression": _array,
    "type_cast_expression": _cast,
    "range_expression": _range,
    "integer_literal": _number,
    "float_literal": _number,
    "string_literal": _string,
    "raw_string_literal": _string,
    "char_literal": _character,
    "boolean_literal": _constant(_BOOL),
    "unit_expression": _constant(UNIT),
    "assignment_expression": _constant(UNIT),
    "compound_assignment_expr": _constant(UNIT),
    "while_expression": _constant(UNIT),
    "for_expression": _constant(UNIT),
    "return_expression": _constant(NEVER),
    "break_expression": _constant(NEVER),
    "continue_expression": _constant(NEVER),
}
