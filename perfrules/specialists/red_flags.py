"""Red flags in machine code: what costs more than the source looks like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfrules.model.location import Location
from perfrules.specialists.assembly import Block, Routine
from perfrules.specialists.compiler_words import kind_of_call
from perfrules.specialists.demangle import demangled
from perfrules.specialists.own_code import Part
from perfrules.specialists.thresholds import thresholds

SCALAR = "scalar loops"
SPILLS = "spills in loops"
DIVISIONS = "divisions"
TINY = "calls of tiny functions"
"""All of these are in rules/compiler.yaml, where the kinds of calls are, too."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that costs, at a line."""

    kind: str
    place: Location
    repeats: bool
    """It is in a loop, or is where a check in a loop leads to."""


def flags(parts: Sequence[Part], routines: Sequence[Routine]) -> Iterator[Flag]:
    """All red flags of some functions' machine code; ``routines`` is all there is, for the callees."""
    tiny = _tiny(routines)
    for part in parts:
        for block, mine in part.pieces:
            repeats = part.routine.repeats(block)
            for each, place in mine:
                callee = each.callee
                kind = kind_of_call(demangled(callee)) if callee is not None else None
                if kind is not None:
                    yield Flag(kind.name, place, repeats)
                elif each.calls and callee in tiny and callee != part.routine.symbol:
                    yield Flag(TINY, place, repeats)
                elif each.divides:
                    yield Flag(DIVISIONS, place, repeats)
                elif each.spills and block.header is not None:
                    yield Flag(SPILLS, place, True)
        yield from _scalar_loops(part)


def _scalar_loops(part: Part) -> Iterator[Flag]:
    """Loops that read memory one value at a time and call nothing; not what a vectorised loop leaves over."""
    places = {id(block): [place for each, place in mine if each.frames] for block, mine in part.pieces}
    scalar: list[list[Location]] = []
    vectorised: set[Location] = set()
    for loop in part.routine.innermost:
        inside = [place for block in loop for place in places.get(id(block), ())]
        if not inside:
            continue
        if any(each.packed for block in loop for each in block.instructions):
            vectorised.update(inside)
        elif _plain(loop):
            scalar.append(inside)
    # A loop that is unrolled is there twice.
    for place in dict.fromkeys(min(inside) for inside in scalar if vectorised.isdisjoint(inside)):
        yield Flag(SCALAR, place, True)


def _plain(loop: Sequence[Block]) -> bool:
    instructions = [each for block in loop for each in block.instructions]
    return any(each.loads for each in instructions) and not any(each.calls for each in instructions)


def _tiny(routines: Sequence[Routine]) -> set[str]:
    """Functions so small that the call costs more than they do."""
    most = thresholds("asm-forge")["tiny function"]
    found = set()
    for routine in routines:
        instructions = list(routine.instructions)
        if len(instructions) <= most and not any(each.callee for each in instructions):
            found.add(routine.symbol)
    return found
