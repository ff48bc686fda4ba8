"""Full paths of modules and functions, and which functions a path can mean."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.index.facts import Function
from perfrules.index.names import Meaning
from perfrules.index.project import FileUnit, FunctionRef, Project, TypeRef, base_name
from perfrules.index.types import parse_type, strip_generics

_STANDARD = frozenset({"std", "core", "alloc"})
_OWN_CRATE = frozenset({"crate", "self", "super", "Self"})


def split_path(path: str) -> list[str]:
    """The segments of a path, generic arguments left out; ``<T as Trait>::f`` gives ``Trait, f``."""
    text = "".join(path.split()) if " as " not in path else path
    if text.startswith("<"):
        head, _, tail = text[1:].rpartition(">::")
        of, cast, trait = head.partition(" as ")
        return [*split_path(trait if cast else of), *split_path(tail)]
    return [part for part in strip_generics(text).split("::") if part]


class Paths:
    """Look-up of functions by path."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def module(self, unit: FileUnit) -> tuple[str, ...]:
        """The crate and the modules of a file."""
        return tuple(unit.module.split("::"))

    def full(self, ref: FunctionRef) -> tuple[str, ...]:
        """The crate, modules, type and name of a function."""
        return (*self.module(ref.unit), *ref.function.qualified.split("::"))

    def expand(self, unit: FileUnit, function: Function | None, path: str) -> tuple[str, ...]:
        """A path from the crate's root: imports, ``Self``, ``self``, ``super`` and ``crate`` resolved."""
        parts = split_path(path)
        for _ in range(4):
            imported = unit.imports.get(parts[0]) if parts else None
            if imported is None or imported == "::".join(parts):
                break
            parts = [*split_path(imported), *parts[1:]]
            if len(parts) == 1 or parts[0] in _OWN_CRATE or parts[0] in self.project.roots:
                break
        if not parts:
            return ()
        here = self.module(unit)
        if function is not None:
            modules = function.qualified.split("::")[: -2 if function.self_type else -1]
            here = (*here, *(name for name in modules if name.islower()))
        first, rest = parts[0], parts[1:]
        if first == "Self" and function is not None and function.self_type:
            return (base_name(function.self_type), *rest)
        if first == "crate":
            return (here[0], *rest)
        if first in ("self", "super"):
            base = list(here)
            while parts and parts[0] in ("self", "super"):
                if parts.pop(0) == "super" and len(base) > 1:
                    base.pop()
            return (*base, *parts)
        return tuple(parts)

    def find(self, unit: FileUnit, function: Function | None, path: str) -> list[FunctionRef]:
        """The functions that a path can mean; more than one where versions for several targets exist."""
        written = split_path(path)
        if not written or written[-1][:1].isupper():
            return []
        parts = self.expand(unit, function, path)
        if not parts or (len(parts) > 1 and parts[0] in _STANDARD):
            return []
        name = parts[-1]
        if len(parts) > 1 and parts[-2][:1].isupper():
            return self._associated(unit, function, parts)
        candidates = self.project.functions.get(name, ())
        if function is not None and len(written) == 1:
            nested = [r for r in candidates if r.unit is unit and r.function.parent == function.index]
            if nested:
                return nested
        candidates = [ref for ref in candidates if ref.function.parent is None]
        if len(written) == 1 and len(parts) == 1:
            return self._in_scope(unit, function, candidates)
        return self._best(unit, candidates, parts, relative=parts[0] not in self.project.roots)

    def _associated(
        self, unit: FileUnit, function: Function | None, parts: tuple[str, ...]
    ) -> list[FunctionRef]:
        """``Type::name``, where several crates or modules may have a type of that name."""
        owner, name = parts[-2:]
        meaning = self.project.names(unit, None if function is None else function.start).type(
            owner, "::".join(parts[:-1]) if len(parts) > 2 else ""
        )
        if isinstance(meaning, TypeRef) and meaning.item.kind == "alias":
            aliased = parse_type(meaning.item.aliased).peeled()
            meaning, owner = self.project.find(aliased, meaning.unit), aliased.name
        elif meaning is not None:
            owner = meaning.item.name if isinstance(meaning, TypeRef) else meaning.name
        return nearest(self.methods(owner, meaning, name), unit, function)

    def methods(self, owner: str, meaning: Meaning, name: str) -> list[FunctionRef]:
        """The methods of a name in impls for one type, known by its definition."""
        candidates = self.project.methods.get((owner, name), ())
        return [ref for ref in candidates if meaning is None or self._stands_for(ref, meaning)]

    def _stands_for(self, ref: FunctionRef, meaning: Meaning) -> bool:
        own = self.project.names(ref.unit, ref.start).find(parse_type(ref.function.self_type or "").peeled())
        return own is not None and meaning is not None and own.path == meaning.path

    def _in_scope(
        self, unit: FileUnit, function: Function | None, candidates: Sequence[FunctionRef]
    ) -> list[FunctionRef]:
        """Functions that a bare name can mean: of the same file, or what a glob import may bring in."""
        same = [ref for ref in candidates if ref.unit is unit]
        if same:
            own = function.qualified.split("::") if function is not None else []
            modules = [len(_common(own, ref.function.qualified.split("::"))) for ref in same]
            return [ref for ref, n in zip(same, modules, strict=True) if n == max(modules)]
        found = []
        for glob in unit.globs:
            base = self.expand(unit, None, glob)
            found += [ref for ref in candidates if self.full(ref)[:-1] == base]
        if not found and unit.globs:
            crate = self.module(unit)[0]
            found = [ref for ref in candidates if self.module(ref.unit)[0] == crate and _visible(ref)]
        return list(dict.fromkeys(found)) if len(found) <= _TWINS else []

    def _best(
        self,
        unit: FileUnit,
        candidates: Sequence[FunctionRef],
        parts: tuple[str, ...],
        *,
        relative: bool,
    ) -> list[FunctionRef]:
        """Candidates whose modules hold those of the path in order; the closest of them."""
        wanted = parts[:-1]
        crate = self.module(unit)[0]
        scored: list[tuple[int, FunctionRef]] = []
        for ref in candidates:
            modules = self.full(ref)[:-1]
            if relative and modules[0] != crate:
                continue
            if not relative and modules[0] != parts[0]:
                continue
            if _holds(modules, wanted):
                scored.append((_rank(modules, wanted, unit, ref), ref))
        if not scored and not relative:
            # Re-exported from elsewhere in that crate.
            found = [ref for ref in candidates if self.full(ref)[0] == parts[0] and _visible(ref)]
            return found if len(found) <= _TWINS else []
        if not scored:
            return []
        best = max(score for score, _ in scored)
        found = [ref for score, ref in scored if score == best]
        return found if len(found) <= _TWINS else []


