"""Type parameters: their bounds, what arguments bind them to, and types with them filled in."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from perfrules.index.facts import Function
from perfrules.index.knowledge import is_variable, split_list
from perfrules.index.project import FileUnit, FunctionRef, Project, parameter_names
from perfrules.index.types import UNKNOWN, Type, parse_type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

Bounds = dict[str, tuple[Type, ...]]

ITERATORS = frozenset(
    {"Iterator", "ExactSizeIterator", "DoubleEndedIterator", "ParallelIterator", "IntoIterator"}
)
_MOST_PROJECTIONS = 8
"""How deep associated types may be defined by others."""


def bounds_of(project: Project, unit: FileUnit, function: Function) -> Bounds:
    """Bounds by type parameter in scope of a function; those of ``Self`` are the trait's own."""
    names = project.names(unit, function.start)
    found: Bounds = {}
    for text in scope_generics(unit, function):
        for name, bounds in _written_bounds(text).items():
            found[name] = (*found.get(name, ()), *bounds)
    generics = frozenset(found)
    found = {
        name: tuple(names.qualify(bound, generics) for bound in bounds) for name, bounds in found.items()
    }
    if function.trait is not None and function.self_type == function.trait:
        trait = project.type_item(function.trait, unit)
        if trait is not None:
            supertraits = parse_type(f"impl {trait.item.supertraits}").args if trait.item.supertraits else ()
            own = Type(trait.item.name, tuple(map(Type, trait.item.parameters)), trait.path)
            found["Self"] = (own, *(names.qualify(bound, generics) for bound in supertraits if bound.known))
    return found


def scope_generics(unit: FileUnit, function: Function) -> list[str]:
    """Texts of all type parameter lists around a function: its impl's or trait's, and its own."""
    texts = [function.generics]
    if function.self_type is not None:
        impl = unit.impl_at(function.start)
        if impl is not None:
            texts.insert(0, impl.generics)
    elif function.parent is not None:
        texts = [*scope_generics(unit, unit.facts.functions[function.parent]), *texts]
    return [text for text in texts if text]


def generic_names(ref: FunctionRef) -> frozenset[str]:
    """Names of all type parameters that a function's signature may use."""
    known = ref.unit.generic_names.get(ref.function.index)
    if known is None:
        known = ref.unit.generic_names[ref.function.index] = _generic_names(ref)
    return known


def _generic_names(ref: FunctionRef) -> frozenset[str]:
    names = {name for text in scope_generics(ref.unit, ref.function) for name in _written_bounds(text)}
    function = ref.function
    if function.trait is not None and function.trait == function.self_type:
        for item in ref.unit.facts.types:
            if item.kind == "trait" and item.name == function.trait:
                names.update(item.parameters)
    return frozenset(names)


@lru_cache(maxsize=8192)
def _written_bounds(text: str) -> Bounds:
    """Bounds of the type parameters of ``<'a, T: A + B> where U: C``."""
    found: Bounds = {}
    head, _, where = text.partition("where") if "where" in text.split() else (text, "", "")
    own = parameter_names(head) if head.strip() else []
    for part in (*split_list(head.strip()[1:].removesuffix(">")), *split_list(where)):
        name, _, bounds = part.strip().partition(":") if not part.strip().startswith("<") else ("", "", "")
        while bounds.startswith(":"):  # a path such as T::Item
            rest, colon, after = bounds[1:].partition(":")
            name, bounds = f"{name}::{rest}", after if colon else ""
        name = name.partition("=")[0].strip()
        if all(piece.isidentifier() for piece in name.split("::")) and not part.strip().startswith("const "):
            of = parse_type(f"impl {bounds}") if bounds.strip() else Type("impl")
            found[name] = (*found.get(name, ()), *(arg for arg in of.args if arg.known))
    for name in own:
        found.setdefault(name, ())
    return found


