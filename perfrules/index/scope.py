"""The names of one function: where each is bound, from what, and where it is used."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Literal

from tree_sitter import Node, Query, QueryCursor

from perfrules.syntax import Syntax
from perfrules.syntax.parser import LANGUAGE

Source = Literal["parameter", "let", "for", "condition", "match", "closure"]

_FORMAT_NAME = re.compile(rb"\{([A-Za-z_]\w*)(?::[^{}]*)?\}")
_FORMAT_ARGUMENT = re.compile(rb"[:.]([A-Za-z_]\w*)\$")


@dataclass(frozen=True, slots=True)
class Binding:
    """One name bound by a pattern. It is visible from ``scope_start`` to ``scope_end``."""

    name: str
    node: Node
    """The identifier in the pattern."""
    pattern: Node
    """The whole pattern that the identifier is part of."""
    source: Source
    origin: Node
    """The node that binds: parameter, let_declaration, for_expression, let_condition, match_arm, closure."""
    position: int
    """Of a parameter among the parameters; else 0."""
    mutable: bool
    scope_start: int
    scope_end: int
    conditional: bool = False
    """Whether it stands under ``#[cfg(…)]``, so that another of its name may be there instead."""

    def may_be(self, other: Binding) -> bool:
        """Whether both are one variable, of which a build has the one binding or the other."""
        return self is other or (self.conditional and other.conditional and self.scope_end == other.scope_end)


class Scope:
    """All bindings and uses inside one function (nested functions and closures included)."""

    def __init__(self, syntax: Syntax, function: Node) -> None:
        self.syntax = syntax
        self.function = function
        self.bindings: dict[str, list[Binding]] = defaultdict(list)
        self.uses: dict[str, list[Node]] = defaultdict(list)
        """Identifiers in expressions by name, in order; a format string stands for the names inside it."""
        self.awaits: list[Node] = []
        self.returns: list[Node] = []
        self.closures: list[Node] = []
        """Outer before inner."""
        self._bound: set[int] = set()
        """Where names stand that are bound, not used."""
        self._walk()

    def binding(self, name: str, offset: int) -> Binding | None:
        """The binding that ``name`` means at a byte offset."""
        best: Binding | None = None
        for candidate in self.bindings.get(name, ()):
            if candidate.scope_start <= offset < candidate.scope_end and (
                best is None or candidate.scope_start >= best.scope_start
            ):
                best = candidate
        return best

    def uses_of(self, binding: Binding) -> list[Node]:
        """Where a binding is used, in order of position."""
        return [
            use
            for use in self.uses.get(binding.name, ())
            if binding.scope_start <= use.start_byte < binding.scope_end
            and (meant := self.binding(binding.name, use.start_byte)) is not None
            and meant.may_be(binding)
        ]

    def uses_within(self, start: int, end: int) -> list[tuple[str, Node]]:
        """Every use of a name inside a span, with the name."""
        low, high = bisect_left(self._use_starts, start), bisect_left(self._use_starts, end)
        return self._all_uses[low:high]

    @cached_property
    def _all_uses(self) -> list[tuple[str, Node]]:
        found = [(name, node) for name, nodes in self.uses.items() for node in nodes]
        return sorted(found, key=lambda use: use[1].start_byte)

    @cached_property
    def _use_starts(self) -> list[int]:
        return [node.start_byte for _, node in self._all_uses]

    def _walk(self) -> None:
        found = QueryCursor(_QUERY).captures(self.function)
        inner = {kind: nodes for kind, nodes in found.items() if kind not in _LEAVES}
        opaque = self._read_structure(inner)
        leaves = [
            (node.start_byte, kind, node)
            for kind, nodes in found.items()
            if kind in _LEAVES
            for node in nodes
        ]
        leaves.sort(key=_START)
        source, bound, uses = self.syntax.source, self._bound, self.uses
        for start, kind, node in leaves:
            if opaque and (at := bisect_right(opaque, (start, len(source)))) and start < opaque[at - 1][1]:
                continue
            if kind in _STRINGS:
                self._string(node)
            elif start not in bound:
                uses[source[start : node.end_byte].decode("utf-8", "replace")].append(node)

    def _read_structure(self, found: Mapping[str, list[Node]]) -> list[tuple[int, int]]:
        """What binds names, awaits and returns; gives the spans in which no name counts."""
        spans = [
            (node.start_byte, -node.end_byte, kind, node) for kind, nodes in found.items() for node in nodes
        ]
        spans.sort(key=_SPAN)  # what is outside comes first
        ends = [self.function.end_byte]
        opaque: list[tuple[int, int]] = []
        opaque_until = 0
        for start, minus_end, kind, node in spans:
            if start < opaque_until:
                continue
            while len(ends) > 1 and ends[-1] <= start:
                ends.pop()
            if kind == "block":
                ends.append(-minus_end)
            elif kind == "opaque":
                opaque_until = -minus_end
                opaque.append((start, opaque_until))
            else:
                _HANDLERS[kind](self, node, ends[-1])
        return opaque

    def _bind(
        self,
        pattern: Node,
        source: Source,
        origin: Node,
        span: tuple[int, int],
        position: int = 0,
        *,
        mutable: bool = False,
        conditional: bool = False,
    ) -> None:
        for name_node, is_mutable in pattern_names(pattern):
            name = self.syntax.text(name_node)
            self._bound.add(name_node.start_byte)
            self.bindings[name].append(
                Binding(
                    name,
                    name_node,
                    pattern,
                    source,
                    origin,
                    position,
                    mutable or is_mutable,
                    *span,
                    conditional,
                )
            )

    def _parameters(self, node: Node, body: Node, source: Source) -> None:
        position = 0
        for child in node.children:
            if child.type == "_":
                position += 1
            if not child.is_named:
                continue
            if child.type == "self_parameter":
                mutable = any(part.type == "mutable_specifier" for part in child.children)
                self._bound.add(child.start_byte)
                self.bindings["self"].append(
                    Binding(
                        "self", child, child, source, child, position, mutable, body.start_byte, body.end_byte
                    )
                )
            elif child.type == "parameter":
                pattern = child.child_by_field_name("pattern")
                mutable = any(part.type == "mutable_specifier" for part in child.children)
                if pattern is not None:
                    self._bind(
                        pattern, source, child, (body.start_byte, body.end_byte), position, mutable=mutable
                    )
            elif child.type not in ("attribute_item", "line_comment", "block_comment"):
                self._bind(child, source, child, (body.start_byte, body.end_byte), position)
            else:
                continue
            position += 1

    def _function(self, node: Node, scope_end: int) -> None:
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if parameters is not None and body is not None:
            self._parameters(parameters, body, "parameter")

    def _closure(self, node: Node, scope_end: int) -> None:
        self.closures.append(node)
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if parameters is not None and body is not None:
            self._parameters(parameters, body, "closure")

    def _let(self, node: Node, scope_end: int) -> None:
        pattern = node.child_by_field_name("pattern")
        mutable = any(part.type == "mutable_specifier" for part in node.children)
        if pattern is not None:
            span = (node.end_byte, scope_end)
            conditional = self._under_cfg(node)
            self._bind(pattern, "let", node, span, mutable=mutable, conditional=conditional)

    def _under_cfg(self, node: Node) -> bool:
        before = node.prev_named_sibling
        while before is not None and before.type == "attribute_item":
            if self.syntax.text(before).startswith(("#[cfg(", "#[cfg (")):
                return True
            before = before.prev_named_sibling
        return False

    def _for(self, node: Node, scope_end: int) -> None:
        pattern, body = node.child_by_field_name("pattern"), node.child_by_field_name("body")
        if pattern is not None and body is not None:
            self._bind(pattern, "for", node, (body.start_byte, body.end_byte))

    def _condition(self, node: Node, scope_end: int) -> None:
        pattern = node.child_by_field_name("pattern")
        if pattern is None:
            return
        end = scope_end
        for around in self.syntax.ancestors(node):
            if around.type in ("if_expression", "while_expression", "match_arm"):
                inner = around.child_by_field_name("consequence") or around.child_by_field_name("body")
                end = inner.end_byte if inner is not None else around.end_byte
                break
        self._bind(pattern, "condition", node, (node.end_byte, end))

    def _arm(self, node: Node, scope_end: int) -> None:
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.named_child_count:
            inner = pattern.named_children[0]
            self._bind(inner, "match", node, (inner.end_byte, node.end_byte))

    def _string(self, node: Node) -> None:
        text = self.syntax.source[node.start_byte : node.end_byte]
        if b"{" in text:
            for found in (*_FORMAT_NAME.finditer(text), *_FORMAT_ARGUMENT.finditer(text)):
                self.uses[found.group(1).decode()].append(node)

    def _await(self, node: Node, scope_end: int) -> None:
        self.awaits.append(node)

    def _return(self, node: Node, scope_end: int) -> None:
        self.returns.append(node)


