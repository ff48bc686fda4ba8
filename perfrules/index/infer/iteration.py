"""Items of iterators and collections, and whether their number is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfrules.index.infer.generics import ITERATORS, excludes, instantiate, unify
from perfrules.index.infer.patterns import unwrapped
from perfrules.index.knowledge import KnownType
from perfrules.index.project import TypeRef, base_name, parameter_names
from perfrules.index.types import UNKNOWN, Type, reference

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference


def likes(inference: Inference, of: Type) -> Iterator[tuple[Type, KnownType]]:
    """A library type and the types that it is like, each with what is known of it."""
    here = of
    for _ in range(5):
        bounds = inference.bounds(here) if here is not of else None
        if bounds is not None:  # `Peekable<I>` is like `I`, a parameter
            here = next((_with_item(here, bound) for bound in bounds if bound.name in ITERATORS), UNKNOWN)
        known = inference.known(here)
        if known is None:
            return
        yield here, known
        if known.like is None:
            return
        here = instantiate(inference, known.like, parameters(known, here))


def _with_item(of: Type, bound: Type) -> Type:
    """An iterator bound of a type parameter; its items are the parameter's, if not said."""
    return bound if bound.args else Type(bound.name, (Type("Item", (), f"{of.name}::Item"),), bound.path)


def required(known: KnownType, given: int) -> tuple[str, ...]:
    """Parameters that a type is written with: a hasher behind others has a default."""
    names = known.parameters
    return names[:-1] if len(names) > 1 and names[-1] == "S" and given < len(names) else names


def parameters(known: KnownType, of: Type) -> dict[str, Type]:
    """What a library type's parameters stand for; unknown where the type does not say."""
    names = dict.fromkeys(known.parameters, UNKNOWN)
    names.update(zip(known.parameters, of.args, strict=False))
    return names


def item_type(inference: Inference, of: Type) -> Type:
    """What ``for x in value`` gives for a value of type ``of``."""
    inner, wrap = unwrapped(inference, of)
    if inner.name in ("[]", "[;]") and inner.args:
        return wrap(inner.args[0])
    if inner.name in ITERATORS:
        return (*inner.args, UNKNOWN)[0]
    bounds = inner.args if inner.name in ("impl", "dyn") else inference.bounds(inner)
    if bounds is not None:
        found = next((bound for bound in bounds if bound.name in ITERATORS), None)
        if found is None:
            return next((item_type(inference, bound) for bound in bounds if inference.known(bound)), UNKNOWN)
        return _with_item(inner, found).args[0]
    if isinstance(inference.find(inner), TypeRef):
        return _written_item(inference, of, inner)
    for here, known in likes(inference, inner):
        if here.name in ITERATORS:
            return (*here.args, UNKNOWN)[0]
        if known.iterates is not None:
            item = instantiate(inference, known.iterates, parameters(known, here))
            if is_iterator(inference, inner):
                return item
            if of.is_reference and known.iterates.name == "()":
                return Type("()", (reference(item.args[0]), wrap(item.args[1])))
            return wrap(item)
    if inner.name == "Box" and inner.args and not of.is_reference:
        return item_type(inference, inner.args[0])
    return UNKNOWN


def _written_item(inference: Inference, of: Type, inner: Type) -> Type:
    """The ``Item`` of the project's impl of Iterator or IntoIterator."""
    for trait in ("Iterator", "IntoIterator"):
        for unit, impl in inference.project.impls.get(inner.name, ()):
            if impl.trait is None or base_name(impl.trait) != trait:
                continue
            text = dict(impl.associated).get("Item")
            generics = frozenset(parameter_names(impl.generics))
            names = inference.project.names(unit, impl.start)
            own = names.read(impl.self_type, generics)
            fits = trait == "Iterator" or own.is_reference == of.is_reference
            if text is None or not fits or own.peeled().path != inner.path:
                continue
            if excludes(inference, own.peeled(), inner, generics):
                continue
            bound: dict[str, Type] = {"Self": inner}
            unify(inference, own.peeled(), inner, generics, bound)
            return instantiate(
                inference, names.read(text, generics), {**dict.fromkeys(generics, UNKNOWN), **bound}
            )
    return UNKNOWN


def is_iterator(inference: Inference, of: Type) -> bool | None:
    """Whether a value is an iterator itself; None if its type is unknown."""
    here = of.peeled()
    if not here.known:
        return None
    bounds = here.args if here.name in ("impl", "dyn") else inference.bounds(here)
    if bounds is not None:
        return any(bound != here and is_iterator(inference, bound) for bound in bounds)
    if here.name in ITERATORS:
        return here.name != "IntoIterator"
    if here.name == "Box" and here.args:
        return is_iterator(inference, here.args[0])
    meaning = inference.find(here)
    if isinstance(meaning, TypeRef):
        return inference.project.has_impl(here.name, "Iterator")
    if meaning is None:
        return None if here.name[:1].isupper() else False
    return any(like.name in ITERATORS and like.name != "IntoIterator" for like, _ in likes(inference, here))


def has_known_length(inference: Inference, of: Type) -> bool | None:
    """Whether a collection or iterator knows how many items it has; None if its type is unknown."""
    for here in inference.autoderef(of):
        if here.name in ("impl", "dyn"):
            return any(has_known_length(inference, bound) for bound in here.args)
        if any(known.known_length for _, known in likes(inference, here)):
            return True
        if inference.is_iterator(here):
            return False
    return None if not of.known else False
