"""Which steps may be worked on at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from perfrules.model.step import Step


def groups(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps in groups that have no file in common; those of one group are for one after another, in order."""
    import networkx

    conflicts: networkx.Graph[int] = networkx.Graph()
    conflicts.add_nodes_from(range(len(steps)))
    conflicts.add_edges_from(
        (one, other)
        for one, other in combinations(range(len(steps)), 2)
        if set(steps[one].files) & set(steps[other].files)
    )
    found = sorted(sorted(group) for group in networkx.connected_components(conflicts))
    return [[steps[at] for at in group] for group in found]
