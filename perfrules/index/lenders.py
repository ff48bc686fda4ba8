"""Out of which variables a place may be borrowed."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.infer import Inference
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.owning import borrows_nothing
from perfrules.index.scope import Binding


def lenders(inference: Inference, node: Node) -> list[Binding]:
    """The variable that a place starts from, and those that what it holds may be borrowed from: of
    ``if let Some(part) = &self.whole``, ``self`` is one of ``part``."""
    found: list[Binding] = []
    waiting = [node]
    while waiting:
        binding = flow.binding_of(inference, waiting.pop())
        if binding is None or binding in found:
            continue
        found.append(binding)
        if not borrows_nothing(inference.project, inference.unit, inference.binding_type(binding)):
            waiting.extend(_sources(inference, binding))
    return found


def _sources(inference: Inference, binding: Binding) -> Iterator[Node]:
    """What a variable may hold a part of: the value that it was bound to, or what that is made of."""
    value = _value(inference, binding)
    if value is None:
        return
    yield value
    function = called(value) if value.type == "call_expression" else None
    if function is not None and function.type != "field_expression":
        yield from arguments(value)


def _value(inference: Inference, binding: Binding) -> Node | None:
    around = inference.syntax.ancestors(binding.origin)
    if binding.source == "match":
        whole = next(outer for outer in around if outer.type == "match_expression")
        return whole.child_by_field_name("value")
    if binding.source == "closure":  # what a method hands to it comes out of the receiver
        call = next((outer for outer in around if outer.type == "call_expression"), None)
        function = called(call) if call is not None else None
        return function.child_by_field_name("value") if function is not None else None
    return binding.origin.child_by_field_name("value")
