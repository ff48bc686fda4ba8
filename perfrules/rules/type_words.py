"""What rules can say of types: classes such as ``heap-owning``, and types as written with holes."""

from __future__ import annotations

from functools import cache

from perfrules.index.cost import clone_cost, is_copy
from perfrules.index.owning import borrows_nothing, is_guard
from perfrules.index.types import Type, parse_type
from perfrules.index.unit import TypeRef
from perfrules.rules.match import Match

INTEGERS = frozenset(
    {"u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "{integer}"}
)
FLOATS = frozenset({"f32", "f64", "{float}"})
_NAMES: dict[str, frozenset[str]] = {
    "integer": INTEGERS,
    "float": FLOATS,
    "number": INTEGERS | FLOATS,
    "bool": frozenset({"bool"}),
    "char": frozenset({"char"}),
    "string": frozenset({"String", "str"}),
    "sequence": frozenset({"Vec", "[]", "[;]", "VecDeque", "SmallVec", "ArrayVec", "TinyVec"}),
    "map": frozenset({"HashMap", "BTreeMap", "IndexMap", "FxHashMap", "AHashMap"}),
    "set": frozenset({"HashSet", "BTreeSet", "IndexSet", "FxHashSet", "AHashSet"}),
    "hash-table": frozenset({"HashMap", "HashSet", "IndexMap", "IndexSet", "FxHashMap", "FxHashSet"}),
    "refcounted": frozenset({"Rc", "Arc"}),
    "lock": frozenset({"Mutex", "RwLock", "ReentrantMutex", "FairMutex"}),
    "option": frozenset({"Option"}),
    "result": frozenset({"Result"}),
    "closure": frozenset({"fn"}),
    "future": frozenset({"Future"}),
    "trait-object": frozenset({"dyn"}),
    "unit": frozenset({"()"}),
    "slice": frozenset({"[]"}),
    "array": frozenset({"[;]"}),
}  # fmt: skip
_COSTS = {"heap-owning": "heap", "refcount": "refcount", "cheap-to-clone": "cheap"}
CLASSES = (
    "known", "unknown", "copy", *_COSTS, "iterator", "exact-size", "reference", "mutable-reference",
    "generic", "atomic", "collection", "unsized", "owned", "own", "guard", *_NAMES,
)  # fmt: skip
_COLLECTIONS = (
    _NAMES["sequence"] | _NAMES["map"] | _NAMES["set"] | {"BinaryHeap", "LinkedList", "String", "str"}
)


def in_class(match: Match, of: Type, word: str) -> bool:
    """Whether a type belongs to a class of :data:`CLASSES`. Of an unknown type only ``unknown`` is true."""
    bare = of.peeled()
    if word == "unknown":
        return not bare.known
    if not bare.known:
        return False
    if word == "guard":
        return is_guard(bare)
    if word in _NAMES:
        return bare.name in _NAMES[word] and not (word == "unit" and bare.args)
    if word in _COSTS:
        return clone_cost(match.project, match.unit, bare) == _COSTS[word]
    match word:
        case "known":
            return True
        case "copy":
            return is_copy(match.project, match.unit, bare) is True
        case "iterator":
            return match.inference is not None and match.inference.is_iterator(of) is True
        case "exact-size":
            return has_known_length(match, of)
        case "reference":
            return of.is_reference
        case "owned":
            return borrows_nothing(match.project, match.unit, of)
        case "mutable-reference":
            return of.name == "&mut"
        case "generic":
            return bare.name == "impl" or (
                match.inference is not None and match.inference.bounds(bare) is not None
            )
        case "atomic":
            return bare.name.startswith("Atomic")
        case "own":
            return isinstance(match.project.find(bare, match.unit), TypeRef)
        case "unsized":
            return is_unsized(match, bare)
        case _:
            return bare.name in _COLLECTIONS


_UNSIZED = frozenset({"str", "[]", "dyn", "Path", "OsStr", "CStr"})


def is_unsized(match: Match, of: Type) -> bool:
    """Whether values of a type exist only behind pointers: slices, trait objects, structs that end in one."""
    ref = match.project.type_item(of.name, match.unit)
    if ref is None:
        return of.name in _UNSIZED
    fields = ref.item.fields if ref.item.kind == "struct" else ()
    return bool(fields) and parse_type(fields[-1].type).name in _UNSIZED


def has_known_length(match: Match, of: Type) -> bool:
    """Whether iterating over a value of this type tells its length beforehand."""
    bare = of.peeled()
    if bare.name in ("Range", "RangeInclusive"):
        return not bare.args or bare.args[0].name in INTEGERS | {"?"}
    if bare.name in ("ExactSizeIterator", "[]", "[;]"):
        return True
    known = match.project.knowledge.types.get(bare.name)
    if known is not None:
        return known.known_length or (known.like is not None and known.like.name == "ExactSizeIterator")
    return False


def parse_pattern(text: str) -> Type:
    """A type with holes: ``Vec<_>``, ``&str``, ``Arc<Mutex<_>>``, ``Vec<Integer>``."""
    return parse_type(text)


def matches_any(match: Match, patterns: tuple[str, ...], of: Type) -> bool:
    """Whether a type is an instance of one of some patterns. Most types are unlike all of them by their
    outermost name, which is told first."""
    names = of.name, of.peeled().name
    for pattern in _parsed(patterns):
        told = pattern.name in names or pattern.name == "?" or pattern.name in _CLASS_OF
        if told and matches(match, pattern, of):
            return True
    return False


@cache
def _parsed(patterns: tuple[str, ...]) -> tuple[Type, ...]:
    return tuple(map(parse_pattern, patterns))


def matches(match: Match, pattern: Type, of: Type) -> bool:
    """Whether a type is an instance of a pattern; references are looked through unless it has one."""
    if not pattern.known:
        return True
    if not pattern.is_reference:
        of = of.peeled()
    if not of.known:
        return False
    if not pattern.args and (word := _CLASS_OF.get(pattern.name)) is not None:
        return in_class(match, of, word)
    if pattern.name != of.name:
        return False
    if pattern.name == "[;]" and pattern.path not in ("_", of.path):
        return False
    if pattern.name == "*" and pattern.path not in ("", of.path):
        return False
    if "::" in pattern.path and of.path and pattern.path != of.path:
        return False
    if pattern.name in ("()", "fn") and pattern.args and len(pattern.args) != len(of.args):
        return False
    inner = list(of.args) + [Type("?")] * (len(pattern.args) - len(of.args))
    return all(
        matches(match, wanted, actual) if not wanted.is_reference else _exact(match, wanted, actual)
        for wanted, actual in zip(pattern.args, inner, strict=False)
    )


def _exact(match: Match, wanted: Type, actual: Type) -> bool:
    return wanted.name == actual.name and all(
        matches(match, left, right) for left, right in zip(wanted.args, actual.args, strict=False)
    )


_CLASS_OF = {
    "Integer": "integer", "Float": "float", "Number": "number", "Copy": "copy", "HeapOwning": "heap-owning",
    "Atomic": "atomic", "Lock": "lock", "Guard": "guard", "Iterator": "iterator", "Map": "map", "Set": "set",
    "Sequence": "sequence", "HashTable": "hash-table", "Collection": "collection",
}  # fmt: skip
"""Class names that may stand in patterns."""
