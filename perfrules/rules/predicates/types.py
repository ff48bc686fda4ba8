"""What values are: their types, sizes, and whether their length is known."""

from __future__ import annotations

import re

from perfrules.index.comparing import comparable
from perfrules.index.cost import size_of
from perfrules.index.known_type import KnownType
from perfrules.index.threads import threads_of
from perfrules.index.types import UNKNOWN, Type, parse_type
from perfrules.index.unit import TypeRef
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate
from perfrules.rules.type_words import CLASSES, has_known_length, in_class, matches_any


@predicate(
    "type",
    of=Param("capture", "match", doc="an expression, a binding or a type"),
    is_=Param("strings", (), choices=CLASSES, doc="any of these classes"),
    like=Param("strings", (), doc="any of these types, `_` for any part: `Vec<_>`, `&str`, `Arc<Mutex<_>>`"),
    item_of=Param("bool", False, doc="ask of what iterating over the value gives"),
    argument=Param("int", None, doc="ask of the type's argument of this number, from 0"),
    deref=Param("bool", False, doc="or of what it derefs to: smart pointers and own `Deref` types, too"),
)
def has_type(
    match: Match,
    of: str,
    is_: tuple[str, ...],
    like: tuple[str, ...],
    item_of: bool,
    argument: int | None,
    deref: bool,
) -> bool:
    """The type is known and is one of the classes and one of the types asked for (`is: unknown` for the
    opposite of known)."""
    actual = match.type_of(of)
    if item_of:
        actual = match.inference.item_type(actual) if match.inference is not None else actual
    if argument is not None:
        actual = _argument(actual, argument)
    chain = match.inference.autoderef(actual) if deref and match.inference is not None else [actual]
    return any(_fits(match, is_, like, here) for here in chain)


def _fits(match: Match, is_: tuple[str, ...], like: tuple[str, ...], of: Type) -> bool:
    if is_ and not any(in_class(match, of, word) for word in is_):
        return False
    return not like or matches_any(match, like, of)


def _argument(of: Type, position: int) -> Type:
    bare = of.peeled()
    return bare.args[position] if position < len(bare.args) else UNKNOWN


@predicate(
    "same-type",
    primary="of",
    of=Param("captures", required=True, doc="two or more captures"),
    items=Param("captures", (), doc="those of which the items count, not the value itself"),
    exact=Param("bool", False, doc="with their references, but for those to what the items are of"),
)
def same_type(match: Match, of: tuple[str, ...], items: tuple[str, ...], exact: bool) -> bool:
    """The types are known and equal, references left out of account unless `exact` is asked."""
    types = [match.type_of(name) for name in of]
    if items:
        types = [_item(match, t.peeled()) if name in items else t for name, t in zip(of, types, strict=True)]
    if exact:
        return all(t.known for t in types) and all(_alike(types[0], t) for t in types[1:])
    types = [t.peeled() for t in types]
    return all(t.known for t in types) and all(t == types[0] for t in types[1:])


def _item(match: Match, of: Type) -> Type:
    """What iterating over a value gives, or over what it derefs to."""
    if match.inference is None:
        return of
    chain = match.inference.autoderef(of)
    return next((item for here in chain if (item := match.inference.item_type(here)).known), UNKNOWN)


_INTEGERS = re.compile(r"[iu](8|16|32|64|128|size)|\{integer\}")


def _alike(one: Type, other: Type) -> bool:
    """Whether types are equal, as far as they are known: the number `1` may be of any integer type."""
    if not one.known or not other.known or one == other:
        return True
    if "{integer}" in (one.name, other.name):
        return bool(_INTEGERS.fullmatch(one.name) and _INTEGERS.fullmatch(other.name))
    if "{float}" in (one.name, other.name):
        return one.name[0] in "f{" and other.name[0] in "f{"
    if (one.name, one.path, len(one.args)) != (other.name, other.path, len(other.args)):
        return False
    return all(_alike(part, there) for part, there in zip(one.args, other.args, strict=True))


@predicate(
    "comparable",
    primary="of",
    of=Param("captures", required=True, doc="two expressions"),
)
def is_comparable(match: Match, of: tuple[str, ...]) -> bool:
    """The types are known, and std, a derive or the project lets `==` compare them as they are, or the first
    one without its `&` or `Box`."""
    left, right = (match.type_of(name) for name in of[:2])
    behind = [left.args[0]] if left.args and (left.is_reference or left.name == "Box") else []
    return any(comparable(match.project, match.unit, one, right) for one in (left, *behind))


