"""What a type costs to clone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from perfrules.index.facts import TypeItem
from perfrules.index.knowledge import KnownType
from perfrules.index.project import FileUnit, Project, TypeRef
from perfrules.index.size import DEEPEST, Size, array_length, size_of
from perfrules.index.types import UNKNOWN, Type, depth, substitute

__all__ = ["CloneCost", "Size", "array_length", "clone_cost", "is_copy", "size_of"]

CloneCost = Literal["copy", "cheap", "refcount", "unknown", "heap"]
_ORDER: tuple[CloneCost, ...] = ("copy", "cheap", "refcount", "unknown", "heap")
_COPY = frozenset({"&", "*", "fn", "!", "{integer}", "{float}"})


_NOT_COPY = frozenset({"Range", "RangeInclusive", "RangeFrom"})
"""Iterators of numbers: as cheap as their parts, but not to be copied by accident."""


def is_copy(project: Project, unit: FileUnit, of: Type) -> bool | None:
    """Whether a type is ``Copy``; None if unknown."""
    if of.name in _NOT_COPY:
        return False
    cost = clone_cost(project, unit, of)
    return None if cost == "unknown" else cost == "copy"


def clone_cost(project: Project, unit: FileUnit, of: Type) -> CloneCost:
    """What ``.clone()`` of a value of this type costs: the worst of its parts."""
    if of.name in _COPY:
        return "copy"
    if of.name in ("()", "[;]"):
        return _worst(project, unit, of.args)
    if of.name in ("[]", "str"):
        return "heap"
    meaning = project.find(of, unit)
    if isinstance(meaning, TypeRef):
        return _of_item(project, meaning, of)
    if isinstance(meaning, KnownType):
        return _of_known(project, unit, meaning, of)
    return "unknown"


def _of_known(
    project: Project,
    unit: FileUnit,
    known: KnownType,
    of: Type,
) -> CloneCost:
    if known.clone is None and known.like is not None and not known.is_trait:
        names = dict(zip(known.parameters, of.args, strict=False))
        return clone_cost(project, unit, substitute(known.like, names))
    if known.clone == "inherit":
        parts = of.args or (UNKNOWN,) * len(known.parameters)
        return _worst(project, unit, parts)
    return next((cost for cost in _ORDER if cost == known.clone), "unknown")


def _of_item(project: Project, ref: TypeRef, of: Type) -> CloneCost:
    if depth(of) > DEEPEST:
        return "unknown"
    key = (ref.path, of.args)
    known: dict[tuple[str, tuple[Type, ...]], CloneCost] = project.derived.setdefault(clone_cost, {})
    if key not in known:
        known[key] = "heap"  # a type that holds itself does so through a box
        known[key] = _of_fields(project, ref, of)
    return known[key]


def _of_fields(project: Project, ref: TypeRef, of: Type) -> CloneCost:
    item = ref.item
    if "Copy" in item.derives or project.has_impl(item.name, "Copy"):
        return "copy"
    if item.kind == "alias":
        of = project.names(ref.unit, ref.start).qualify(of)
        return clone_cost(project, ref.unit, of) if of.path != ref.path else "unknown"
    if item.kind not in ("struct", "enum") or "Clone" not in item.derives:
        return "unknown"
    parts = _parts(project, ref, item, of)
    cost: CloneCost = max(
        (_worst(project, ref.unit, group) for group in parts), key=_ORDER.index, default="copy"
    )
    if cost == "copy":
        return "cheap"
    if cost == "heap":
        # Which variant it is, and whether an option is filled, nobody knows: heap only if at least half are.
        sure = [_worst(project, ref.unit, [_unless_option(part) for part in group]) for group in parts]
        return "heap" if sure.count("heap") * 2 >= len(sure) else "unknown"
    return cost


def _unless_option(of: Type) -> Type:
    return UNKNOWN if of.name == "Option" else of


def _parts(project: Project, ref: TypeRef, item: TypeItem, of: Type) -> list[tuple[Type, ...]]:
    """Types of the fields: of each variant, or of the struct."""
    names = dict.fromkeys(item.parameters, UNKNOWN)
    names.update(zip(item.parameters, of.args, strict=False))
    there, generics = project.names(ref.unit, ref.start), frozenset(item.parameters)
    groups = [variant.fields for variant in item.variants] if item.kind == "enum" else [item.fields]
    return [tuple(substitute(there.read(field.type, generics), names) for field in group) for group in groups]


def _worst(project: Project, unit: FileUnit, parts: Sequence[Type]) -> CloneCost:
    costs = [clone_cost(project, unit, part) for part in parts]
    return max(costs, key=_ORDER.index, default="copy")
