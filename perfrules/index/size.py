"""How large a type is, by the layout that rustc usually chooses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from perfrules.index.facts import Field
from perfrules.index.knowledge import KnownType
from perfrules.index.project import FileUnit, Project, TypeRef
from perfrules.index.types import UNKNOWN, Type, depth, parse_type, substitute

_PRIMITIVES = {
    "u8": 1, "i8": 1, "bool": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4, "char": 4,
    "u64": 8, "i64": 8, "f64": 8, "usize": 8, "isize": 8, "u128": 16, "i128": 16,
    "{integer}": 4, "{float}": 8, "!": 0,
}  # fmt: skip
_POINTERS = frozenset({"&", "&mut", "*", "Box", "Rc", "Arc", "Weak", "NonNull"})
_MANY = 254
_NICHES = {
    **dict.fromkeys(("&", "&mut", "fn", "Box", "Rc", "Arc", "NonNull"), 1),
    **dict.fromkeys("bool char Vec String VecDeque Duration Instant SystemTime".split(), _MANY),
}
"""Bit patterns that no value uses: null, or all beyond a range."""
_REWRITES = re.compile(r"(?!(?:serde|rustfmt|clippy|diagnostic|doc|cfg_attr|allow)\b)\w+::\w+")
"""Attribute macros by path, such as ``salsa::interned``, may make another type of it."""
_REPR_C = re.compile(r"repr\s*\((?!.*packed).*\bC\b").match
_ALIGNED = re.compile(r"repr\s*\(.*\balign\s*\(\s*(\d{1,9})\b")
_PACKED = re.compile(r"repr\s*\((?:.*[\s,])?packed\s*[,)]").match
_LITERAL = re.compile(
    r"(0x_*[0-9a-fA-F][0-9a-fA-F_]*|0b_*[01][01_]*|0o_*[0-7][0-7_]*|[0-9][0-9_]*)(?:[ui](?:8|16|32|64|128|size))?"
)
_LONGEST = 200
"""Characters of an array's length that are looked at: machines write sums of thousands of terms."""


class Size(NamedTuple):
    """Bytes on a 64-bit target; ``exact`` is False for "at least"."""

    bytes: int
    exact: bool
    align: int = 8


_WORD = 8
DEEPEST = 12
"""Types nested deeper are not looked into: a type may hold itself with ever larger arguments."""
_NOTHING_KNOWN = Size(0, False, 1)


def size_of(project: Project, unit: FileUnit, of: Type) -> Size:
    """The size of a type: fields sorted by alignment, enums with a tag where no niche holds it."""
    if of.name in _PRIMITIVES:
        size = _PRIMITIVES[of.name]
        return Size(size, True, max(size, 1))
    match of.name:
        case "&" | "&mut" | "*":
            return _pointer(project, unit, of.args[0])
        case "fn":
            return Size(8, True)
        case "()":
            return _together(size_of(project, unit, part) for part in of.args)
        case "[;]":
            element = size_of(project, unit, of.args[0])
            length = array_length(project, unit, of.path)
            return Size(element.bytes * (length or 0), element.exact and length is not None, element.align)
    meaning = project.find(of, unit)
    if isinstance(meaning, TypeRef):
        return _of_item(project, meaning, of)
    if isinstance(meaning, KnownType):
        return _of_known(project, unit, meaning, of)
    return _NOTHING_KNOWN


def _pointer(project: Project, unit: FileUnit, to: Type) -> Size:
    if to.name in ("str", "[]", "dyn"):
        return Size(16, True)
    meaning = project.find(to, unit)
    unsized = meaning is not None and (
        meaning.item.kind == "trait"
        if isinstance(meaning, TypeRef)
        else meaning.is_trait or to.name in ("Path", "OsStr", "CStr")
    )
    return Size(16 if unsized else 8, to.known)


