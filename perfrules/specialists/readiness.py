"""Which specialists can work here, and in which way."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import Need, Requirements, Way, requirements


@dataclass(frozen=True, slots=True)
class Missing:
    """A need that is not met."""

    name: str
    why: str
    get: str
    """How to come by it."""

    @property
    def text(self) -> str:
        """All of it, in a line."""
        return f"{self.name}: {self.why} ({self.get})"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a specialist would work here."""

    specialist: str
    question: str
    way: str | None
    """The best way that is open; None if there is none."""
    simulated: bool
    best: bool
    """It is the best way there is at all."""
    missing: tuple[Missing, ...]
    """What a better way, or any, would need."""


def readiness(
    machine: Machine, known: Iterable[Requirements] | None = None, features: Set[str] = frozenset()
) -> list[Readiness]:
    """How each specialist would work on a machine, with a package that has some features."""
    return [_of(machine, each, features) for each in (requirements() if known is None else known)]


def _of(machine: Machine, required: Requirements, features: Set[str]) -> Readiness:
    missing: dict[str, Missing] = {}
    for way in required.ways:
        lacking = _lacking(machine, way, features)
        if not lacking:
            return Readiness(
                required.specialist,
                required.question,
                way.name,
                way.simulated,
                way is required.ways[0],
                tuple(missing.values()),
            )
        missing.update({each.name: each for each in lacking})
    return Readiness(required.specialist, required.question, None, False, False, tuple(missing.values()))


def _lacking(machine: Machine, way: Way, features: Set[str]) -> list[Missing]:
    return [
        Missing(need.name, why, machine.filled(need.get))
        for need in way.needs
        if (why := _lacks(machine, need, features)) is not None
    ]


def _lacks(machine: Machine, need: Need, features: Set[str]) -> str | None:
    if need.feature is not None and need.feature not in features:
        return "a feature that the package itself has to have"
    return machine.lacks(need)
