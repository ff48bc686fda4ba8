"""Expressions and statements of bench code, evaluated on paper.

What is not known stays unknown (None): both branches of an ``if`` run, and a loop over something
unknown runs once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from tree_sitter import Node

from perfrules.analysts.benchmarks.source import cfg, library
from perfrules.analysts.benchmarks.source.values import (
    Code,
    Environment,
    Value,
    decimal,
    integer,
    text_of_literal,
)
from perfrules.index.callgraph import CallGraph
from perfrules.index.project import FileUnit

_STEPS = 200_000
"""Enough for any bench file; an end for those that count in the millions."""
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_ITEMS = frozenset(
    "function_item struct_item enum_item impl_item trait_item mod_item type_item use_declaration "
    "macro_definition line_comment block_comment".split()
)
_TRANSPARENT = frozenset({"mut_pattern", "reference_pattern", "ref_pattern", "match_pattern"})
"""Patterns that bind what they hold to the whole value."""


class Evaluator:
    """Evaluates nodes; a subclass says what calls do. The method for a node of kind ``k`` is ``_k``."""

    def __init__(self, graph: CallGraph, features: Collection[str]) -> None:
        self.graph = graph
        self.features = features
        self._steps = 0

    def run(self, node: Node, scope: Environment) -> Value:
        """What an expression or statement gives."""
        self._steps += 1
        if self._steps > _STEPS:
            return None
        handler = getattr(self, f"_{node.type}", None)
        if handler is not None:
            return handler(node, scope)
        for child in node.named_children:
            if child.type != "closure_expression":
                self.run(child, scope)
        return None

    def _string_literal(self, node: Node, scope: Environment) -> Value:
        return text_of_literal(scope.unit.syntax.text(node))

    _raw_string_literal = _string_literal

    def _integer_literal(self, node: Node, scope: Environment) -> Value:
        return integer(scope.unit.syntax.text(node))

    def _float_literal(self, node: Node, scope: Environment) -> Value:
        return decimal(scope.unit.syntax.text(node))

    def _boolean_literal(self, node: Node, scope: Environment) -> Value:
        return scope.unit.syntax.text(node) == "true"

    def _self(self, node: Node, scope: Environment) -> Value:
        return scope.get("self")

    def _identifier(self, node: Node, scope: Environment) -> Value:
        name = scope.unit.syntax.text(node)
        if name in scope or _CONSTANT.fullmatch(name):
            return self.named(name, scope)
        return Code(scope.unit, node)

    def _scoped_identifier(self, node: Node, scope: Environment) -> Value:
        name = scope.unit.syntax.text(node).rpartition("::")[2]
        return self._constant(name, scope) if _CONSTANT.fullmatch(name) else Code(scope.unit, node)

    def named(self, name: str, scope: Environment) -> Value:
        """The value of a variable or constant."""
        return scope.get(name) if name in scope else self._constant(name, scope)

    def _constant(self, name: str, scope: Environment) -> Value:
        known = self.graph.project.constants.get(name, ())
        own = [(unit, item) for unit, item in known if unit.file.crate == scope.unit.file.crate]
        own = [(unit, item) for unit, item in own if unit is scope.unit] or own
        if len(own) != 1:
            return None
        unit, item = own[0]
        found = unit.syntax.root.descendant_for_byte_range(item.start, item.end)
        value = found.child_by_field_name("value") if found is not None else None
        return self.run(value, Environment(unit)) if value is not None else None

    def _array_expression(self, node: Node, scope: Environment) -> Value:
        if node.child_by_field_name("length") is not None:
            return None
        items = [child for child in node.named_children if "comment" not in child.type]
        return [self.run(child, scope) for child in items] if len(items) <= library.LONGEST else None

    _tuple_expression = _array_expression

    def _reference_expression(self, node: Node, scope: Environment) -> Value:
        value = node.child_by_field_name("value")
        return self.run(value, scope) if value is not None else None

    _type_cast_expression = _reference_expression

    def _parenthesized_expression(self, node: Node, scope: Environment) -> Value:
        return self.run(node.named_children[0], scope) if node.named_children else None

    def _unary_expression(self, node: Node, scope: Environment) -> Value:
        value = self.run(node.named_children[-1], scope)
        sign = node.children[0].type
        if sign == "-" and type(value) in (int, float):
            return -value
        return value if sign == "*" else None

    _try_expression = _parenthesized_expression
    _await_expression = _parenthesized_expression

    def _binary_expression(self, node: Node, scope: Environment) -> Value:
        left, sign, right = (node.child_by_field_name(name) for name in ("left", "operator", "right"))
        if left is None or sign is None or right is None:
            return None
        return library.operation(sign.type, self.run(left, scope), self.run(right, scope))

    def _range_expression(self, node: Node, scope: Environment) -> Value:
        ends = [self.run(child, scope) for child in node.named_children]
        if len(ends) != 2:
            return None
        return library.numbers(*ends, inclusive=any(child.type == "..=" for child in node.children))

    def _index_expression(self, node: Node, scope: Environment) -> Value:
        of = self.run(node.named_children[0], scope)
        if scope.unit.syntax.text(node.named_children[-1]) == "..":
            return of
        at = self.run(node.named_children[-1], scope)
        known = isinstance(of, list) and type(at) is int and 0 <= at < len(of)
        return of[at] if known else None

    def _field_expression(self, node: Node, scope: Environment) -> Value:
        value, field = node.child_by_field_name("value"), node.child_by_field_name("field")
        of = self.run(value, scope) if value is not None else None
        name = scope.unit.syntax.text(field) if field is not None else ""
        if isinstance(of, dict):
            return of.get(name)
        if isinstance(of, list) and name.isdecimal() and int(name) < len(of):
            return of[int(name)]
        return None

    def _struct_expression(self, node: Node, scope: Environment) -> Value:
        body = node.child_by_field_name("body")
        fields: dict[str, Value] = {}
        text = scope.unit.syntax.text
        for child in body.named_children if body is not None else ():
            name, value = child.child_by_field_name("field"), child.child_by_field_name("value")
            if name is not None and value is not None:
                fields[text(name)] = self.run(value, scope)
            elif child.type == "shorthand_field_initializer":
                fields[text(child)] = scope.get(text(child))
        return fields

    def _closure_expression(self, node: Node, scope: Environment) -> Value:
        return Code(scope.unit, node, scope)

    # -- statements --------------------------------------------------------------------------------

    def _block(self, node: Node, scope: Environment) -> Value:
        inner = Environment(scope.unit, scope)
        result: Value = None
        for child in self._compiled(node.named_children, scope.unit):
            if child.type not in _ITEMS:
                result = self.run(child, inner)
        return result

    def _compiled(self, nodes: Sequence[Node], unit: FileUnit) -> Iterator[Node]:
        """The nodes that no ``#[cfg]`` before them leaves out."""
        left_out = False
        for node in nodes:
            if node.type == "attribute_item":
                text = unit.syntax.text(node)
                if text.startswith("#[cfg("):
                    left_out |= not cfg.holds(text[6:-2], self.features)
                continue
            if not left_out:
                yield node
            left_out = False

    def _unsafe_block(self, node: Node, scope: Environment) -> Value:
        return self.run(node.named_children[-1], scope)

    def _expression_statement(self, node: Node, scope: Environment) -> Value:
        value = self.run(node.named_children[0], scope) if node.named_children else None
        return value if node.children[-1].type != ";" else None

    def _let_declaration(self, node: Node, scope: Environment) -> Value:
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        found = self.run(value, scope) if value is not None else None
        if pattern is not None:
            self._bind(pattern, found, scope)
        return None

    def _const_item(self, node: Node, scope: Environment) -> Value:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and value is not None:
            scope.values[scope.unit.syntax.text(name)] = self.run(value, scope)
        return None

    _static_item = _const_item

    def _assignment_expression(self, node: Node, scope: Environment) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        value = self.run(right, scope) if right is not None else None
        if left is not None and left.type == "identifier":
            scope.assign(scope.unit.syntax.text(left), value)
        return None

    def _compound_assignment_expr(self, node: Node, scope: Environment) -> Value:
        left = node.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            scope.assign(scope.unit.syntax.text(left), None)
        return None

    def _if_expression(self, node: Node, scope: Environment) -> Value:
        condition = node.child_by_field_name("condition")
        decided = self.run(condition, scope) if condition is not None else None
        parts = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        if isinstance(decided, bool):
            parts = parts[:1] if decided else parts[1:]
        values = [self.run(part, scope) for part in parts if part is not None]
        return values[0] if len(values) == 1 and isinstance(decided, bool) else None

    def _for_expression(self, node: Node, scope: Environment) -> Value:
        pattern, over, body = (node.child_by_field_name(name) for name in ("pattern", "value", "body"))
        if pattern is not None and over is not None and body is not None:
            self._each(self.run(over, scope), pattern, body, scope)
        return None

    def _each(self, items: Value, pattern: Node | None, body: Node, scope: Environment) -> list[Value]:
        """Run a body for each item, or once where they are not known."""
        results = []
        for item in items if isinstance(items, list) else [None]:
            inner = Environment(scope.unit, scope)
            if pattern is not None:
                self._bind(pattern, item, inner)
            results.append(self.run(body, inner))
        return results

    def _match_expression(self, node: Node, scope: Environment) -> Value:
        """The arm that a known value takes, else all of them."""
        value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
        of = self.run(value, scope) if value is not None else None
        arms = [arm for arm in body.named_children if arm.type == "match_arm"] if body is not None else []
        if of is not None and not isinstance(of, (list, dict)):
            taken = next((arm for arm in arms if self._takes(arm, of, scope)), None)
            if taken is not None:
                return self._arm(taken, of, scope)
        for arm in arms:
            self._arm(arm, None, scope)
        return None

    def _takes(self, arm: Node, value: Value, scope: Environment) -> bool:
        """Whether a value certainly takes an arm: by a literal, by a path's last name, or as the rest."""
        pattern = arm.child_by_field_name("pattern")
        text = scope.unit.syntax.text
        choices = [part.strip() for part in text(pattern).split("|")] if pattern is not None else []
        if isinstance(value, Code):
            name = text(value.node).rpartition("::")[2] if value.unit is scope.unit else ""
            return any(choice.rpartition("::")[2] == name or choice == "_" for choice in choices)
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        return any(choice in (shown, "_") or choice.isidentifier() for choice in choices)

    def _arm(self, arm: Node, value: Value, scope: Environment) -> Value:
        inner = Environment(scope.unit, scope)
        pattern, body = arm.child_by_field_name("pattern"), arm.child_by_field_name("value")
        if pattern is not None:
            self._bind(pattern, value, inner)
        return self.run(body, inner) if body is not None else None

    def _bind(self, pattern: Node, value: Value, scope: Environment) -> None:
        if pattern.type in ("identifier", "shorthand_field_identifier"):
            scope.values[scope.unit.syntax.text(pattern)] = value
            return
        inner = [child for child in pattern.named_children if child.type != "mutable_specifier"]
        if pattern.type in ("tuple_pattern", "slice_pattern") and isinstance(value, list):
            for child, item in zip(inner, value, strict=False):
                self._bind(child, item, scope)
        elif pattern.type == "struct_pattern" and isinstance(value, dict):
            for child in inner:
                name = child.child_by_field_name("name")
                if child.type == "field_pattern" and name is not None:
                    target = child.child_by_field_name("pattern") or name
                    self._bind(target, value.get(scope.unit.syntax.text(name)), scope)
        elif len(inner) == 1 and pattern.type in (
            "mut_pattern",
            "reference_pattern",
            "ref_pattern",
            "match_pattern",
        ):
            self._bind(inner[0], value, scope)
        else:
            for child in inner:
                self._bind(child, None, scope)
