"""Whether a function is reached from HOT code, or from an entry point of some kind, and by which calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from perfrules.hotness.climb import Climber, Path, climber
from perfrules.hotness.entries import TIMED
from perfrules.hotness.exercised import exercised
from perfrules.hotness.tables import tables
from perfrules.hotness.tiers import tiers
from perfrules.index.callgraph import Key, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.project import FunctionRef, Project


def reached_from_tier(project: Project, ref: FunctionRef, tier: str) -> Path | None:
    """A shortest way from a function of a tier to ``ref``; None if ``ref`` has the tier itself."""
    return _below(project)[tier].get(key_of(ref))


def reached_from_entry(project: Project, ref: FunctionRef, kind: str) -> Path | None:
    """A shortest way from an entry point of a kind to ``ref``; without calls if it is one itself.

    For ``timed`` the surest way from what a benchmark times.
    """
    if kind == TIMED:
        return exercised(project).get(key_of(ref))
    up = climber(project)
    return next((path for path in up.above(ref).shortest if kind in up.kinds(path.start)), None)


@once_per_project
def _below(project: Project) -> Mapping[str, Mapping[Key, Path]]:
    """For each tier, all functions that its functions reach."""
    up = climber(project)
    marked: dict[str, list[FunctionRef]] = {"HOT": [], "WARM": [], "COLD": []}
    for (file, index), tier in tiers(project).items():
        unit = project.files[file]
        marked[tier.word].append(FunctionRef(unit, unit.facts.functions[index]))
    return {tier: _descend(up, starts) for tier, starts in marked.items()}


def _descend(up: Climber, starts: list[FunctionRef]) -> dict[Key, Path]:
    limits = tables().limits
    own = {key_of(ref) for ref in starts}
    found: dict[Key, Path] = {}
    queue = deque((ref, Path(ref, (), 0, 1.0)) for ref in starts)
    while queue:
        ref, path = queue.popleft()
        for edge in up.graph.callees(ref):
            key = key_of(edge.callee)
            if key in own or key in found or edge.confidence < limits.confidence or edge in up.cold:
                continue
            longer = Path(
                path.start,
                (*path.edges, edge),
                path.loops + edge.loop_depth,
                path.confidence * edge.confidence,
            )
            found[key] = longer
            queue.append((edge.callee, longer))
    return found
