"""Closures, and functions named instead of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer.paths import Path, constructed_by, function_value
from perfrules.index.types import UNKNOWN, Type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference


def closure_result(inference: Inference, node: Node, passed: list[Type]) -> Type:
    """What a closure, or a function named instead of one, gives when called with these types."""
    if node.type == "closure_expression":
        returned = node.child_by_field_name("return_type")
        if returned is not None:
            return inference.read_type(inference.syntax.text(returned))
        body = node.child_by_field_name("body")
        return inference.type_of(body) if body is not None else UNKNOWN
    if node.type == "generic_function":
        node = node.child_by_field_name("function") or node
    if node.type in ("identifier", "scoped_identifier"):
        of = Path.of(inference, node)
        if not of.is_local(inference, node):
            if of.name[:1].isupper():
                built = of.library_variant(inference, passed)
                if built is not None:
                    return built
                constructed = of.constructed(inference)
                return constructed_by(inference, of, constructed, []) if constructed is not None else UNKNOWN
            function = function_value(inference, of, passed)
            return function.args[-1] if function.name == "fn" else UNKNOWN
    of_value = inference.type_of(node).peeled()
    bounds = inference.bounds(of_value) or (of_value,)
    found = next((bound for bound in bounds if bound.name == "fn" and bound.args), UNKNOWN)
    return found.args[-1] if found.args else UNKNOWN
