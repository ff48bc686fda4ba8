"""Whether values of a type may hold something that belongs to others."""

from __future__ import annotations

from perfrules.index.knowledge import KnownType
from perfrules.index.project import FileUnit, Project, TypeRef
from perfrules.index.types import Type

_GUARDS = frozenset(
    """MutexGuard RwLockReadGuard RwLockWriteGuard RwLockUpgradableReadGuard MappedMutexGuard Ref RefMut
    ReentrantMutexGuard OwnedMutexGuard LockGuard Res ResMut Extract Local""".split()
)


def is_guard(of: Type) -> bool:
    """Whether a type gives access to a value for as long as it lives; others' are told by their names."""
    return of.name in _GUARDS or of.name.endswith("Guard")


def borrows_nothing(project: Project, unit: FileUnit, of: Type) -> bool:
    """Whether a type is known to its last part, and no part holds something of others: a reference, a guard,
    a type parameter, a value of which only a trait is known, a type with a lifetime or a library's iterator
    over references."""
    if of.is_reference or not of.known or of.name in ("impl", "dyn", "Cow") or is_guard(of):
        return False
    if len(of.name) == 1 and of.name.isupper():
        return False
    meaning = project.find(of, unit)
    if isinstance(meaning, TypeRef) and meaning.item.has_lifetime:
        return False
    if isinstance(meaning, KnownType) and (meaning.is_trait or _hands_out_references(meaning)):
        return False
    return all(borrows_nothing(project, unit, part) for part in of.args)


def _hands_out_references(known: KnownType) -> bool:
    return known.like is not None and any(part.is_reference for part in known.like.args)
