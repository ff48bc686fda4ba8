"""What a loop is."""

from __future__ import annotations

from perfrules.index.adapters import ALWAYS, SOMETIMES
from perfrules.index.loops import loops_around
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "loop",
    of=Param("string", "loop", doc="a loop named by `inside`, or `match` where the pattern is a loop"),
    kind=Param("strings", (), choices=("for", "while", "loop", "closure")),
    adapter=Param("strings", (), doc="for a closure: the adapter it is given to"),
    min_depth=Param("int", 1, doc="1 is an outermost loop"),
)
def loop(match: Match, of: str, kind: tuple[str, ...], adapter: tuple[str, ...], min_depth: int) -> bool:
    """Facts of a loop: its kind, the adapter of a closure, how deep it is nested in its function."""
    found = match.loops.get(of)
    if found is None:
        return False
    actual = "closure" if found.kind == "maybe-closure" else found.kind
    if kind and actual not in kind:
        return False
    if adapter and found.adapter not in adapter:
        return False
    return found.depth >= min_depth


@predicate(
    "depth",
    min=Param("int", 1),
    of=Param("capture", "match"),
)
def depth(match: Match, min: int, of: str) -> bool:
    """The code stands in at least this many loops of its function, iterator closures counted."""
    node = match.get(of)
    if node is None:
        return False
    number = len(loops_around(match.project, match.unit, node.start_byte))
    match.values["depth"] = number
    return number >= min


@predicate("sort-closure", of=Param("string", "loop"))
def sort_closure(match: Match, of: str) -> bool:
    """The loop is a closure that a sort calls about n log n times."""
    found = match.loops.get(of)
    return (
        found is not None
        and found.adapter.startswith(("sort", "sorted", "select_nth"))
        and (found.adapter in ALWAYS | SOMETIMES)
    )
