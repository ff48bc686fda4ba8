"""Small questions about calls in the tree."""

from __future__ import annotations

from tree_sitter import Node

COMMENTS = ("line_comment", "block_comment")


def called(call: Node) -> Node | None:
    """The function part of a call, without its turbofish."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    return function


def arguments(call: Node) -> list[Node]:
    """The arguments of a call."""
    given = call.child_by_field_name("arguments")
    if given is None:
        return []
    return [child for child in given.named_children if child.type not in (*COMMENTS, "attribute_item")]
