"""Questions about calls and callers: tiers, hotness, who leads here."""

from __future__ import annotations

from perfrules.hotness import (
    function_hotness,
    hotness,
    may_be_hot,
    reached_from_entry,
    reached_from_tier,
    tier_at,
)
from perfrules.hotness.climb import Path, climber
from perfrules.hotness.entries import KINDS, TIMED
from perfrules.hotness.tiers import TIERS, tiers
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


def _function(match: Match, of: str) -> FunctionRef | None:
    """The function around a capture, or that it is."""
    node = match.get(of)
    function = match.unit.function_at(node.start_byte) if node is not None else None
    return FunctionRef(match.unit, function) if function is not None else None


def _keep(match: Match, path: Path) -> None:
    """What messages and evidence may say of a call path: `{path}`, and its calls for the analyst."""
    match.values["path"] = str(path)
    match.values["call-path"] = path


def _has_tier(project: Project, unit: FileUnit, is_: tuple[str, ...], of: str) -> bool:
    return any(found.word in is_ for found in tiers(project).values())


@predicate(
    "tier",
    primary="is",
    possible=_has_tier,
    is_=Param("strings", required=True, choices=TIERS, doc="any of these tiers"),
    of=Param("capture", "match", doc="a function, or anything inside it"),
)
def tier(match: Match, is_: tuple[str, ...], of: str) -> bool:
    """The function around is declared to be of this tier: by its documentation (`Tier: HOT`), an attribute
    (`#[hot]`) or the configuration. The value `tier-source` says by which."""
    node = match.get(of)
    found = tier_at(match.project, match.unit, node.start_byte) if node is not None else None
    if found is None or found.word not in is_:
        return False
    match.values["tier-source"] = found.source
    return True


def _has_start(project: Project, unit: FileUnit, tier: str | None, entry: str | None, of: str) -> bool:
    return entry is not None or (tier is not None and _has_tier(project, unit, (tier,), of))


@predicate(
    "reached-from",
    possible=_has_start,
    tier=Param("string", None, choices=TIERS, doc="functions of this tier"),
    entry=Param("string", None, choices=(TIMED, *KINDS), doc="entry points of this kind"),
    of=Param("capture", "match", doc="a function, or anything inside it"),
)
def reached_from(match: Match, tier: str | None, entry: str | None, of: str) -> bool:
    """The function around is called, directly or not, from functions of this tier or such entry points.

    The value `path` spells the calls: `hot_loop → step → alloc`. A function that has the tier itself is not
    reached from it; an entry point is.
    """
    ref = _function(match, of)
    if ref is None:
        return False
    path = reached_from_tier(match.project, ref, tier) if tier is not None else None
    if path is None and entry is not None:
        path = reached_from_entry(match.project, ref, entry)
    if path is None:
        return False
    _keep(match, path)
    return True


@predicate(
    "called-in-loop",
    primary="min",
    min=Param("int", 1, doc="so many loops around the calls that lead here"),
    of=Param("capture", "match", doc="a function, or anything inside it"),
)
def called_in_loop(match: Match, min: int, of: str) -> bool:
    """The function around is called from a loop, or by a function that is. The values `caller`,
    `caller-line` and `caller-loops` tell of the outermost such call."""
    ref = _function(match, of)
    if ref is None:
        return False
    path = climber(match.project).above(ref).loopiest
    if path.loops < min or not path.edges:
        return False
    edge = next(edge for edge in path.edges if edge.loop_depth)
    match.values["caller"] = edge.caller_name
    match.values["caller-line"] = edge.line
    match.values["caller-loops"] = path.loops
    _keep(match, path)
    return True


@predicate(
    "hot",
    primary="min",
    min=Param("number", 0.0, doc="from 0 to 1, see docs/hotness.md"),
    max=Param("number", 1.0),
    of=Param("capture", "match", doc="the code asked about; a function stands for its hottest place"),
)
def is_hot(match: Match, min: float, max: float, of: str) -> bool:
    """The place's hotness lies in this range. The value `hotness` is that number."""
    node = match.get(of)
    if node is None:
        return False
    function = match.unit.function_at(node.start_byte)
    if node.type != "function_item" and not may_be_hot(match.project, match.unit, node, min):
        return False
    if function is not None and node.type == "function_item" and node.start_byte == function.start:
        value = function_hotness(match.project, FunctionRef(match.unit, function)).value
    else:
        value = hotness(match.project, match.unit, node).value
    match.values["hotness"] = value
    return min <= value <= max


@predicate(
    "callers",
    min=Param("int", 0),
    max=Param("int", None),
    of=Param("capture", "match", doc="a function, or anything inside it"),
)
def callers(match: Match, min: int, max: int | None, of: str) -> bool:
    """So many places in production code call the function around. The value `callers` is their number."""
    ref = _function(match, of)
    if ref is None:
        return False
    number = climber(match.project).above(ref).sites
    match.values["callers"] = number
    return number >= min and (max is None or number <= max)


@predicate("recursive", primary="of", of=Param("capture", "match", doc="a function, or anything inside it"))
def recursive(match: Match, of: str) -> bool:
    """The function around calls itself, directly or by way of a few others. The value `path` spells how."""
    ref = _function(match, of)
    cycle = climber(match.project).cycle(ref) if ref is not None else None
    if cycle is None:
        return False
    _keep(match, cycle)
    return True
