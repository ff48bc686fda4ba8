"""Which method a receiver's type has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Node

from perfrules.index.infer.generics import (
    associated,
    bounds_of,
    excludes,
    generic_names,
    unify,
)
from perfrules.index.infer.iteration import likes, parameters
from perfrules.index.infer.nodes import called
from perfrules.index.knowledge import PRELUDE_TRAITS, KnownType, Signature
from perfrules.index.project import FunctionRef, Project, TypeRef, base_name, parameter_names
from perfrules.index.reexports import Meaning
from perfrules.index.types import UNKNOWN, Type, parse_type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference

_UNIVERSAL = (
    "Clone",
    "ToOwned",
    "ToString",
    "Into",
    "TryInto",
    "PartialEq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Any",
)
"""Traits that any type may have by a derive or a blanket impl."""


class Method(NamedTuple):
    """A method found for a receiver."""

    callee: FunctionRef | Signature
    names: dict[str, Type]
    """What ``Self`` and the type parameters of its impl stand for."""
    on: Type
    """The type that has it: the receiver, or what it derefs to."""
    universal: bool = False
    """Found on a trait that any type may implement."""


def method_called(inference: Inference, call: Node) -> Method | None:
    """The method that a call expression calls."""
    function = called(call)
    if function is None or function.type != "field_expression":
        return None
    value, name_node = function.child_by_field_name("value"), function.child_by_field_name("field")
    if value is None or name_node is None:
        return None
    return find(inference, inference.type_of(value), inference.syntax.text(name_node))


def find(inference: Inference, receiver: Type, name: str) -> Method | None:
    """The method that ``receiver.name()`` means, if the receiver's type is known or does not matter."""
    if not receiver.known:
        return _on_any_type(inference, name)
    chain = inference.autoderef(receiver)
    for here in chain:
        if not here.is_reference:
            found = _on(inference, here, name)
            if found is not None:
                return found
            if name == "to_owned" and _is_cloned(inference, here):
                break  # `Rc<str>` owns itself already
    for here in chain:
        found = _of_imported_trait(inference, here, name)
        if found is not None:
            return found
    ref = inference.project.members.of_any_type(name)
    if ref is not None and _in_scope(inference, base_name(ref.function.trait or "")):
        return Method(ref, {"Self": chain[-1]}, chain[-1])
    last = chain[-1]
    for trait in _UNIVERSAL:
        known = inference.project.knowledge.traits.get(trait)
        signature = known.method(name) if known is not None else None
        if signature is not None:
            # By value it is the reference's own: `max` of two `&String` gives one of them.
            by_value = trait == "Ord" and signature.receiver == "self"
            target = next((here for here in chain if by_value or not here.is_reference), last)
            return Method(signature, {"Self": target}, receiver, universal=True)
    return None


def _is_cloned(inference: Inference, of: Type) -> bool:
    known = inference.known(of)
    return known is not None and known.clone is not None


def _on(inference: Inference, here: Type, name: str) -> Method | None:
    """A method of the type itself: by its bounds, its library's, or the project's impls."""
    bounds = here.args if here.name in ("impl", "dyn") else inference.bounds(here)
    if bounds is not None:
        for bound in bounds:
            found = _of_bound(inference, here, bound, name, 0)
            if found is not None:
                return found
        return None
    meaning = inference.find(here)
    if isinstance(meaning, KnownType):
        signature = meaning.method(name)
        if signature is not None:
            return Method(signature, {**parameters(meaning, here), "Self": here}, here)
        found = _like(inference, here, here, name)
        if found is not None:
            return found
    ref = inference.project.method_of(here, name, inference.unit)
    if ref is not None and not _is_another(inference, ref, here, meaning):
        return Method(ref, impl_arguments(inference, ref, here), here)
    if isinstance(meaning, TypeRef) and inference.is_iterator(here):
        iterator = Type("Iterator", (inference.item_type(here),), "std::iter::Iterator")
        return _like(inference, here, iterator, name)
    return None


def _is_another(inference: Inference, ref: FunctionRef, here: Type, meaning: Meaning) -> bool:
    """Whether a method of the same name must be meant: of an impl for other arguments, or of another crate's
    type one of its own, as this one would call itself, or is of a trait that is not in scope."""
    if here.args and ref.function.self_type is not None and ref.function.self_type != ref.function.trait:
        generics = generic_names(ref)
        own = inference.project.names(ref.unit, ref.start).read(ref.function.self_type, generics)
        if excludes(inference, own.peeled(), here, generics):
            return True
    if isinstance(meaning, TypeRef):
        return False
    if ref.unit is inference.unit:
        return ref.function.index == inference.function.index
    return ref.function.trait is not None and not _in_scope(inference, base_name(ref.function.trait))


