"""Which types can be compared by ``==``: by std's impls, by derives, and by the project's own."""

from __future__ import annotations

from collections import defaultdict

from perfrules.index.derived import once_per_project
from perfrules.index.project import Project, TypeRef
from perfrules.index.types import Type, parse_type
from perfrules.index.unit import FileUnit

_TEXT = frozenset({"str", "String"})
_SEQUENCES = frozenset({"[]", "[;]", "Vec", "VecDeque"})
_PATHS = frozenset({"Path", "PathBuf", "OsStr", "OsString"})
_PLAIN = frozenset(
    "bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 {integer} {float}".split()
)


def comparable(project: Project, unit: FileUnit, left: Type, right: Type) -> bool:
    """Whether ``left == right`` or ``right == left`` is surely allowed, references as they are."""
    return _equates(project, unit, left, right) or _equates(project, unit, right, left)


def _equates(project: Project, unit: FileUnit, left: Type, right: Type) -> bool:
    """Whether there is an ``impl PartialEq<right> for left``."""
    if not left.known or not right.known:
        return False
    if left.is_reference and right.is_reference:
        return _equates(project, unit, left.args[0], right.args[0])
    if _own(project, unit, left, right):
        return True
    if not all(_of_std(project, unit, of) for of in (left, right.args[0] if right.is_reference else right)):
        return False
    if right.is_reference:  # `String == &str`, `PathBuf == &Path`, `Vec<T> == &[T]`
        inner = right.args[0]
        borrowed = inner.name in ("str", "[]", "[;]", "Path", "OsStr")
        unsized = left.name in ("str", "[]", "[;]")
        return borrowed and not unsized and left != inner and _by_std(left, inner)
    return not left.is_reference and _by_std(left, right)


def _of_std(project: Project, unit: FileUnit, of: Type) -> bool:
    """Whether a name is that of std's type: others have a `Path`, too."""
    if of.name not in _PATHS | {"String", "Vec", "VecDeque", "Cow"}:
        return True
    meaning = project.find(of, unit)
    return meaning is not None and not isinstance(meaning, TypeRef) and meaning.path.startswith("std::")


def _by_std(left: Type, right: Type) -> bool:
    left, right = (of.args[0] if of.name == "Cow" and of.args else of for of in (left, right))
    names = {left.name, right.name}
    if names <= _PATHS | _TEXT:
        return True
    if names <= _SEQUENCES and left.args and right.args:
        return left.args[0].known and (left.args[0] == right.args[0] or _by_std(left.args[0], right.args[0]))
    return left == right and left.name in _PLAIN


def _own(project: Project, unit: FileUnit, left: Type, right: Type) -> bool:
    """Whether the project derives or writes the impl."""
    meaning = project.find(left, unit)
    if isinstance(meaning, TypeRef) and left == right and "PartialEq" in meaning.item.derives:
        return True
    written = _impls(project).get(left.name, ())
    return any(of == left and with_ == right for of, with_ in written)


@once_per_project
def _impls(project: Project) -> dict[str, list[tuple[Type, Type]]]:
    """The impls of ``PartialEq`` that are written out: the types on both sides, by the left one's name."""
    found: dict[str, list[tuple[Type, Type]]] = defaultdict(list)
    for unit in project.files.values():
        names = project.names(unit)
        for impl in unit.facts.impls:
            trait = parse_type(impl.trait) if impl.trait is not None else None
            if trait is not None and trait.name == "PartialEq":
                left = names.read(impl.self_type)
                right = names.read(str(trait.args[0])) if trait.args else left
                found[left.name].append((left, right))
    return found