class _Capitals:
    """The variables of a knowledge signature: single capitals, and what the caller chooses."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (is_variable(name) or name == "turbofish")


CAPITALS: Container[str] = _Capitals()
NONE: Container[str] = frozenset()


def instantiate(
    inference: Inference, of: Type, names: Mapping[str, Type], variables: Container[str] = NONE
) -> Type:
    """``of`` with its parameters replaced by what they stand for, ``T::Item`` included.

    Variables that nothing is bound to become unknown.
    """
    if of.name == "referent":
        inner = instantiate(inference, of.args[0], names, variables)
        return inner.args[0] if inner.is_reference and inner.args else inner
    if of.args:
        args = tuple(instantiate(inference, arg, names, variables) for arg in of.args)
        return UNKNOWN if of.is_reference and not args[0].known else Type(of.name, args, of.path)
    if not of.path:
        found = names.get(of.name)
        if found is None:
            return UNKNOWN if of.name in variables else of
        return found
    if of.name == "[;]":
        return of
    owner, _, name = of.path.rpartition("::")
    if owner in names:
        return associated(inference, names[owner], name)
    if owner in variables:
        return UNKNOWN
    if owner in inference.generics or owner == "Self":
        return associated(inference, Type(owner), name)
    return of


def associated(inference: Inference, owner: Type, name: str) -> Type:
    """The associated type ``owner::name``; unknown if its definition leads back to it."""
    key = (owner, name)
    if not owner.known or key in inference.projecting or len(inference.projecting) >= _MOST_PROJECTIONS:
        return UNKNOWN
    inference.projecting.add(key)
    try:
        return _associated(inference, owner, name)
    finally:
        inference.projecting.discard(key)


def _associated(inference: Inference, owner: Type, name: str) -> Type:
    bounds = inference.bounds(owner)
    if bounds is not None:
        found = next((bound.args[0] for bound in bounds if bound.args and _gives(bound.name, name)), None)
        return found or Type(name, (), f"{owner}::{name}")
    written = written_associated(inference, owner, name)
    if written.known:
        return written
    match name:
        case "Item" | "IntoIter":
            item = inference.item_type(owner)
            return item if name == "Item" else Type("Iterator", (item,), "std::iter::Iterator")
        case "Target":
            from perfrules.index.infer.places import deref

            return deref(inference, owner)
        case "Owned":
            return _owned(owner)
        case "Joined":
            return _joined(owner.peeled())
    return UNKNOWN


def _gives(trait: str, name: str) -> bool:
    return (name == "Item" and trait in ITERATORS) or (name == "Output" and trait in ("Future", "IntoFuture"))


def _owned(of: Type) -> Type:
    match of.name:
        case "str":
            return Type("String", (), "std::string::String")
        case "[]":
            return Type("Vec", of.args, "std::vec::Vec")
        case "Path":
            return Type("PathBuf", (), "std::path::PathBuf")
        case "OsStr":
            return Type("OsString", (), "std::ffi::OsString")
    return of


def _joined(part: Type) -> Type:
    """What ``join`` and ``concat`` make of a slice of such parts."""
    if part.name in ("str", "String") or (part.name == "Cow" and part.args[-1:] == (Type("str"),)):
        return Type("String", (), "std::string::String")
    if part.name in ("[]", "[;]", "Vec"):
        return Type("Vec", part.args[:1], "std::vec::Vec")
    return UNKNOWN


def written_associated(inference: Inference, owner: Type, name: str) -> Type:
    """The associated type as the type's impls write it, if they agree."""
    if inference.own.get("Self") == owner:
        impl = inference.unit.impl_at(inference.function.start)
        text = dict(impl.associated).get(name) if impl is not None else None
        if text is not None:
            return inference.read_type(text)
    meaning = inference.find(owner)
    found = []
    for unit, impl in inference.project.impls.get(owner.name, ()):
        text = dict(impl.associated).get(name)
        if text is None:
            continue
        generics = frozenset(parameter_names(impl.generics))
        own = inference.project.names(unit, impl.start).read(impl.self_type, generics)
        if meaning is None or own.peeled().path == owner.path:
            names: dict[str, Type] = {"Self": owner}
            unify(inference, own, owner, generics, names)
            read = inference.project.names(unit, impl.start).read(text, generics)
            found.append(instantiate(inference, read, {**dict.fromkeys(generics, UNKNOWN), **names}))
    return found[0] if found and all(other == found[0] for other in found) else UNKNOWN


def unify(
    inference: Inference, pattern: Type, actual: Type, variables: Container[str], found: dict[str, Type]
) -> None:
    """Bind the variables of ``pattern`` by what ``actual`` has in their place."""
    if not actual.known:
        return
    name = pattern.name
    if not pattern.args and not pattern.path and name in variables:
        bound = found.get(name, UNKNOWN)
        if not bound.known or bound.name in ("{integer}", "{float}"):
            found[name] = actual
        elif has_hole(bound):
            found[name] = fill(bound, actual)
    elif name == actual.name:
        for left, right in zip(pattern.args, actual.args, strict=False):
            unify(inference, left, right, variables, found)
    elif pattern.args and (name in ITERATORS or (name == "impl" and pattern.args[0].name in ITERATORS)):
        item = pattern.args[0] if name in ITERATORS else (*pattern.args[0].args, UNKNOWN)[0]
        unify(inference, item, inference.item_type(actual), variables, found)
    elif name == "&" and actual.name == "&mut":
        unify(inference, pattern.args[0], actual.args[0], variables, found)
    elif actual.is_reference and not pattern.is_reference:
        unify(inference, pattern, actual.args[0], variables, found)
    elif name == "[]" and pattern.args:
        behind = next((here for here in inference.autoderef(actual) if here.name == "[]"), UNKNOWN)
        unify(inference, pattern, behind, variables, found)


def excludes(inference: Inference, pattern: Type, actual: Type, variables: Container[str]) -> bool:
    """Whether ``actual`` surely is no case of ``pattern``: ``Py<Dict>`` is none of ``Py<List>``."""
    if not (pattern.known and actual.known) or (pattern.name in variables and not pattern.path):
        return False
    if inference.bounds(actual) is not None or "{" in actual.name or not (pattern.path and actual.path):
        return False
    if pattern.name != actual.name:
        return True
    return any(
        excludes(inference, left, right, variables)
        for left, right in zip(pattern.args, actual.args, strict=False)
    )


def is_open(of: Type, variables: Container[str], bound: Mapping[str, Type]) -> bool:
    """Whether a signature's type holds a variable that is not fully known yet."""
    if not of.args:
        free = of.name in variables and not of.path
        return free and has_hole(bound.get(of.name, UNKNOWN))
    return any(is_open(arg, variables, bound) for arg in of.args)


def has_hole(of: Type) -> bool:
    """Whether some part of a type is unknown."""
    return not of.known or any(map(has_hole, of.args))


def fill(declared: Type, actual: Type) -> Type:
    """``declared`` with its holes filled from ``actual``."""
    if not declared.known:
        return actual
    if declared.name != actual.name or len(declared.args) != len(actual.args):
        return declared
    return Type(declared.name, tuple(map(fill, declared.args, actual.args)), declared.path or actual.path)
