"""Reads the files of valgrind's cachegrind: cache misses and mispredicted branches of each line.

The format is in valgrind's manual ("Cachegrind's file format"): ``desc:``, ``cmd:`` and ``events:`` lines,
then ``fl=`` and ``fn=`` lines followed by lines of a line number and its counts, at the end ``summary:``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from perfrules.specialists.specialist import Unreadable


class Spot(NamedTuple):
    """A line of source in the machine code of a function: that of an inlined one, if they do not match."""

    file: str
    function: str
    """The function whose machine code it is; demangled, as cachegrind writes it."""
    line: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What some code does to the simulated caches and branch predictor, by cachegrind's names of events."""

    events: Mapping[str, int]

    def of(self, *names: str) -> int:
        """The sum of some events; those that were not simulated are zero."""
        return sum(self.events.get(name, 0) for name in names)

    @property
    def instructions(self) -> int:
        """Instructions that ran."""
        return self.of("Ir")

    @property
    def data(self) -> int:
        """Reads and writes of memory."""
        return self.of("Dr", "Dw")

    @property
    def data_misses(self) -> int:
        """Reads and writes that the first-level cache does not hold."""
        return self.of("D1mr", "D1mw")

    @property
    def data_far_misses(self) -> int:
        """Reads and writes that no cache holds."""
        return self.of("DLmr", "DLmw")

    @property
    def code_misses(self) -> int:
        """Fetches of instructions that the first-level cache does not hold."""
        return self.of("I1mr")

    @property
    def code_far_misses(self) -> int:
        """Fetches of instructions that no cache holds."""
        return self.of("ILmr")

    @property
    def branches(self) -> int:
        """Conditional and indirect branches."""
        return self.of("Bc", "Bi")

    @property
    def mispredicted(self) -> int:
        """Those of them that the simulated predictor gets wrong."""
        return self.of("Bcm", "Bim")


@dataclass(frozen=True, slots=True)
class Simulation:
    """A file."""

    caches: tuple[str, ...]
    """The simulated caches, as cachegrind describes them."""
    total: Cost
    lines: Mapping[Spot, Cost]


def read(path: Path) -> Simulation:
    """A file that ``valgrind --tool=cachegrind`` has written; raises :class:`Unreadable`."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unreadable(f"{path.name}: {error.strerror}") from error
    return _Reader(path.name).read(text.splitlines())


def added(costs: Iterable[Cost]) -> Cost:
    """Costs taken together."""
    sums: dict[str, int] = {}
    for cost in costs:
        for name, count in cost.events.items():
            sums[name] = sums.get(name, 0) + count
    return Cost(sums)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self._number = 0
        self._events: tuple[str, ...] = ()
        self._sums: dict[Spot, list[int]] = {}

    def read(self, lines: list[str]) -> Simulation:
        caches: list[str] = []
        file = function = ""
        summary: list[int] | None = None
        for line in self._numbered(lines):
            key, _, rest = line.partition("=" if line.startswith(("fl=", "fn=")) else ":")
            if line[0].isdigit():
                self._costs(file, function, line)
            elif key == "fl":
                file, function = rest, ""
            elif key == "fn":
                function = rest
            elif key == "desc":
                caches.append(rest.strip())
            elif key == "events":
                self._events = tuple(rest.split())
            elif key == "summary":
                summary = self._counts(rest.split(), line)
            elif key != "cmd":
                raise self._broken(line)
        return self._whole(caches, summary)

    def _numbered(self, lines: list[str]) -> Iterator[str]:
        for self._number, line in enumerate(lines, 1):
            if line and not line.startswith("#"):
                yield line

    def _costs(self, file: str, function: str, line: str) -> None:
        number, *words = line.split()
        if not file or not function or not number.isdigit():
            raise self._broken(line)
        sums = self._sums.setdefault(Spot(file, function, int(number)), [0] * len(self._events))
        for index, count in enumerate(self._counts(words, line)):
            sums[index] += count

    def _counts(self, words: list[str], line: str) -> list[int]:
        """One count for each event; ``.`` stands for none, and those left out at the end are zero."""
        if not self._events or len(words) > len(self._events):
            raise self._broken(line)
        try:
            counts = [0 if word == "." else int(word) for word in words]
        except ValueError:
            raise self._broken(line) from None
        return counts + [0] * (len(self._events) - len(counts))

    def _whole(self, caches: list[str], summary: list[int] | None) -> Simulation:
        if "Ir" not in self._events:
            raise Unreadable(f"{self._file}: no cachegrind file, it has no `events:` line with Ir")
        if summary is None:
            raise Unreadable(f"{self._file}: is cut off, `summary:` is missing at its end")
        lines = {spot: Cost(dict(zip(self._events, sums, strict=True))) for spot, sums in self._sums.items()}
        total = Cost(dict(zip(self._events, summary, strict=True)))
        for event in self._events:
            found, said = sum(cost.events[event] for cost in lines.values()), total.events[event]
            if found != said:
                raise Unreadable(f"{self._file}: its lines add up to {found} {event}, not to {said}")
        return Simulation(tuple(caches), total, lines)

    def _broken(self, line: str) -> Unreadable:
        return Unreadable(f"{self._file}:{self._number}: not of cachegrind's format: {line[:60]}")
