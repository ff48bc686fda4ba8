"""Machine code that was made of certain functions of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfrules.model.location import Location
from perfrules.specialists.assembly import Block, Frame, Instruction, Routine
from perfrules.specialists.sources import Sources


class OwnCode:
    """Tells instructions of some functions from others."""

    def __init__(self, functions: Sequence[Location], sources: Sources) -> None:
        self._functions = functions
        self._sources = sources
        self._known: dict[Frame, Location | None] = {}

    def place(self, frames: Iterable[Frame]) -> Location | None:
        """The innermost place of a call stack that is in the functions."""
        return next((place for frame in frames if (place := self._place(frame)) is not None), None)

    def parts(self, routines: Iterable[Routine]) -> list[Part]:
        """All machine code of the functions: their own bodies, and what library functions are compiled to for
        them; or, where they have none, what was inlined into others."""
        found = [part for routine in routines if (part := self._part(routine)) is not None]
        return [part for part in found if part.own] or found

    def _part(self, routine: Routine) -> Part | None:
        home = routine.home
        at_home = self.place([home]) if home is not None else None
        outer = self._sources.place(home.file, home.line) if home is not None else None
        pieces = []
        for block in routine.blocks:
            mine = [
                (each, place)
                for each in block.instructions
                if (place := self.place(each.frames) or at_home) is not None
            ]
            if mine:
                pieces.append((block, mine))
        return Part(routine, at_home is not None or outer is None, pieces) if pieces else None

    def _place(self, frame: Frame) -> Location | None:
        if frame not in self._known:
            place = self._sources.place(frame.file, frame.line)
            inside = place is not None and any(_within(place, each) for each in self._functions)
            self._known[frame] = place if inside else None
        return self._known[frame]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a routine is made of the functions."""

    routine: Routine
    own: bool
    """It is no copy in another function of the project."""
    pieces: list[tuple[Block, list[tuple[Instruction, Location]]]]
    """Block by block, the instructions with the places that they come from."""

    @property
    def instructions(self) -> list[Instruction]:
        """All of them."""
        return [each for _, mine in self.pieces for each, _ in mine]


def _within(place: Location, around: Location) -> bool:
    start, end = around.region.start_line, around.region.end_line
    return place.path == around.path and start <= place.region.start_line <= end
