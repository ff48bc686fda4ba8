"""Methods that operators call: ``a + b``, ``a == b``, ``a[i]``, ``for x in a``.

Only traits that some impl of the project is for count, and only operands whose type is known.
"""

from __future__ import annotations

from functools import cached_property

from perfrules.index.callgraph.paths import Paths
from perfrules.index.extract.operations import TRAITS
from perfrules.index.facts import Operation
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, FunctionRef, Project, TypeRef, base_name
from perfrules.index.types import Type


class Operators:
    """The operators of a project that may call the project's own methods."""

    def __init__(self, project: Project, paths: Paths) -> None:
        self.project = project
        self.paths = paths
        self._found: dict[str, list[Operation]] = {}

    @cached_property
    def methods(self) -> frozenset[str]:
        """Names of the operators' methods that the project has."""
        return frozenset(
            name
            for name, traits in TRAITS.items()
            for ref in self.project.methods_by_name.get(name, ())
            if base_name(ref.function.trait or "") in traits and ref.function.body_start >= 0
        )

    def of(self, unit: FileUnit) -> list[Operation]:
        """The operations of a file that may, by position."""
        known = self._found.get(unit.display)
        if known is None:
            found = [each for each in unit.facts.operations if each.method in self.methods]
            known = self._found[unit.display] = found
        return known

    def callees(self, unit: FileUnit, operation: Operation) -> list[FunctionRef]:
        """The project's methods that an operation calls; none if the operand's type is unknown."""
        operand = unit.syntax.root.descendant_for_byte_range(*operation.operand)
        inference = inference_at(self.project, unit, operation.start)
        if inference is None or operand is None:
            return []
        of = inference.type_of(operand).peeled()
        if not of.known:
            return []
        for here in inference.autoderef(of) if operation.trait.startswith("Index") else [of]:
            found = self._of_type(inference, here, operation)
            if found:
                return found
        return []

    def _of_type(self, inference: Inference, of: Type, operation: Operation) -> list[FunctionRef]:
        meaning = inference.find(of)
        if not isinstance(meaning, TypeRef):
            return []
        found = self.paths.methods(meaning.item.name, meaning, operation.method)
        return [ref for ref in found if base_name(ref.function.trait or "") == operation.trait]
