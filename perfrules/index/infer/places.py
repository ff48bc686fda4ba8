"""Places: fields, elements, and what ``*`` and ``.`` find behind a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.facts import Field
from perfrules.index.infer.generics import associated, instantiate, written_associated
from perfrules.index.names import Names
from perfrules.index.project import TypeRef
from perfrules.index.types import UNKNOWN, Type, reference

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_SEQUENCES = frozenset({"[]", "[;]", "Vec", "VecDeque", "ArrayVec"})
_PARAMETER_FIELDS = {
    "Range": ("start", "end"),
    "RangeFrom": ("start",),
    "RangeTo": ("end",),
    "Reverse": ("0",),
    "Wrapping": ("0",),
}
"""Public fields of library types that hold the type's only parameter."""
_MAPS = frozenset({"HashMap", "BTreeMap", "IndexMap"})


def autoderef(inference: Inference, of: Type) -> list[Type]:
    """``of`` and what ``.`` looks at behind it."""
    chain: list[Type] = []
    here = of
    while here.known and len(chain) < 8:
        chain.append(here)
        here = deref(inference, here)
    return chain


def deref(inference: Inference, of: Type) -> Type:
    """What ``*`` gives of a reference, a smart pointer or a type with ``Deref``; an array is a slice too."""
    if (of.is_reference or of.name == "*") and of.args:
        return of.args[0]
    if of.name == "[;]":
        return Type("[]", of.args)
    bounds = inference.bounds(of)
    if bounds is not None:
        return next(
            (bound.args[0] for bound in bounds if bound.name in ("Deref", "DerefMut") and bound.args), UNKNOWN
        )
    meaning = inference.find(of)
    if isinstance(meaning, TypeRef):
        return _written_target(inference, of)
    known = meaning
    if known is not None and known.deref is not None:
        names = dict(zip(known.parameters, of.args, strict=False))
        return instantiate(inference, known.deref, {**dict.fromkeys(known.parameters, UNKNOWN), **names})
    return UNKNOWN


def _written_target(inference: Inference, of: Type) -> Type:
    if not inference.project.has_impl(of.name, "Deref"):
        return UNKNOWN
    target = written_associated(inference, of, "Target")
    return target if target != of else UNKNOWN


def fields(inference: Inference, name: str, of: Type) -> dict[str, Type]:
    """Fields of the struct or variant that a path names, by name, for the value type ``of``."""
    path = "".join(name.split("<", 1)[0].split())
    meaning = inference.find(of) if of.known else None
    if not isinstance(meaning, TypeRef):
        meaning = named_type(inference, path)
    if meaning is None:
        return {}
    last = path.rpartition("::")[2]
    variant = next((v for v in meaning.item.variants if v.name == last), None)
    members = variant.fields if variant is not None else meaning.item.fields
    return _field_types(inference, meaning, members, of)


def _field_types(
    inference: Inference, owner: TypeRef, members: tuple[Field, ...], of: Type
) -> dict[str, Type]:
    names: dict[str, Type] = dict.fromkeys(owner.item.parameters, UNKNOWN)
    if of.name == owner.item.name:
        names.update(zip(owner.item.parameters, of.args, strict=False))
        names["Self"] = of
    generics = frozenset(owner.item.parameters)
    there: Names = inference.project.names(owner.unit, owner.start)
    return {field.name: instantiate(inference, there.read(field.type, generics), names) for field in members}


def named_type(inference: Inference, path: str) -> TypeRef | None:
    """The project's struct or enum that a constructor's path is about."""
    if path == "Self" or path.startswith("Self::"):
        own = inference.own.get("Self", UNKNOWN)
        found = inference.names.find(own) if own.known else None
        return found if isinstance(found, TypeRef) else None
    variant = inference.names.variant(path)
    if variant is not None:
        return variant[0]
    last = path.rpartition("::")[2]
    found = inference.names.type(last, path if "::" in path else "")
    if isinstance(found, TypeRef) and found.item.kind == "alias":
        found = inference.names.find(inference.names.qualify(Type(last, (), path if "::" in path else "")))
    return found if isinstance(found, TypeRef) else None


def field(inference: Inference, node: Node) -> Type:
    """The type of ``value.name``."""
    value, name_node = node.child_by_field_name("value"), node.child_by_field_name("field")
    if value is None or name_node is None:
        return UNKNOWN
    name = inference.syntax.text(name_node)
    for here in autoderef(inference, inference.type_of(value)):
        if here.name == "()" and name.isdigit() and int(name) < len(here.args):
            return here.args[int(name)]
        meaning = inference.find(here)
        if isinstance(meaning, TypeRef):
            members = tuple(member for member in meaning.item.fields if member.name == name)
            if members:
                return _field_types(inference, meaning, members, here)[name]
        elif name in _PARAMETER_FIELDS.get(here.name, ()) and here.args:
            return here.args[0]
        elif meaning is not None and (public := meaning.field(name)) is not None:
            return public
    return UNKNOWN


def index(inference: Inference, node: Node) -> Type:
    """The type of ``value[index]``."""
    children = node.named_children
    if len(children) < 2:
        return UNKNOWN
    at = inference.type_of(children[1]).peeled()
    is_range = children[1].type == "range_expression" or at.name.startswith("Range")
    for here in autoderef(inference, inference.type_of(children[0])):
        if here.name in _SEQUENCES and here.args:
            if is_range:
                return Type("[]", here.args[:1])
            return here.args[0] if at.name in ("usize", "{integer}", "?") else UNKNOWN
        if here.name in ("str", "String") and is_range:
            return Type("str")
        known = inference.known(here)
        like = known.like if known is not None else None
        if (here.name in _MAPS or (like is not None and like.name in _MAPS)) and len(here.args) > 1:
            return here.args[1]
        if isinstance(inference.find(here), TypeRef) and not is_range:
            output = associated(inference, here, "Output")
            if output.known and inference.project.has_impl(here.name, "Index"):
                return output
    return UNKNOWN


def dereferenced(inference: Inference, of: Type) -> Type:
    """The type of ``*value``."""
    return UNKNOWN if of.name == "[;]" else deref(inference, of)


def borrowed(inference: Inference, node: Node) -> Type:
    """The type of ``&value``, ``&mut value``, ``&raw const value`` and ``&raw mut value``."""
    value = node.child_by_field_name("value")
    if value is None:
        return UNKNOWN
    of, mutable = inference.type_of(value), any(child.type == "mutable_specifier" for child in node.children)
    if any(child.type == "raw" for child in node.children):
        return Type("*", (of,), "mut" if mutable else "")
    return reference(of, mutable=mutable)