def _in_scope(inference: Inference, trait: str) -> bool:
    """Whether the methods of the project's trait of that name can be called in the file."""
    if trait in PRELUDE_TRAITS or inference.unit.speaks_of(trait):
        return True
    project = inference.project
    for path in inference.names.absolute_globs:
        module = project.modules.get(path)
        if module is not None and module.unit.speaks_of(trait):
            return True  # what a module around imports comes along
        if project.reexports.type(f"{path}::{trait}") is not None:
            return True
    return False


def _like(inference: Inference, here: Type, like: Type, name: str) -> Method | None:
    for of, known in likes(inference, like):
        signature = known.method(name)
        if signature is not None:
            return Method(signature, {**parameters(known, of), "Self": here}, here)
    return None


def _of_bound(inference: Inference, here: Type, bound: Type, name: str, depth: int) -> Method | None:
    """A method that a trait bound gives, or one of its supertraits."""
    meaning = inference.names.find(bound)
    if not isinstance(meaning, TypeRef):
        return _like(inference, here, bound, name)
    ref = inference.project.method_of(bound, name, inference.unit)
    if ref is not None:
        names = dict(zip(meaning.item.parameters, bound.args, strict=False))
        return Method(ref, {**names, "Self": here}, here)
    there = inference.project.names(meaning.unit, meaning.start)
    for supertrait in parse_type(f"impl {meaning.item.supertraits}").args if meaning.item.supertraits else ():
        if depth < 4 and supertrait.known:
            found = _of_bound(inference, here, there.qualify(supertrait), name, depth + 1)
            if found is not None:
                return found
    return None


def _of_imported_trait(inference: Inference, here: Type, name: str) -> Method | None:
    """A method that a library trait gives, which the file imports: ``par_iter``, ``join`` of Itertools.

    Those for reading and writing are told from methods of other crates' types only where the type is known.
    """
    foreign = inference.find(here.peeled()) is None and inference.bounds(here.peeled()) is None
    for path in sorted(inference.names.traits):
        if foreign and path.startswith("std::io::"):
            continue
        known = inference.project.knowledge.by_path[path]
        signature = known.method(name)
        if signature is not None and known.name not in _UNIVERSAL:
            names = dict.fromkeys(known.parameters, UNKNOWN)
            if "Item" in names:
                names["Item"] = inference.item_type(here if signature.receiver == "self" else here.peeled())
            return Method(signature, {**names, "Self": here}, here)
    return None


def _on_any_type(inference: Inference, name: str) -> Method | None:
    """What a method is on a receiver of unknown type: only if it is the same on every type that has it."""
    shared = inference.names.agreement(name)
    own = inference.project.methods_by_name.get(name, ())
    if shared is None or (own and not _only_std_traits(own)):
        return None
    if not shared.returns.known and not shared.effects:
        return None
    return Method(Signature(name, "", (), shared.returns, shared.effects), {}, UNKNOWN)


def _only_std_traits(refs: list[FunctionRef]) -> bool:
    return all(
        ref.function.trait is not None and ref.function.trait.split("<")[0] in PRELUDE_TRAITS for ref in refs
    )


def impl_arguments(inference: Inference, ref: FunctionRef, receiver: Type) -> dict[str, Type]:
    """What ``Self`` and the type parameters of a method's impl stand for, given the receiver."""
    names: dict[str, Type] = {"Self": receiver}
    generics = generic_names(ref)
    own = inference.project.names(ref.unit, ref.start).read(ref.function.self_type or "", generics)
    unify(inference, own.peeled(), receiver.peeled(), generics, names)
    return names


def own_generics(ref: FunctionRef) -> list[str]:
    """The type parameters that a turbofish may give."""
    return parameter_names(ref.function.generics) if ref.function.generics.startswith("<") else []


def closure_bounds(project: Project, ref: FunctionRef) -> dict[str, Type]:
    """Type parameters that stand for closures, with the closure's type."""
    bounds = bounds_of(project, ref.unit, ref.function)
    return {
        name: closure
        for name, of in bounds.items()
        if (closure := next((bound for bound in of if bound.name == "fn"), None)) is not None
    }


def _clonable(inference: Inference, of: Type) -> Type:
    """What is cloned: behind a guard, which cannot be, the value that it derefs to."""
    for here in inference.autoderef(of):
        known = inference.known(here)
        if known is None or known.clone is not None or known.deref is None:
            return here.peeled()
    return of


def cloned(inference: Inference, receiver: Type, name: str) -> Type:
    """What ``clone`` and ``to_owned`` give of a receiver."""
    inner = _clonable(inference, receiver.peeled())
    if name == "to_owned":
        return (
            associated(inference, inner, "Owned") if inner.name in ("str", "[]", "Path", "OsStr") else inner
        )
    bounds = inference.bounds(inner)
    if bounds is not None and not any(bound.name in ("Clone", "Copy") for bound in bounds):
        return UNKNOWN
    return UNKNOWN if inner.name in ("str", "[]", "dyn") else inner
