"""What a specialist of phase 2 comes to: evidence with numbers, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from perfrules.model.location import Location


class Status(StrEnum):
    """How a step of phase 2 ended."""

    DIAGNOSED = "Diagnosed"
    OPTIMIZED = "Optimized"
    MEASURED = "Measured"
    REVERTED = "Reverted"
    FLAGGED = "Flagged"
    UNAVAILABLE = "Unavailable"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a tool, or one made of such numbers."""

    name: str
    value: float
    unit: str
    """Such as ``bytes``, ``blocks``, ``instructions``, ``ns``, ``%``; empty for a mere count."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that a tool showed, at a place of the source where there is one."""

    text: str
    """One line for people."""
    location: Location | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled length of a chart."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one unit, in the order in which they are drawn."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a specialist read out of its tools' output."""

    observations: tuple[Observation, ...] = ()
    """The weightiest first."""
    figures: tuple[Figure, ...] = ()
    """Totals; of an optimisation's specialist: what has to become smaller."""
    charts: tuple[Chart, ...] = ()

    def figure(self, name: str) -> float | None:
        """The value of a total."""
        return next((figure.value for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The end of a step."""

    status: Status
    result: str
    """One line for people."""
    evidence: Evidence = Evidence()
    specialist: str | None = None
    """Who should go on with the issue, where the evidence says that somebody else should."""
    reason: str = ""
    """Why, in a few words; or why nothing came of it."""
    way: str = ""
    """How it was found out: the name of a way of rules/specialists.yaml."""
    simulated: bool = False
    """The figures come from a model of the machine, not from the machine."""
    opinion: str = ""
    """What a model makes of it, and which; empty where none was asked."""
    missing: tuple[str, ...] = ()
    """What a better way would have needed, each with how to get it."""