@predicate(
    "size",
    of=Param("capture", "match", doc="an expression or a type"),
    min=Param("int", None, doc="bytes"),
    max=Param("int", None, doc="bytes; holds only for a size known exactly"),
    as_=Param("string", "size", doc="the name of the number in messages"),
    pointee=Param("bool", False, doc="of a reference, what it points to"),
    argument=Param("int", None, doc="ask of the type's argument of this number, from 0"),
)
def has_size(
    match: Match, of: str, min: int | None, max: int | None, as_: str, pointee: bool, argument: int | None
) -> bool:
    """The size of the type in bytes on a 64-bit target, estimated by Rust's layout rules."""
    actual = match.type_of(of)
    if pointee and actual.is_reference and actual.args:
        actual = actual.args[0]
    if argument is not None:
        actual = _argument(actual, argument)
    if not actual.known:
        return False
    size = size_of(match.project, match.unit, actual)
    match.values[as_] = size.bytes
    if min is not None and size.bytes < min:
        return False
    return max is None or (size.exact and size.bytes <= max)


@predicate("known-length", primary="of", of=Param("capture", "match", doc="something iterated over"))
def known_length(match: Match, of: str) -> bool:
    """The number of items is known before iterating: ranges, slices, vectors, exact-size iterators."""
    return has_known_length(match, match.type_of(of))


@predicate(
    "implements",
    trait=Param("strings", required=True, doc="any of these traits"),
    of=Param("capture", "match", doc="an expression, a type, or an item that defines a type"),
    bound=Param("bool", False, doc="also what the bounds of type parameters and trait objects promise"),
)
def implements(match: Match, trait: tuple[str, ...], of: str, bound: bool) -> bool:
    """The project's type derives one of the traits or has an impl of it; with `bound`, any type that is
    promised to."""
    node = match.get(of)
    if node is None:
        return False
    if node.type in ("struct_item", "enum_item", "union_item"):
        name_node = node.child_by_field_name("name")
        name = match.unit.syntax.text(name_node) if name_node is not None else ""
        meant = match.project.names(match.unit).type(name)
    else:
        actual = match.type_of(of).peeled()
        name, meant = actual.name, match.project.find(actual, match.unit)
        if bound and not _promised(match, match.type_of(of)).isdisjoint(trait):
            return True
    derives = meant.item.derives if isinstance(meant, TypeRef) else frozenset()
    return any(word in derives or match.project.has_impl(name, word) for word in trait)


def _promised(match: Match, of: Type) -> set[str]:
    """The traits that bounds name, and the supertraits of these; references and boxes are looked through."""
    bare = of.peeled()
    while bare.name == "Box" and bare.args:
        bare = bare.args[0].peeled()
    if match.inference is None:
        return set()
    todo = list(bare.args if bare.name in ("impl", "dyn") else match.inference.bounds(bare) or ())
    found: set[str] = set()
    while todo:
        bound = todo.pop()
        if bound.name in found:
            continue
        found.add(bound.name)
        meaning = match.inference.find(bound)
        if isinstance(meaning, KnownType):
            todo += [meaning.like] if meaning.like is not None else []
        elif meaning is not None and meaning.item.supertraits:
            todo += parse_type(f"impl {meaning.item.supertraits}").args
    return found


@predicate(
    "generic",
    primary="of",
    of=Param("capture", "match", doc="a function or an item"),
)
def is_generic(match: Match, of: str) -> bool:
    """The item has type parameters of its own."""
    node = match.get(of)
    return node is not None and node.child_by_field_name("type_parameters") is not None


@predicate(
    "thread-safe",
    primary="is",
    is_=Param("string", required=True, choices=("yes", "no"), doc="both `Send` and `Sync`, or certainly not"),
    of=Param("capture", "match", doc="an expression or a type"),
)
def thread_safe(match: Match, is_: str, of: str) -> bool:
    """The type is `Send` and `Sync` (or surely lacks one of them), by the rules for auto traits."""
    found = threads_of(match.project, match.unit, match.type_of(of))
    match.values["missing"] = " nor ".join(
        f"`{name}`" for name, held in (("Send", found.send), ("Sync", found.sync)) if held is False
    )
    return False in found if is_ == "no" else found == (True, True)
