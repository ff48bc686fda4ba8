"""Whether a type may go to another thread (``Send``) and be shared with one (``Sync``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from perfrules.index.project import FileUnit, Project
from perfrules.index.types import Type, parse_type, substitute


class Threads(NamedTuple):
    """``None`` for what cannot be told."""

    send: bool | None
    sync: bool | None


_BOTH, _NEITHER, _UNKNOWN = Threads(True, True), Threads(False, False), Threads(None, None)
_FIXED = {
    "*": _NEITHER, "str": _BOTH, "String": _BOTH, "!": _BOTH,
    "std::rc::Rc": _NEITHER, "std::rc::Weak": _NEITHER,
    "std::ptr::NonNull": _NEITHER, "std::cell::Ref": _NEITHER, "std::cell::RefMut": _NEITHER,
    "std::sync::MutexGuard": Threads(False, None), "std::sync::RwLockReadGuard": Threads(False, None),
    "std::sync::RwLockWriteGuard": Threads(False, None),
}  # fmt: skip
"""By full path, or by name for the language's own types."""
_CELLS = "std::cell::"
_CHANNEL_ENDS = frozenset({"Receiver"})
_STRUCTURAL = frozenset(
    """() [] [;] Option Result Vec VecDeque Box HashMap BTreeMap HashSet BTreeSet BinaryHeap LinkedList
    Wrapping ManuallyDrop Pin MaybeUninit Reverse Poll ControlFlow""".split()
)
_DEPTH = 6


def threads_of(project: Project, unit: FileUnit, of: Type, depth: int = _DEPTH) -> Threads:
    """By the rules for auto traits, over the fields of the project's types; an ``impl`` of a trait wins."""
    name = of.name
    if not of.known or depth <= 0:
        return _UNKNOWN
    if name[:1].islower() and not of.args and name != "str":
        return _BOTH
    fixed = _FIXED.get(of.path or name) or (_FIXED.get(name) if name in ("*", "str", "String", "!") else None)
    if fixed is not None:
        return fixed
    parts = [threads_of(project, unit, arg, depth - 1) for arg in of.args]
    ref = project.type_item(name, unit)
    if ref is not None:
        return _own(project, unit, of, depth)
    if of.path.startswith(_CELLS):
        return Threads(_all(part.send for part in parts), False)
    if name in _CHANNEL_ENDS:
        return (
            Threads(_all(part.send for part in parts), False)
            if of.path.startswith("std::sync::mpsc")
            else _UNKNOWN
        )
    if name in ("Arc", "&", "&mut"):
        shared = _all(part.sync for part in parts)
        sent = _all(part.send for part in parts)
        if name == "&":
            return Threads(shared, shared)
        return Threads(_all((shared, sent)), _all((shared, sent))) if name == "Arc" else Threads(sent, shared)
    if name == "Mutex":
        sent = _all(part.send for part in parts)
        return Threads(sent, sent)
    if name == "RwLock":
        sent = _all(part.send for part in parts)
        return Threads(sent, _all((sent, *(part.sync for part in parts))))
    if name == "dyn":
        bounds = {arg.name for arg in of.args} | _supertraits(project, unit, of)
        return Threads("Send" in bounds, "Sync" in bounds) if not bounds & {"Error", "Any"} else _UNKNOWN
    if name in _STRUCTURAL or name.startswith("Atomic"):
        return Threads(_all(part.send for part in parts), _all(part.sync for part in parts))
    return _UNKNOWN


def _supertraits(project: Project, unit: FileUnit, of: Type) -> set[str]:
    """Names that the traits of a trait object are bounded by, where the project declares them."""
    refs = [project.type_item(bound.name, unit) for bound in of.args]
    return {name for ref in refs if ref is not None for name in re.findall(r"\w+", ref.item.supertraits)}


def _own(project: Project, unit: FileUnit, of: Type, depth: int) -> Threads:
    ref = project.type_item(of.name, unit)
    if ref is None:
        return _UNKNOWN
    item = ref.item
    names = dict(zip(item.parameters, of.args, strict=False))
    if item.kind == "alias":
        return threads_of(project, ref.unit, substitute(parse_type(item.aliased), names), depth - 1)
    if item.kind not in ("struct", "enum", "union"):
        return _UNKNOWN
    reader, generics = project.names(ref.unit, ref.start), frozenset(item.parameters)
    fields = [*item.fields, *(field for variant in item.variants for field in variant.fields)]
    types = [substitute(reader.read(field.type, generics), names) for field in fields]
    parts = [threads_of(project, ref.unit, part, depth - 1) for part in types]
    return Threads(
        True if project.has_impl(item.name, "Send") else _all(part.send for part in parts),
        True if project.has_impl(item.name, "Sync") else _all(part.sync for part in parts),
    )


def _all(answers: Iterable[bool | None]) -> bool | None:
    listed = list(answers)
    if any(answer is False for answer in listed):
        return False
    return None if any(answer is None for answer in listed) else True