_HANDLERS = {
    "function_item": Scope._function,
    "closure_expression": Scope._closure,
    "let_declaration": Scope._let,
    "for_expression": Scope._for,
    "let_condition": Scope._condition,
    "match_arm": Scope._arm,
    "await_expression": Scope._await,
    "return_expression": Scope._return,
}
_STRINGS = frozenset({"string_literal", "raw_string_literal"})
_LEAVES = frozenset({"identifier", "self", "shorthand_field_identifier"}) | _STRINGS
"""They bind nothing: they are looked at when all that binds is known."""
_OPAQUE = ("attribute_item", "type_arguments", "use_declaration")
_QUERY = Query(
    LANGUAGE,
    "(block) @block"
    + "".join(f"({kind}) @opaque" for kind in _OPAQUE)
    + "".join(f"({kind}) @{kind}" for kind in (*sorted(_LEAVES), *_HANDLERS)),
)
_START = itemgetter(0)
_SPAN = itemgetter(0, 1)


def pattern_names(pattern: Node) -> list[tuple[Node, bool]]:
    """The identifiers that a pattern binds, and whether each is ``mut``."""
    found: list[tuple[Node, bool]] = []
    stack: list[tuple[Node, bool]] = [(pattern, False)]
    while stack:
        node, mutable = stack.pop()
        kind = node.type
        if kind in ("identifier", "self", "shorthand_field_identifier"):
            first = node.text[:1] if node.text else b""
            if not first.isupper():
                found.append((node, mutable))
        elif kind == "tuple_struct_pattern":
            of = node.child_by_field_name("type")
            stack.extend((child, False) for child in reversed(node.named_children) if child != of)
        elif kind == "struct_pattern":
            stack.extend(
                (child, False) for child in reversed(node.named_children) if child.type == "field_pattern"
            )
        elif kind == "field_pattern":
            inner = node.child_by_field_name("pattern") or node.child_by_field_name("name")
            mutable = any(child.type == "mutable_specifier" for child in node.children)
            if inner is not None and inner.type != "field_identifier":
                stack.append((inner, mutable))
        elif kind in _PATTERNS:
            mutable = kind == "mut_pattern" or any(
                child.type == "mutable_specifier" for child in node.children
            )
            stack.extend((child, mutable) for child in reversed(node.named_children))
    return found


_PATTERNS = frozenset(
    {
        "mut_pattern",
        "ref_pattern",
        "reference_pattern",
        "captured_pattern",
        "tuple_pattern",
        "slice_pattern",
        "or_pattern",
        "match_pattern",
    }
)
