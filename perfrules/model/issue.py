"""An issue: the findings that are about one thing, as a person decides on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perfrules.model.finding import Evidence, Finding
from perfrules.model.location import Location
from perfrules.model.severity import SPECIALIST_TYPE, Analyst, Category, Ease

Bond = Literal["same place", "overlap", "same function", "exercised", "call"]
"""Why two findings are about one thing, the strongest reason first."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two findings of an issue, by their positions in it, and what ties them."""

    first: int
    second: int
    bond: Bond


@dataclass(frozen=True, slots=True)
class Score:
    """A factor of an issue's priority and what it rests on."""

    name: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark that exercises a function."""

    package: str
    target: str
    """The bench target, for ``cargo bench --bench``."""
    name: str
    """The benchmark's full name, as far as source tells it; parts that it does not tell are ``*``."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A model's verdict on an issue whose analysts disagree."""

    dismissed: bool
    """Else confirmed."""
    evidence: Evidence
    """The verdict in words: by which model, the lines it rests on, the reason."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Findings that belong together. The first leads: the issue is located and named by it."""

    findings: tuple[Finding, ...]
    links: tuple[Link, ...]
    category: Category
    specialist: str
    ease: Ease
    risk: str
    """``High``, ``Medium`` or ``Low``."""
    priority: float
    """The product of the scores."""
    scores: tuple[Score, ...]
    """Impact, convergence, hotness, confidence."""
    benches: tuple[Bench, ...] = ()
    """What measures the leading finding's function, the nearest first."""
    judgement: Judgement | None = None
    """Only where a model was asked about it and has decided."""

    @property
    def lead(self) -> Finding:
        """The finding that weighs most."""
        return self.findings[0]

    @property
    def id(self) -> str:
        """Stable while unrelated lines change: the lead's fingerprint."""
        return self.lead.fingerprint

    @property
    def location(self) -> Location:
        """Where the lead is."""
        return self.lead.location

    @property
    def type(self) -> str:
        """``Diagnostic``, ``Optimization`` or ``Measurement``: what its specialist does."""
        return SPECIALIST_TYPE[self.specialist]

    @property
    def dismissed(self) -> bool:
        """Whether a model holds that it is not worth a change; a person still may."""
        return self.judgement is not None and self.judgement.dismissed

    @property
    def analysts(self) -> tuple[Analyst, ...]:
        """Whose findings it holds."""
        return tuple(sorted({finding.analyst for finding in self.findings}, key=list(Analyst).index))
