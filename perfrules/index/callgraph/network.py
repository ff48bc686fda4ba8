"""The whole call graph as a networkx graph, for questions about all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.index.callgraph.edges import Key, key_of
from perfrules.index.callgraph.graph import CallGraph

if TYPE_CHECKING:
    import networkx as nx


def network(graph: CallGraph, confidence: float = 0.0) -> nx.DiGraph[Key]:
    """Functions as nodes, and an edge wherever some call is at least this sure; ``edge`` is the first."""
    import networkx as nx

    whole: nx.DiGraph[Key] = nx.DiGraph()
    whole.add_nodes_from(key_of(ref) for ref in graph.functions())
    for edge in graph.edges():
        if edge.caller is None or edge.confidence < confidence:
            continue
        ends = key_of(edge.caller), key_of(edge.callee)
        if not whole.has_edge(*ends):
            whole.add_edge(*ends, edge=edge)
    return whole


def recursive_groups(graph: CallGraph, confidence: float) -> list[list[Key]]:
    """Functions that call each other in circles: the strongly connected components, largest first."""
    import networkx as nx

    whole = network(graph, confidence)
    groups = [
        sorted(group)
        for group in nx.strongly_connected_components(whole)
        if len(group) > 1 or any(whole.has_edge(key, key) for key in group)
    ]
    return sorted(groups, key=lambda group: (-len(group), group))