def _of_known(project: Project, unit: FileUnit, known: KnownType, of: Type) -> Size:
    if of.name in _POINTERS and of.args:
        return _pointer(project, unit, of.args[0])
    if known.size == "inherit":
        if of.name == "Option" and of.args:
            return _enum(project, unit, [(of.args[0],), ()])
        if of.name == "Result" and of.args:
            return _enum(project, unit, [(part,) for part in (*of.args, UNKNOWN)[:2]])
        return _together(size_of(project, unit, part) for part in of.args)
    if isinstance(known.size, str):
        names = dict(zip(known.parameters, of.args, strict=False))
        return size_of(project, unit, substitute(parse_type(known.size), names))
    if isinstance(known.size, int):
        return Size(known.size, True, _alignment(known.size))
    if known.size is None and known.like is not None and not known.is_trait:
        names = dict(zip(known.parameters, of.args, strict=False))
        return (
            size_of(project, unit, substitute(known.like, names)) if known.clone == "copy" else _NOTHING_KNOWN
        )
    return _NOTHING_KNOWN


def _alignment(size: int) -> int:
    """The largest power of two up to 8 that divides a size."""
    return next((align for align in (8, 4, 2) if size % align == 0 and size), 1)


def _of_item(project: Project, ref: TypeRef, of: Type) -> Size:
    if depth(of) > DEEPEST:
        return _NOTHING_KNOWN
    key = (ref.path, of.args)
    known: dict[tuple[str, tuple[Type, ...]], Size] = project.derived.setdefault(size_of, {})
    if key not in known:
        known[key] = _NOTHING_KNOWN  # a type that holds itself has no size
        known[key] = _laid_out(project, ref, of)
    return known[key]


def _laid_out(project: Project, ref: TypeRef, of: Type) -> Size:
    item = ref.item
    if any(map(_REWRITES.match, item.attributes)):
        return _NOTHING_KNOWN
    if item.kind == "trait":
        return _NOTHING_KNOWN
    if item.kind == "alias":
        meant = project.names(ref.unit, ref.start).qualify(of)
        return size_of(project, ref.unit, meant) if meant.path != ref.path else _NOTHING_KNOWN
    if item.kind == "enum":
        return _enum(project, ref.unit, [_types(project, ref, of, v.fields) for v in item.variants])
    sizes = [size_of(project, ref.unit, part) for part in _types(project, ref, of, item.fields)]
    if item.kind == "union":
        align = max((size.align for size in sizes), default=1)
        largest = max((size.bytes for size in sizes), default=0)
        return Size(_rounded(largest, align), all(size.exact for size in sizes), align)
    if any(map(_PACKED, item.attributes)):
        return Size(_raw(sizes), all(size.exact for size in sizes), 1)
    laid = _as_declared(sizes) if any(map(_REPR_C, item.attributes)) else _together(sizes)
    align = max((int(asked[1]) for asked in map(_ALIGNED.match, item.attributes) if asked), default=1)
    return Size(_rounded(laid.bytes, max(align, laid.align)), laid.exact, max(align, laid.align))


def _types(project: Project, ref: TypeRef, of: Type, fields: tuple[Field, ...]) -> tuple[Type, ...]:
    """Types of fields, the arguments of ``of`` filled in."""
    parameters = ref.item.parameters
    names = dict.fromkeys(parameters, UNKNOWN)
    names.update(zip(parameters, of.args, strict=False))
    there, generics = project.names(ref.unit, ref.start), frozenset(parameters)
    return tuple(substitute(there.read(field.type, generics), names) for field in fields)


