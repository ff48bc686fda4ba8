"""A candidate while a rule's conditions are asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tree_sitter import Node

from perfrules.index.facts import Function, Loop
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, Project
from perfrules.index.types import UNKNOWN, Type

Captures = dict[str, Node]
_TYPED = frozenset({"parameter", "field_declaration", "const_item", "static_item"})
_TYPE_NODES = frozenset(
    """type_identifier primitive_type generic_type reference_type scoped_type_identifier tuple_type array_type
    pointer_type dynamic_type abstract_type function_type unit_type bounded_type never_type""".split()
)


@dataclass
class Match:
    """Nodes by capture name, with everything a predicate may ask about the place.

    ``captures`` and ``loops`` are replaced when something is bound, never changed: most candidates fail
    early, so that they share theirs, and what a condition has bound is taken back by putting back the old.
    """

    project: Project
    unit: FileUnit
    captures: Mapping[str, Node]
    values: dict[str, Any] = field(default_factory=dict)
    """What predicates found out, for messages: sizes, lines, names."""
    loops: Mapping[str, Loop] = field(default_factory=dict)
    """Loops bound by ``as``."""
    outer: Match | None = None
    """The match that a relational word's ``where`` is asked from."""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """The node that the finding is about."""
        return self.captures["match"]

    def get(self, name: str) -> Node | None:
        """The node captured as ``name``; ``outer.name`` asks the match around this one."""
        node = self.captures.get(name)
        if node is None and self.outer is not None and name.startswith("outer."):
            return self.outer.get(name[6:])
        return node

    def text(self, name: str) -> str:
        """Source text of a capture; empty if it is missing."""
        node = self.get(name)
        return self.unit.syntax.text(node) if node is not None else ""

    @cached_property
    def inference(self) -> Inference | None:
        """Types of the function around the match."""
        return inference_at(self.project, self.unit, self.node.start_byte)

    @cached_property
    def function(self) -> Function | None:
        """The innermost function around the match (or the match itself)."""
        return self.unit.function_at(self.node.start_byte)

    def type_of(self, name: str) -> Type:
        """The inferred type of a capture."""
        node = self.get(name)
        if node is None:
            return UNKNOWN
        declared = node.child_by_field_name("type") if node.type in _TYPED else node
        if declared is not None and declared.type in _TYPE_NODES:
            return self._written_type(declared)
        if self.inference is None:
            return UNKNOWN
        if node.type in ("identifier", "shorthand_field_identifier", "self_parameter"):
            for binding in self.inference.scope.bindings.get(_name_of(self.unit, node), ()):
                if binding.node.start_byte == node.start_byte:
                    return self.inference.binding_type(binding)
        return self.inference.type_of(node)

    def _written_type(self, node: Node) -> Type:
        """A type as written, aliases and imports resolved."""
        text = self.unit.syntax.text(node)
        inference = inference_at(self.project, self.unit, node.start_byte)
        reader = (
            inference.read_type
            if inference is not None
            else self.project.names(self.unit, node.start_byte).read
        )
        return reader(text)

    def inner(self, captures: Mapping[str, Node], loop: Loop | None = None) -> Match:
        """A match for the ``where`` of a relational word: its captures shadow this match's."""
        return Match(
            self.project,
            self.unit,
            {**self.captures, **captures},
            self.values,
            self.loops if loop is None else {**self.loops, "match": loop},
            self,
            self.options,
        )

    def bind(self, name: str, captures: Mapping[str, Node], loop: Loop | None = None) -> None:
        """Keep what a relational word found: its node as ``name``, its captures as ``name.capture``."""
        found = {f"{name}.{key}": node for key, node in captures.items() if key != "match"}
        self.captures = {**self.captures, name: captures["match"], **found}
        if loop is not None:
            self.loops = {**self.loops, name: loop}


def _name_of(unit: FileUnit, node: Node) -> str:
    return "self" if node.type == "self_parameter" else unit.syntax.text(node)
