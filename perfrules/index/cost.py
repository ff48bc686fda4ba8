"""What a type costs to clone and how large it is."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from perfrules.index.project import FileUnit, Project
from perfrules.index.types import UNKNOWN, Type, parse_type, substitute

CloneCost = Literal["copy", "cheap", "refcount", "unknown", "heap"]
_ORDER: tuple[CloneCost, ...] = ("copy", "cheap", "refcount", "unknown", "heap")
_PRIMITIVES = {
    "u8": 1, "i8": 1, "bool": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4, "char": 4,
    "u64": 8, "i64": 8, "f64": 8, "usize": 8, "isize": 8, "u128": 16, "i128": 16,
    "{integer}": 4, "{float}": 8, "!": 0,
}  # fmt: skip
_FAT = frozenset({"str", "[]", "dyn"})
_NICHE = frozenset({"&", "&mut", "Box", "Rc", "Arc", "Vec", "String", "NonNull", "NonZeroU32", "NonZeroUsize", "bool", "char"})


class Size(NamedTuple):
    """Bytes on a 64-bit target; ``exact`` is False for "at least"."""

    bytes: int
    exact: bool
    align: int = 8


def is_copy(project: Project, unit: FileUnit, of: Type) -> bool | None:
    """Whether a type is ``Copy``; None if unknown."""
    cost = clone_cost(project, unit, of)
    if cost == "unknown":
        return None
    return cost == "copy"


def clone_cost(project: Project, unit: FileUnit, of: Type, seen: frozenset[str] = frozenset()) -> CloneCost:
    """What ``.clone()`` of a value of this type costs: the worst of its parts."""
    if not of.known:
        return "unknown"
    if of.name in _PRIMITIVES or of.name in ("&", "*", "fn"):
        return "copy"
    if of.name == "&mut":
        return "copy"
    if of.name in ("()", "[;]"):
        return _worst(project, unit, of.args, seen)
    if of.name in ("[]", "str"):
        return "heap"
    if of.name in ("impl", "dyn"):
        return "unknown"
    ref = project.type_item(of.name, unit)
    if ref is not None:
        item = ref.item
        if of.name in seen:
            return "heap"  # a type that holds itself does so through a box
        if item.kind == "alias":
            names = dict(zip(item.parameters, of.args, strict=False))
            return clone_cost(project, ref.unit, substitute(parse_type(item.aliased), names), seen | {of.name})
        if "Copy" in item.derives or project.has_impl(item.name, "Copy"):
            return "copy"
        if item.kind not in ("struct", "enum") or "Clone" not in item.derives:
            return "unknown"
        names = dict(zip(item.parameters, of.args, strict=False))
        for parameter in item.parameters:
            names.setdefault(parameter, UNKNOWN)
        fields = [f for v in item.variants for f in v.fields] if item.kind == "enum" else list(item.fields)
        parts = tuple(substitute(parse_type(f.type), names) for f in fields)
        cost = _worst(project, ref.unit, parts, seen | {of.name})
        if cost == "copy":
            return "cheap"
        if item.kind == "enum" and cost == "heap":
            shares = [_worst(project, ref.unit, tuple(substitute(parse_type(f.type), names) for f in v.fields), seen | {of.name}) for v in item.variants]
            return "heap" if sum(share == "heap" for share in shares) * 2 >= len(shares) else "unknown"
        return cost
    known = project.knowledge.types.get(of.name)
    if known is None or known.clone is None:
        return "unknown"
    if known.clone == "inherit":
        return _worst(project, unit, of.args, seen)
    return next((cost for cost in _ORDER if cost == known.clone), "unknown")


def _worst(project: Project, unit: FileUnit, parts: tuple[Type, ...], seen: frozenset[str]) -> CloneCost:
    costs = [clone_cost(project, unit, part, seen) for part in parts]
    return max(costs, key=_ORDER.index, default="copy")


def size_of(project: Project, unit: FileUnit, of: Type, seen: frozenset[str] = frozenset()) -> Size:
    """The size of a type by Rust's usual layout: fields sorted by alignment, enums with a tag."""
    if not of.known:
        return Size(0, False, 1)
    if of.name in _PRIMITIVES:
        return Size(_PRIMITIVES[of.name], True, min(max(_PRIMITIVES[of.name], 1), 16))
    if of.name in ("&", "&mut", "*", "Box", "Rc", "Arc") and of.args:
        inner = of.args[-1] if of.name != "Box" else of.args[0]
        fat = inner.name in _FAT or project.is_trait(inner.name, unit)
        return Size(16 if fat else 8, inner.known)
    if of.name == "fn":
        return Size(8, True)
    if of.name == "()":
        return _sum([size_of(project, unit, part, seen) for part in of.args])
    if of.name == "[;]":
        element = size_of(project, unit, of.args[0], seen)
        length = array_length(project, unit, of.path)
        return Size(element.bytes * (length or 0), element.exact and length is not None, element.align)
    if of.name == "Option" and of.args:
        inner = size_of(project, unit, of.args[0], seen)
        if of.args[0].name in _NICHE:
            return inner
        return Size(-(-(inner.bytes + 1) // inner.align) * inner.align, inner.exact, inner.align)
    ref = project.type_item(of.name, unit)
    if ref is not None:
        item = ref.item
        if of.name in seen or item.kind in ("trait",):
            return Size(0, False)
        names = dict(zip(item.parameters, of.args, strict=False))
        inside = seen | {of.name}
        if item.kind == "alias":
            return size_of(project, ref.unit, substitute(parse_type(item.aliased), names), inside)

        def total(fields: tuple[str, ...]) -> Size:
            return _sum([size_of(project, ref.unit, substitute(parse_type(text), names), inside) for text in fields])

        if item.kind == "enum":
            variants = [total(tuple(f.type for f in v.fields)) for v in item.variants]
            if not variants:
                return Size(0, True, 1)
            largest = max(variants, key=lambda s: s.bytes)
            align = max(v.align for v in variants)
            tag = 0 if len(variants) == 1 else 1
            return Size(-(-(largest.bytes + tag) // align) * align, all(v.exact for v in variants), align)
        return total(tuple(f.type for f in item.fields))
    known = project.knowledge.types.get(of.name)
    if known is not None:
        if isinstance(known.size, int):
            return Size(known.size, True, 8 if known.size >= 8 else max(known.size, 1))
        if known.size == "inherit":
            parts = [size_of(project, unit, part, seen) for part in of.args]
            return max(parts, key=lambda s: s.bytes, default=Size(0, False)) if of.name == "Result" else _sum(parts)
    return Size(0, False)


def array_length(project: Project, unit: FileUnit, text: str) -> int | None:
    """The number that an array's length spells: a literal, a constant, or a product or sum of such."""
    total = 1
    for factor in text.split("*"):
        value = _number(project, unit, factor.strip())
        if value is None:
            return None
        total *= value
    return total


def _number(project: Project, unit: FileUnit, text: str, depth: int = 0) -> int | None:
    found = re.fullmatch(r"(0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*)(?:[ui](?:8|16|32|64|128|size))?", text)
    if found:
        return int(found.group(1).replace("_", ""), 0) if found.group(1)[:1] == "0" and len(found.group(1)) > 1 and not found.group(1).isdigit() else int(found.group(1).replace("_", ""))
    shift = re.fullmatch(r"(.+?)<<(.+)", text)
    if shift:
        left, right = _number(project, unit, shift.group(1).strip(), depth), _number(project, unit, shift.group(2).strip(), depth)
        return left << right if left is not None and right is not None and right < 64 else None
    name = text.rpartition("::")[2]
    if depth < 4 and name.isidentifier():
        constant = project.constant(name, unit)
        if constant is not None:
            parts = [_number(project, unit, part.strip(), depth + 1) for part in constant.value.split("*")]
            result = 1
            for part in parts:
                if part is None:
                    return None
                result *= part
            return result
    return None


def _sum(parts: list[Size]) -> Size:
    align = max((part.align for part in parts), default=1)
    raw = sum(part.bytes for part in parts)
    return Size(-(-raw // align) * align, all(part.exact for part in parts), align)