_TWINS = 4
"""How many versions of one function for different targets or features are believed in."""


def nearest(refs: Sequence[FunctionRef], unit: FileUnit, function: Function | None) -> list[FunctionRef]:
    """Those of the same impl, else of the same file, else of the same crate, else all; none if too many."""
    own = function.self_type if function is not None else None
    trait = function.trait if function is not None else None
    for near in (
        [
            r
            for r in refs
            if r.unit is unit and r.function.self_type == own and r.function.trait in (trait, None)
        ],
        [r for r in refs if r.unit is unit],
        [r for r in refs if r.unit.file.crate == unit.file.crate],
        list(refs),
    ):
        if near:
            inherent = [ref for ref in near if ref.function.trait is None]
            near = inherent or near
            return near if len(near) <= _TWINS else []
    return []


def _visible(ref: FunctionRef) -> bool:
    source = ref.unit.syntax.source
    return source[ref.function.start : ref.function.start + 3] == b"pub" or ref.function.self_type is not None


def _holds(modules: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether ``wanted`` is a subsequence of ``modules``: a path may leave out re-exporting modules."""
    rest = iter(modules)
    return all(part in rest for part in wanted)


def _rank(modules: Sequence[str], wanted: Sequence[str], unit: FileUnit, ref: FunctionRef) -> int:
    exact = tuple(modules[-len(wanted) :]) == tuple(wanted) if wanted else True
    return 4 * exact + 2 * (ref.unit is unit) - (len(modules) > len(wanted) + 2)


def _common(a: Sequence[str], b: Sequence[str]) -> list[str]:
    out = []
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        out.append(x)
    return out
