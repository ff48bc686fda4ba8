"""Who calls whom: callers and callees of functions, resolved on demand."""

from perfrules.index.callgraph.arguments import argument_of, call_node, position_of
from perfrules.index.callgraph.edges import Edge, Key, Kind, key_of
from perfrules.index.callgraph.graph import CallGraph, call_graph

__all__ = [
    "CallGraph",
    "Edge",
    "Key",
    "Kind",
    "argument_of",
    "call_graph",
    "call_node",
    "key_of",
    "position_of",
]