def _enum(project: Project, unit: FileUnit, variants: list[tuple[Type, ...]]) -> Size:
    """The largest variant, and a tag unless a niche of it can tell the others apart."""
    parts = [[size_of(project, unit, of) for of in variant] for variant in variants]
    sizes = [_together(part) for part in parts]
    if not sizes:
        return Size(0, True, 1)
    largest = max(range(len(sizes)), key=lambda at: sizes[at].bytes)
    align = max(size.align for size in sizes)
    exact = all(size.exact for size in sizes)
    others = [size for at, size in enumerate(sizes) if at != largest]
    others_empty = all(size.bytes == 0 and size.exact for size in others)
    # Beside the word that the niche is in, there is room for what the others hold.
    beside = all(size.exact and size.bytes + _WORD <= sizes[largest].bytes for size in others)
    if not others or ((others_empty or beside) and _niches(project, unit, variants[largest]) >= len(others)):
        return Size(sizes[largest].bytes, exact, align)
    tag = 1 if len(sizes) <= 256 else 2
    # The tag may go into padding that the largest variant has; how much that is, the raw sum tells.
    raw = max(map(_raw, parts))
    return Size(max(_rounded(raw + tag, align), sizes[largest].bytes), exact, align)


def _niches(
    project: Project, unit: FileUnit, fields: Iterable[Type], seen: frozenset[str] = frozenset()
) -> int:
    """How many bit patterns of some field no value uses."""
    return max((_niches_of(project, unit, of, seen) for of in fields), default=0)


def _niches_of(project: Project, unit: FileUnit, of: Type, seen: frozenset[str]) -> int:
    if of.name in _NICHES or of.name.startswith("NonZero"):
        return _NICHES.get(of.name, 1)
    if of.name == "()":
        return _niches(project, unit, of.args, seen)
    if of.name == "Option":
        return max(_niches(project, unit, of.args, seen) - 1, 0)
    meaning = project.find(of, unit)
    if not isinstance(meaning, TypeRef) or meaning.path in seen:
        return 0
    if meaning.item.kind == "enum":
        return max(_MANY - len(meaning.item.variants), 0) if len(meaning.item.variants) > 1 else 0
    if meaning.item.kind != "struct":
        return 0
    there = project.names(meaning.unit, meaning.start)
    inner = [there.read(field.type) for field in meaning.item.fields]
    return _niches(project, meaning.unit, inner, seen | {meaning.path})


def _raw(sizes: Iterable[Size]) -> int:
    return sum(size.bytes for size in sizes)


def _together(sizes: Iterable[Size]) -> Size:
    """Fields side by side, sorted so that only the end needs padding."""
    parts = list(sizes)
    align = max((part.align for part in parts), default=1)
    return Size(_rounded(_raw(parts), align), all(part.exact for part in parts), align)


def _as_declared(parts: list[Size]) -> Size:
    """Fields in the order that they are declared in, as C has them."""
    end = 0
    for part in parts:
        end = _rounded(end, part.align) + part.bytes
    align = max((part.align for part in parts), default=1)
    return Size(_rounded(end, align), all(part.exact for part in parts), align)


def _rounded(size: int, align: int) -> int:
    return -(-size // align) * align


def array_length(project: Project, unit: FileUnit, text: str, depth: int = 0) -> int | None:
    """The number that an array's length spells: literals and constants, their sums, products and shifts."""
    text = text.strip().removeprefix("{").removesuffix("}").strip()
    if len(text) > _LONGEST:
        return None
    for sign in ("+", "-", "*", "<<"):
        left, found, right = text.rpartition(sign)
        if found:
            one, two = array_length(project, unit, left, depth), array_length(project, unit, right, depth)
            return _applied(sign, one, two)
    literal = _LITERAL.fullmatch(text.strip("() "))
    if literal:
        digits = literal.group(1).replace("_", "")
        return int(digits, 0) if digits[:2] in ("0x", "0b", "0o") else int(digits)
    name = text.strip("() ").removesuffix("asusize")
    if depth < 4 and name.replace("::", "").isidentifier():
        constant = project.names(unit).constant(name)
        if constant is not None:
            return array_length(project, constant.unit, constant.item.value, depth + 1)
    return None


def _applied(sign: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left << right if right < 64 else None
