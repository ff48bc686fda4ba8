"""Which of the project's methods a type has: those of its impls, and those that its traits give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.index.reexports import Meaning
from perfrules.index.types import Type, parse_type
from perfrules.index.unit import FileUnit, FunctionRef

if TYPE_CHECKING:
    from perfrules.index.project import Project


class Members:
    """Methods by type and name, each looked for once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._methods: dict[tuple[str, str, str, str], FunctionRef | None] = {}
        self._of_any_type: dict[str, FunctionRef | None] = {}

    def method(self, of: Type, name: str, unit: FileUnit) -> FunctionRef | None:
        """The method of a type as seen from a file.

        Impls for different arguments may each have one: then only if they return the same.
        """
        key = (of.name, of.path, name, "" if of.path else unit.display)
        if key not in self._methods:
            self._methods[key] = self._of_impls(of, name, unit) or self._inherited(of, name)
        return self._methods[key]

    def _of_impls(self, of: Type, name: str, unit: FileUnit) -> FunctionRef | None:
        candidates = self.project.methods.get((of.name, name), ())
        if not candidates:
            return None
        meaning = self.project.find(of, unit)
        same = [ref for ref in candidates if self._is_about(ref, meaning)]
        bodies = [ref for ref in same if ref.function.body_start >= 0] or same
        inherent = [ref for ref in bodies if ref.function.trait is None]
        return _alike(bodies) or _alike(inherent)

    def _inherited(self, of: Type, name: str) -> FunctionRef | None:
        """A default method of a project's trait that the type implements."""
        fitting = []
        for ref in self.project.methods_by_name.get(name, ()):
            trait = ref.function.trait
            declared = trait is not None and ref.function.self_type == trait
            if trait is not None and declared and self.project.has_impl(of.name, trait):
                fitting.append(ref)
        return _alike(fitting)

    def of_any_type(self, name: str) -> FunctionRef | None:
        """A method of a trait that the project implements for all types, ``impl<T> Trait for T``."""
        if name not in self._of_any_type:
            blanket = self.project.blanket_traits
            candidates = self.project.methods_by_name.get(name, ())
            declared = [ref for ref in candidates if ref.function.self_type == ref.function.trait]
            self._of_any_type[name] = _alike([ref for ref in declared if ref.function.trait in blanket])
        return self._of_any_type[name]

    def _is_about(self, ref: FunctionRef, meaning: Meaning) -> bool:
        """Whether a method's impl is for the type meant (or for one that nobody defines)."""
        own = parse_type(ref.function.self_type or "").peeled()
        found = self.project.names(ref.unit, ref.start).find(own)
        return (found.path if found is not None else None) == (meaning.path if meaning is not None else None)


def _alike(refs: list[FunctionRef]) -> FunctionRef | None:
    """The first of methods that return the same."""
    return refs[0] if len({ref.function.return_type for ref in refs}) == 1 else None
