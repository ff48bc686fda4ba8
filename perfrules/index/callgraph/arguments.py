"""What a call hands over for a parameter."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.callgraph.edges import Edge
from perfrules.index.infer.nodes import arguments


def position_of(parameter: Node) -> int | None:
    """Which parameter of its function a node is, ``self`` not counted; None if it is none."""
    around = parameter.parent
    if parameter.type != "parameter" or around is None:
        return None
    given = [child for child in around.named_children if child.type == "parameter"]
    return next((at for at, child in enumerate(given) if child.id == parameter.id), None)


def call_node(edge: Edge) -> Node | None:
    """The expression that calls."""
    return edge.unit.syntax.root.named_descendant_for_byte_range(edge.start, edge.end)


def argument_of(edge: Edge, call: Node, position: int) -> Node | None:
    """The argument that a call hands over for a parameter; None where that is not to be seen."""
    given = arguments(call)
    parameters = edge.callee.function.parameters
    spelled = bool(parameters) and parameters[0].name == "self" and len(given) == len(parameters)
    at = position + 1 if spelled else position
    return given[at] if at < len(given) else None
