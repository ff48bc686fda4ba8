"""Allocations by the line of the project's own source that asked for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.location import Location
from perfrules.specialists.dhat import Frame, Heap, Point
from perfrules.specialists.sources import Sources

_ALLOCATOR = re.compile(r"__(?:rust|rg|rdl)_(?:alloc|realloc|alloc_zeroed)\b")
"""What a program calls for memory; all below is the allocator, also one of the project's own."""
Places = Callable[[Frame], Location | None]
"""Where a frame is, if it is of the project's own source."""
_STANDARD = re.compile(r"<?[&*]?(?:mut |const )?(?:core|alloc|std|hashbrown|dhat|test)::")
_GROWTH = re.compile(
    r"\b(?:grow_one|grow_amortized|grow_exact|finish_grow|do_reserve_and_handle|reserve_rehash)\b"
)
"""What the standard library's collections call when they have become too small."""


@dataclass(frozen=True, slots=True)
class Allocations:
    """Points taken together, each with the places of its own frames, the innermost first."""

    points: tuple[tuple[Point, tuple[Location, ...]], ...]

    def total(self, what: str) -> int:
        """A number of all points together; 0 where it was not watched."""
        return sum(getattr(point, what) or 0 for point, _ in self.points)

    @property
    def blocks(self) -> int:
        """How many blocks."""
        return self.total("blocks")

    @property
    def bytes(self) -> int:
        """How many bytes."""
        return self.total("bytes")

    @property
    def size(self) -> float:
        """Bytes of a block in the mean."""
        return self.bytes / self.blocks if self.blocks else 0.0

    @property
    def lifetime(self) -> float:
        """How long a block lives in the mean."""
        return self.total("lifetime") / self.blocks if self.blocks else 0.0

    @property
    def unread(self) -> bool:
        """Nothing of it is ever read, as far as that was watched."""
        return bool(self.points) and all(point.read == 0 for point, _ in self.points)

    @property
    def growth(self) -> float:
        """The largest block over the mean one, of those made because a collection was too small; 0: none."""
        grown = [point for point, _ in self.points if point.blocks and _grows(point)]
        return max((_largest(point) / (point.bytes / point.blocks) for point in grown), default=0.0)

    def where(self, wanted: Callable[[tuple[Location, ...]], bool]) -> Allocations:
        """Those whose places are wanted."""
        return Allocations(tuple(pair for pair in self.points if wanted(pair[1])))


def own(heap: Heap, places: Places) -> Allocations:
    """What was allocated with the project's own source on the call stack."""
    found = ((point, tuple(_places(point.frames, places))) for point in heap.points)
    return Allocations(tuple((point, where) for point, where in found if where))


def by_site(allocations: Allocations) -> list[tuple[Location, Allocations]]:
    """Allocations by their innermost own line, those with the most bytes first."""
    found: dict[Location, list[tuple[Point, tuple[Location, ...]]]] = {}
    for pair in allocations.points:
        found.setdefault(pair[1][0], []).append(pair)
    sites = [(place, Allocations(tuple(pairs))) for place, pairs in found.items()]
    return sorted(sites, key=lambda site: (-site[1].bytes, site[0].path, site[0].region))


def full_paths(sources: Sources) -> Places:
    """Places of frames whose files are written in full, as valgrind is told to do."""
    return lambda frame: None if frame.file is None else sources.place(frame.file, frame.line)


def short_paths(sources: Sources, package: Path) -> Places:
    """Places of frames that end like a file of the package: the dhat crate cuts paths short."""
    files = [path for path in sorted(package.rglob("*.rs")) if "target" not in path.parts]

    def place(frame: Frame) -> Location | None:
        if frame.file is None or _STANDARD.match(frame.function):
            return None
        ending = f"/{frame.file.lstrip('/')}"
        found = [file for file in files if file.as_posix().endswith(ending)]
        return sources.place(str(found[0]), frame.line) if len(found) == 1 else None

    return place


def _places(frames: Sequence[Frame], places: Places) -> Iterable[Location]:
    below = [index for index, frame in enumerate(frames) if _ALLOCATOR.search(frame.function)]
    callers = frames[max(below, default=-1) + 1 :]
    return (place for frame in callers if (place := places(frame)) is not None)


def _grows(point: Point) -> bool:
    return any(_GROWTH.search(frame.function) for frame in point.frames)


def _largest(point: Point) -> float:
    """Bytes of a block when the most was alive: valgrind 3.19 may lose one of the two moments."""
    moments = ((point.most_bytes, point.most_blocks), (point.peak_bytes, point.peak_blocks))
    return max((size / blocks for size, blocks in moments if blocks), default=0.0)
