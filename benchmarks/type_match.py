"""Whether a type that perfrules inferred is the one that the compiler printed.

Paths and lifetimes do not count. Holes (``_``) in an inferred type agree with anything; that is what
they say. The inference speaks of iterators by what they yield (``Iterator<&u8>``), the compiler by the
adapters they are made of: :data:`_YIELDS` says what an adapter yields where its generics show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from perfrules.index.types import UNKNOWN, Type, parse_type

_LIFETIME = re.compile(r"'\w+\s*,?\s*\+?\s*")
_INTEGERS = frozenset("u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize".split())
_FLOATS = frozenset({"f32", "f64"})
_SPECIFIC = {"DebugBuilder": ("DebugStruct", "DebugTuple", "DebugList", "DebugSet", "DebugMap")}
"""Types that the knowledge files speak of by one name."""
PSEUDO_ITERATORS = frozenset(
    {"Iterator", "ExactSizeIterator", "DoubleEndedIterator", "ParallelIterator", "IntoIterator"}
)


def read_compiler_type(text: str) -> Type:
    """The compiler's spelling of a type, read into the inference's terms."""
    text = re.sub(r"\bfor<[^<>]*>", "", _without_braces(text))
    text = re.sub(r"<\s*>", "", _LIFETIME.sub("", text))
    return parse_type(_named_projections(text).replace(",>", ">"))


def _without_braces(text: str) -> str:
    """Closures as ``fn``; the name of a function behind its signature left out."""
    text = re.sub(r"\{(?:closure|async block|async closure body|async fn body|coroutine)[^{}]*\}", "fn", text)
    before = ""
    while before != text:
        before, text = text, re.sub(r"\{[^{}]*\}", "", text)
    return text


def _named_projections(text: str) -> str:
    """``projection::Item`` for ``<T as Iterator>::Item``."""
    while (found := re.search(r"(?<![\w>])<", text)) is not None:
        depth, end = 0, found.start()
        for end in range(found.start(), len(text)):
            depth += (text[end] == "<") - (text[end] == ">" and text[end - 1] != "-")
            if depth == 0:
                break
        text = f"{text[: found.start()]}projection{text[end + 1 :]}"
        if depth:
            break
    return text


def agree(
    ours: Type, theirs: Type, imports: Mapping[str, str], own_iterators: frozenset[str] = frozenset()
) -> bool:
    """Whether the inferred type ``ours`` says nothing that the compiler's does not.

    ``imports`` are the file's, for types that it calls by a name of its own; ``own_iterators`` the
    project's types with a written ``impl Iterator``.
    """

    def same(left: Type, right: Type) -> bool:
        if not left.known or not right.known:
            return True
        if left.name == right.name and left.name in ("[;]", "&", "&mut", "[]", "*", "()"):
            lengths = left.name != "()" or len(left.args) == len(right.args)
            return lengths and all(map(same, left.args, right.args))
        if left.name in ("{integer}", "{float}"):
            return right.name in (_INTEGERS if left.name == "{integer}" else _FLOATS)
        if left.name in PSEUDO_ITERATORS and right.name not in PSEUDO_ITERATORS:
            return _iterates(left, right)
        if left.name == "Future" and right.name in ("impl", "fn"):
            return right.name == "fn" or any(same(left, bound) for bound in right.args)
        if left.name in ("impl", "dyn") and right.name in ("impl", "dyn"):
            return not left.args or any(same(bound, other) for bound in left.args for other in right.args)
        if left.name == "fn" or right.name == "fn":
            return left.name == right.name
        name = left.name
        if right.name in _SPECIFIC.get(name, ()) or (name.startswith("NonZero") and right.name == "NonZero"):
            return True
        if name != right.name:
            name = imports.get(name, name).rpartition("::")[2]
        return name == right.name and all(map(same, left.args, right.args))

    def _iterates(left: Type, right: Type) -> bool:
        peeled = right.peeled()
        if peeled.name in ("impl", "dyn"):
            return any(same(left, bound) for bound in peeled.args if bound.name in PSEUDO_ITERATORS)
        if peeled.name == "Box" and peeled.args:
            return _iterates(left, peeled.args[0])
        if peeled.name not in _YIELDS and peeled.name not in _ITERATORS and peeled.name not in own_iterators:
            return False
        item = item_of(peeled)
        return not left.args or not item.known or same(left.args[0], item)

    return same(ours, theirs)


# -- iterators -------------------------------------------------------------------------------------


def item_of(iterator: Type) -> Type:
    """What a std iterator yields; unknown where its generics do not show it."""
    if iterator.name in PSEUDO_ITERATORS:
        return iterator.args[0] if iterator.args else UNKNOWN
    if iterator.name in ("impl", "dyn"):
        return next((item_of(bound) for bound in iterator.args if bound.name in PSEUDO_ITERATORS), UNKNOWN)
    if iterator.is_reference and iterator.args:
        return item_of(iterator.args[0])
    yields = _YIELDS.get(iterator.name)
    return yields(iterator) if yields is not None and iterator.args else _PLAIN.get(iterator.name, UNKNOWN)


_COLLECTIONS = frozenset(
    "slice vec vec_deque array option result map hash_map btree_map set hash_set btree_set binary_heap linked_list".split()
)
"""Modules of the iterators that are all called Iter, IntoIter or Drain."""


def _ref(of: Type, name: str = "&") -> Type:
    return Type(name, (of,)) if of.known else UNKNOWN


def _module(one: Type) -> str:
    return one.path.split("::")[-2] if "::" in one.path else ""


def _keyed(one: Type) -> bool:
    return len(one.args) > 1 or _module(one).endswith("map")


def _borrowed(name: str) -> Callable[[Type], Type]:
    def yields(one: Type) -> Type:
        if _module(one) not in _COLLECTIONS:
            return UNKNOWN
        if not _keyed(one):
            return _ref(one.args[-1], name)
        return Type("()", (_ref(one.args[0]), _ref(one.args[-1], name)))

    return yields


def _owned(one: Type) -> Type:
    if _module(one) not in _COLLECTIONS:
        return UNKNOWN
    return Type("()", one.args[:2]) if _module(one).endswith("map") else one.args[0]


def _inner(one: Type) -> Type:
    return item_of(one.args[0])


def _pair(left: Type, right: Type) -> Type:
    return Type("()", (left, right))


_STR = Type("&", (Type("str"),))
_YIELDS: dict[str, Callable[[Type], Type]] = {
    "Iter": _borrowed("&"),
    "IterMut": _borrowed("&mut"),
    "IntoIter": _owned,
    "Drain": _owned,
    "Enumerate": lambda one: _pair(Type("usize"), _inner(one)),
    "Zip": lambda one: _pair(_inner(one), item_of(one.args[1])),
    "Cloned": lambda one: _inner(one).args[0] if _inner(one).is_reference else UNKNOWN,
    "Copied": lambda one: _inner(one).args[0] if _inner(one).is_reference else UNKNOWN,
    "Keys": lambda one: _ref(one.args[0]),
    "Values": lambda one: _ref(one.args[-1]) if len(one.args) > 1 else UNKNOWN,
    "ValuesMut": lambda one: _ref(one.args[-1], "&mut") if len(one.args) > 1 else UNKNOWN,
    "IntoKeys": lambda one: one.args[0],
    "IntoValues": lambda one: one.args[-1] if len(one.args) > 1 else UNKNOWN,
    **dict.fromkeys("Once Repeat RepeatN Range RangeInclusive RangeFrom".split(), lambda one: one.args[0]),
    **dict.fromkeys(
        "Chunks ChunksExact RChunks RChunksExact Windows".split(), lambda one: _ref(Type("[]", one.args[:1]))
    ),
    **dict.fromkeys("ChunksMut ChunksExactMut".split(), lambda one: _ref(Type("[]", one.args[:1]), "&mut")),
    **dict.fromkeys(
        "Rev Skip Take StepBy Fuse Peekable SkipWhile TakeWhile Filter Inspect Cycle Chain".split(), _inner
    ),
}
_PLAIN: dict[str, Type] = {
    "Chars": Type("char"),
    "CharIndices": _pair(Type("usize"), Type("char")),
    "ToLowercase": Type("char"),
    "ToUppercase": Type("char"),
    **dict.fromkeys("SplitWhitespace SplitAsciiWhitespace".split(), _STR),
}
_ITERATORS = frozenset(_PLAIN) | frozenset(
    """
    Map FilterMap FlatMap Flatten Scan MapWhile FromFn Successors Empty RepeatWith Bytes Lines Split SplitMut RSplit
    SplitN RSplitN SplitTerminator RSplitTerminator SplitInclusive MatchIndices Matches EscapeDefault EscapeDebug
    EscapeUnicode EscapeAscii EncodeUtf16 Difference Intersection Union SymmetricDifference ExtractIf Splice Args
    ArgsOs Vars VarsOs ReadDir Components Ancestors ArrayChunks ArrayWindows ChunkBy ByRefSized Utf8Chunks
    Product Permutations Combinations MultiPeek PutBack Itertools Dedup Unique Tuples TupleWindows Interleave
    """.split()
)
