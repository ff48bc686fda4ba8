"""Whose time it is: samples, or a simulation's costs, by own functions and lines.

What a library does is put down to the first own function that called it, and named there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from perfrules.model.location import Location
from perfrules.specialists import callgrind
from perfrules.specialists.perf_script import Frame, Sample
from perfrules.specialists.sources import Sources, is_named

_ALLOCATOR = re.compile(
    r"(?:__rustc(?:\[\w+\])?::)?_*(?:GI_)?_*(?:(?:libc|int|rust|rdl|rg|je|mi|tc)_)*"
    r"(?:malloc|calloc|realloc|free|cfree|memalign|posix_memalign|aligned_alloc|alloc|alloc_zeroed|dealloc"
    r"|malloc_consolidate|sysmalloc|unlink_chunk)(?:@.*)?"
    r"|alloc::alloc::\w+"
)
_HASH = re.compile(r"::h[0-9a-f]{16}$")
_GENERICS = re.compile(r"<[^<>]*>|::\{+[^{}]*\}+(?:#\d+)?")


@dataclass(slots=True)
class Taken:
    """What one function or line takes, in the unit of its profile."""

    own: float = 0.0
    """In its own code, and in what it called of libraries."""
    inclusive: float = 0.0
    """With all that was called from there."""
    allocating: float = 0.0
    """The part of ``inclusive`` that is in the allocator."""
    called: Counter[str] = field(default_factory=Counter)
    """The part of ``own`` that is in functions of libraries, by their names."""


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """A profile, by own code alone."""

    total: float
    """Of the whole program."""
    samples: int | None
    """How many looks at the program that rests on; None where costs are exact."""
    functions: Mapping[Location, Taken]
    lines: Mapping[Location, Taken]
    wanted: Taken
    """What the functions take together that were asked for."""
    lower_bound: bool = False
    """They may take more than that."""

    def percent(self, part: float) -> float:
        """Of the whole."""
        return 100 * part / self.total if self.total else 0.0

    def margin(self, part: float) -> float:
        """By how many percent points a share may be off: 19 times in 20, it is less."""
        if not self.samples or not self.total:
            return 0.0
        share = min(part / self.total, 1.0)
        return 196 * sqrt(share * (1 - share) / self.samples)


def from_samples(
    samples: Iterable[Sample], sources: Sources, wanted: Iterable[Location] = ()
) -> dict[str, OwnProfile]:
    """A profile for each event."""
    tallies: dict[str, _Tally] = {}
    for sample in samples:
        tallies.setdefault(sample.event, _Tally(sources, frozenset(wanted))).add(sample)
    return {event: tally.profile for event, tally in tallies.items()}


def from_callgrind(
    profile: callgrind.Profile, sources: Sources, wanted: Iterable[Location] = ()
) -> OwnProfile:
    """Instructions by own lines, and calls from there. What was inlined of libraries is known of functions
    that have machine code of their own; for the others, the figures are lower bounds."""
    functions: defaultdict[Location, Taken] = defaultdict(Taken)
    lines: defaultdict[Location, Taken] = defaultdict(Taken)
    for line, cost in profile.lines.items():
        place = sources.place(line.file, line.number)
        if place is None:
            continue
        at = sources.function(place)
        for taken in (lines[place], *([functions[at]] if at is not None else ())):
            taken.own += cost.own
            taken.inclusive = min(taken.inclusive + cost.inclusive, profile.total)
    whole = set()
    for symbol, cost in profile.functions.items():
        place = sources.place(symbol.file, 1)
        for at in functions:
            if place is not None and place.path == at.path and is_named(at, symbol.name):
                functions[at].inclusive = max(functions[at].inclusive, cost.inclusive)
                whole.add(at)
    found = [at for at in wanted if at in functions]
    inclusive = max((functions[at].inclusive for at in found), default=0.0)
    allocator = sum(cost.own for symbol, cost in profile.functions.items() if is_allocator(symbol.name))
    together = Taken(
        own=sum(functions[at].own for at in found),
        inclusive=inclusive,
        allocating=max(inclusive + allocator - profile.total, 0.0),  # what cannot be elsewhere
    )
    return OwnProfile(
        profile.total, None, dict(functions), dict(lines), together, not whole.issuperset(found)
    )


def is_allocator(symbol: str) -> bool:
    """Whether a function is the allocator's."""
    return _ALLOCATOR.fullmatch(_HASH.sub("", symbol)) is not None


def short(symbol: str) -> str:
    """A demangled name without its generics and hash: the last two parts of its path."""
    plain, last = _HASH.sub("", symbol), ""
    while plain != last:
        plain, last = _GENERICS.sub("", plain), plain
    parts = [part for part in plain.split("::") if part]
    return "::".join(parts[-2:]) or symbol


def folded(samples: Iterable[Sample], sources: Sources) -> Counter[str]:
    """Stacks as flame graph tools take them: names from the outermost on, with their weights."""
    stacks: Counter[str] = Counter()
    for sample in samples:
        names = [_name(frame, sources) for frame in reversed(sample.frames)]
        stacks[";".join(names) or "[no stack]"] += sample.period
    return stacks


def _name(frame: Frame, sources: Sources) -> str:
    place = sources.place(frame.file, frame.line) if frame.file else None
    name = (place.function if place else None) or short(frame.symbol) or frame.file.rsplit("/", 1)[-1]
    return (name or "[unknown]").replace(";", ":").replace("\n", " ")


class _Tally:
    def __init__(self, sources: Sources, wanted: frozenset[Location]) -> None:
        self._sources = sources
        self._asked_for = wanted
        self._total = 0
        self._samples = 0
        self._functions: defaultdict[Location, Taken] = defaultdict(Taken)
        self._lines: defaultdict[Location, Taken] = defaultdict(Taken)
        self._wanted = Taken()

    @property
    def profile(self) -> OwnProfile:
        return OwnProfile(
            float(self._total), self._samples, dict(self._functions), dict(self._lines), self._wanted
        )

    def add(self, sample: Sample) -> None:
        self._samples += 1
        self._total += sample.period
        own: list[Location] = []
        foreign: list[Frame] = []
        for frame in sample.frames:
            place = self._sources.place(frame.file, frame.line) if frame.file else None
            if place is not None:
                own.append(place)
            elif not own:
                foreign.append(frame)
        allocates = any(is_allocator(frame.symbol) for frame in foreign)
        functions = [function for place in own if (function := self._sources.function(place)) is not None]
        inside = set(functions)
        takers = [self._functions[function] for function in inside]
        takers += [self._lines[place] for place in set(own)]
        if inside & self._asked_for:
            takers.append(self._wanted)
        for taken in takers:
            taken.inclusive += sample.period
            taken.allocating += sample.period if allocates else 0
        self._innermost(own, functions, foreign, sample.period)

    def _innermost(
        self, own: list[Location], functions: list[Location], foreign: list[Frame], period: int
    ) -> None:
        called = short(foreign[-1].symbol) if foreign and foreign[-1].symbol else ""
        takers = [self._lines[own[0]]] if own else []
        if functions:
            takers.append(self._functions[functions[0]])
            if functions[0] in self._asked_for:
                takers.append(self._wanted)
        for taken in takers:
            taken.own += period
            if called:
                taken.called[called] += period
