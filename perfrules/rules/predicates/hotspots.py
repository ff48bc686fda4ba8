"""How much work a place does: rounds of loops, allocations a round, and calls that lead to it."""

from __future__ import annotations

from perfrules.hotness.density import per_iteration
from perfrules.hotness.fan_in import fan_in as fan_in_of
from perfrules.index.callgraph.estimate import ranks
from perfrules.index.iterations import nest as nest_of
from perfrules.index.iterations import rounds as rounds_of
from perfrules.index.project import FunctionRef
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "busy",
    primary="top",
    top=Param("int", required=True, doc="among so many functions of the project"),
    of=Param("capture", "match", doc="a function, or anything inside it"),
)
def busy(match: Match, top: int, of: str) -> bool:
    """The function around is among the so many of the project with most loops, its own and those around calls
    that may lead to it by their names (functions without loops compete with each other). A quick sieve."""
    node = match.get(of)
    function = match.unit.function_at(node.start_byte) if node is not None else None
    if function is None:
        return False
    return ranks(match.project).get((match.unit.display, function.index), top) < top


@predicate(
    "nest",
    of=Param("string", "match", doc="a loop that is the match, or that `inside` named"),
    min=Param("int", 2, doc="so many loops inside each other"),
    data=Param("int", 0, doc="so many of them go round more often the more data there is"),
)
def nest(match: Match, of: str, min: int, data: int) -> bool:
    """The loop is the outermost of its function's, and so many are nested in it. The values `nest` and
    `rounds` are their number and the product of their rounds (`rows.len() · row.len() · 8`), `nest-lines` the
    lines they start at."""
    loop = match.loops.get(of)
    if loop is None or any(around is not loop for around in match.unit.loop_candidates(loop.start)):
        return False
    found = nest_of(match.project, match.unit, loop)
    if len(found.loops) < min or found.data < data:
        return False
    match.values["nest"] = len(found.loops)
    match.values["rounds"] = str(found)
    match.values["nest-lines"] = ", ".join(str(inner.line) for inner in found.loops)
    return True


@predicate(
    "rounds",
    of=Param("string", "match", doc="a loop that is the match, or that `inside` named"),
    is_=Param(
        "strings",
        (),
        choices=("constant", "data", "open"),
        doc="a fixed number; the length of something; until a condition holds",
    ),
    max=Param("int", None, doc="a fixed number of at most so many"),
)
def rounds(match: Match, of: str, is_: tuple[str, ...], max: int | None) -> bool:
    """How often the loop goes round. The value `rounds` says it."""
    loop = match.loops.get(of)
    if loop is None:
        return False
    found = rounds_of(match.project, match.unit, loop)
    match.values["rounds"] = found.text
    return (not is_ or found.kind in is_) and (
        max is None or (found.number is not None and found.number <= max)
    )


@predicate(
    "allocations",
    of=Param("string", "match", doc="a loop that is the match, or that `inside` named"),
    min=Param("int", 1),
)
def allocations(match: Match, of: str, min: int) -> bool:
    """Each round of the loop allocates so often, itself or through functions of the project, on the way that
    has most allocations and is not a cold one; loops inside count for themselves. The value `allocations` is
    the number, `allocates` names the first three."""
    loop = match.loops.get(of)
    if loop is None:
        return False
    found = per_iteration(match.project, match.unit, loop)
    if len(found) < min:
        return False
    match.values["allocations"] = len(found)
    named = [f"`{one}`" for one in found[:3]]
    match.values["allocates"] = ", ".join(named) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    return True


@predicate(
    "fan-in",
    of=Param("capture", "match", doc="a function, or anything inside it"),
    min=Param("int", 2, doc="places that call the function"),
    in_loops=Param("int", 0, doc="so many of them in a loop"),
    loops=Param("int", 0, doc="so many loops around the calls that lead here"),
)
def fan_in(match: Match, of: str, min: int, in_loops: int, loops: int) -> bool:
    """So many places in production code call the function around, so many of them in a loop. The values are
    `sites`, `sites-in-loops`, `loops-above` and `path`, the calls through most loops."""
    node = match.get(of)
    function = match.unit.function_at(node.start_byte) if node is not None else None
    if function is None:
        return False
    found = fan_in_of(match.project, FunctionRef(match.unit, function))
    if found.sites < min or found.in_loops < in_loops or found.path.loops < loops:
        return False
    match.values["sites"] = found.sites
    match.values["sites-in-loops"] = found.in_loops
    match.values["loops-above"] = found.path.loops
    match.values["path"] = str(found.path)
    match.values["call-path"] = found.path
    return True
