"""What a match captures: the node, and by name the parts that a rule talks about."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Function, Loop
from perfrules.index.project import FileUnit
from perfrules.rules.match import Captures

LOOP_NODES = frozenset({"for_expression", "while_expression", "loop_expression", "closure_expression"})


def flatten(captures: dict[str, list[Node]]) -> Captures:
    """First node of each capture."""
    return {name: nodes[0] for name, nodes in captures.items() if nodes}


def call_captures(node: Node, receiver: Node | None = None) -> Captures:
    """``match``, ``args``, ``arg0`` …, and ``receiver``, ``method`` or ``path`` or ``macro``.

    ``receiver`` is that of a method called by path: then the path is ``by-path``, with one argument less.
    """
    captures: Captures = {"match": node}
    function = node.child_by_field_name("function")
    if function is not None and function.type == "generic_function":
        generics = function.child_by_field_name("type_arguments")
        if generics is not None:
            captures["turbofish"] = generics
        function = function.child_by_field_name("function")
    if function is not None:
        if function.type == "field_expression":
            value, name = function.child_by_field_name("value"), function.child_by_field_name("field")
            if value is not None and name is not None:
                captures["receiver"], captures["method"] = value, name
        elif function.type == "try_expression":
            captures["macro"] = function.named_children[0]
        else:
            captures["path"] = function
    arguments = node.child_by_field_name("arguments")
    if arguments is not None:
        captures["args"] = arguments
        given = [
            c
            for c in arguments.named_children
            if c.type not in ("line_comment", "block_comment", "attribute_item")
        ]
        if receiver is not None:
            captures["by-path"] = captures.pop("path")
            captures["receiver"], captures["method"] = receiver, captures["by-path"].children[-1]
            del given[0]
        captures.update((f"arg{at}", child) for at, child in enumerate(given))
    return captures


def loop_captures(unit: FileUnit, node: Node, loop: Loop) -> Captures:
    """``match``, ``body``, and ``pattern``, ``iterated`` or ``condition`` where the loop has them."""
    captures = field_captures(node, ("body", "pattern"))
    value = node.child_by_field_name("value") or node.child_by_field_name("condition")
    if value is None and loop.iterated is not None:
        value = unit.syntax.root.descendant_for_byte_range(*loop.iterated)
        while value is not None and value.end_byte < loop.iterated[1]:
            value = unit.syntax.parent(value)
    if value is not None:
        captures["iterated"] = value
    parameters = node.child_by_field_name("parameters")
    if parameters is not None and parameters.named_child_count:
        captures["pattern"] = parameters.named_children[0]
    return captures


def field_captures(node: Node, names: tuple[str, ...]) -> Captures:
    captures: Captures = {"match": node}
    for name in names:
        child = node.child_by_field_name(name)
        if child is not None:
            captures[name] = child
    return captures


def loop_node(unit: FileUnit, loop: Loop) -> Node | None:
    """The node of a loop of the index."""
    return _node_at(unit, loop.start, loop.end, LOOP_NODES)


def function_node(unit: FileUnit, function: Function) -> Node | None:
    """The node of a function of the index."""
    return _node_at(
        unit, function.start, function.end, frozenset({"function_item", "function_signature_item"})
    )


def _node_at(unit: FileUnit, start: int, end: int, kinds: frozenset[str]) -> Node | None:
    node = unit.syntax.root.descendant_for_byte_range(start, end)
    while node is not None and node.type not in kinds:
        node = unit.syntax.parent(node)
        if node is not None and (node.start_byte, node.end_byte) != (start, end):
            return None
    return node
