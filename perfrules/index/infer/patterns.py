"""A type taken apart by a pattern: every name gets its part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer.generics import associated, instantiate
from perfrules.index.types import UNKNOWN, Type, reference

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

Wrap = Callable[[Type], Type]

_OWN_MODE = ("ref_pattern", "mut_pattern")
"""Patterns that say themselves how they bind, whatever references are matched through."""

_LIBRARY_VARIANTS = {
    "Some": ("Option", 0),
    "Ok": ("Result", 0),
    "Err": ("Result", 1),
    "Ready": ("Poll", 0),
    "Break": ("ControlFlow", 0),
    "Continue": ("ControlFlow", 1),
    "Left": ("Either", 0),
    "Right": ("Either", 1),
    "Included": ("Bound", 0),
    "Excluded": ("Bound", 0),
    "Reverse": ("Reverse", 0),
    "Wrapping": ("Wrapping", 0),
}
"""Of the variants and tuple structs of libraries that hold one of their parameters: which."""


def destructure(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    """Give every name of ``pattern`` its type, ``of`` being the whole's."""
    handler = _HANDLERS.get(pattern.type)
    if handler is not None:
        handler(inference, pattern, of, into)


def _name(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    into.setdefault("self" if pattern.type == "self_parameter" else inference.syntax.text(pattern), of)


def _last(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    if pattern.named_child_count:
        destructure(inference, pattern.named_children[-1], of, into)


def _first(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    if pattern.named_child_count:
        destructure(inference, pattern.named_children[0], of, into)


def _ref(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    inner = pattern.named_children[-1]
    mutable = any(child.type in ("mutable_specifier", "mut_pattern") for child in pattern.children)
    destructure(inference, inner, reference(of, mutable=mutable), into)


def _dereference(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    inner = of.args[0] if of.is_reference and of.args else UNKNOWN
    destructure(inference, pattern.named_children[-1], inner, into)


def _each(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    for child in pattern.named_children:
        destructure(inference, child, of, into)


def _tuple(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    inner, wrap = unwrapped(inference, of)
    parts = list(inner.args) if inner.name == "()" else []
    _in_order(inference, _parts(pattern), parts, wrap, into)


def _slice(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    inner, wrap = unwrapped(inference, of)
    element = wrap(inner.args[0]) if inner.name in ("[]", "[;]") and inner.args else UNKNOWN
    rest = wrap(Type("[]", inner.args[:1])) if inner.name == "[]" and inner.args else UNKNOWN
    for child in _parts(pattern):
        whole = child.type == "captured_pattern"
        destructure(inference, child, rest if whole else element, into)


def _tuple_struct(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    name_node = pattern.child_by_field_name("type")
    name = inference.syntax.text(name_node) if name_node is not None else ""
    inner, wrap = unwrapped(inference, of)
    parts = _library_parts(inference, name.rpartition("::")[2], inner)
    if parts is None:
        parts = inference.field_types(name, inner) if inner.known else []
    _in_order(inference, [child for child in _parts(pattern) if child != name_node], parts, wrap, into)


def _struct(inference: Inference, pattern: Node, of: Type, into: dict[str, Type]) -> None:
    name_node = pattern.child_by_field_name("type")
    name = inference.syntax.text(name_node) if name_node is not None else ""
    inner, wrap = unwrapped(inference, of)
    fields = inference.fields(name, inner) if inner.known else {}
    for child in pattern.named_children:
        label = child.child_by_field_name("name") if child.type == "field_pattern" else None
        if label is None:
            continue
        part = fields.get(inference.syntax.text(label), UNKNOWN)
        tokens = {token.type for token in child.children}
        inside = child.child_by_field_name("pattern") or label
        if "ref" in tokens:
            part = reference(part, mutable="mutable_specifier" in tokens)
        elif inside.type not in _OWN_MODE:
            part = wrap(part)
        destructure(inference, inside, part, into)


def _parts(pattern: Node) -> list[Node]:
    return [child for child in pattern.children if child.is_named or child.type == "_"]


def _in_order(
    inference: Inference, children: list[Node], parts: list[Type], wrap: Wrap, into: dict[str, Type]
) -> None:
    """Match children with parts; ``..`` stands for as many as are left over."""
    children = [child for child in children if child.type not in ("line_comment", "block_comment")]
    rest = next((at for at, child in enumerate(children) if child.type == "remaining_field_pattern"), None)
    if rest is not None:
        after = len(children) - rest - 1
        parts = [*parts[:rest], UNKNOWN, *(parts[len(parts) - after :] if after else ())]
    if len(parts) != len(children):
        parts = []
    for at, child in enumerate(children):
        part = parts[at] if parts else UNKNOWN
        destructure(inference, child, part if child.type in _OWN_MODE else wrap(part), into)


def _library_parts(inference: Inference, variant: str, of: Type) -> list[Type] | None:
    """What a library's variant holds; None for the project's own."""
    if inference.names.find(of) is not None and inference.known(of) is None:
        return None
    if variant in ("Borrowed", "Owned") and of.name == "Cow" and of.args:
        borrowed = of.args[-1]
        return [reference(borrowed) if variant == "Borrowed" else associated(inference, borrowed, "Owned")]
    if variant in ("Occupied", "Vacant") and of.name == "Entry":
        path = of.path.removesuffix("Entry") + variant + "Entry"
        return [Type(f"{variant}Entry", of.args, path)]
    known = inference.known(of) if of.known else None
    described = known.function(variant) if known is not None and variant[:1].isupper() else None
    if known is not None and described is not None:
        names = {
            **dict.fromkeys(known.parameters, UNKNOWN),
            **dict(zip(known.parameters, of.args, strict=False)),
        }
        return [instantiate(inference, part, {**names, "Self": of}) for part in described.parameters]
    owner, at = _LIBRARY_VARIANTS.get(variant, ("", 0))
    if not owner or (of.known and of.name != owner):
        return None
    return [of.args[at]] if at < len(of.args) else [UNKNOWN]


def unwrapped(inference: Inference, of: Type) -> tuple[Type, Wrap]:
    """The value behind references, and how matching through them wraps what is taken out."""
    inner = of.peeled()
    if not of.is_reference:
        return inner, lambda part: part
    mutable, here = True, of
    while here.is_reference:
        mutable, here = mutable and here.name == "&mut", here.args[0]
    return inner, lambda part: reference(part, mutable=mutable)


_HANDLERS: dict[str, Callable[[Inference, Node, Type, dict[str, Type]], None]] = {
    "identifier": _name,
    "self": _name,
    "self_parameter": _name,
    "shorthand_field_identifier": _name,
    "mut_pattern": _last,
    "ref_pattern": _ref,
    "reference_pattern": _dereference,
    "captured_pattern": _each,
    "or_pattern": _first,
    "match_pattern": _first,
    "tuple_pattern": _tuple,
    "slice_pattern": _slice,
    "tuple_struct_pattern": _tuple_struct,
    "struct_pattern": _struct,
}
