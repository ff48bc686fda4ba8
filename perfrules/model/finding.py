"""A finding: one observation of one analyst at one location, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perfrules.model.location import Location, Region
from perfrules.model.severity import Analyst, Applicability, Category, Precision, Severity

Basis = Literal["structure", "measurement", "heuristic"]


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report says about a rule; the rule's matching logic is not part of it."""

    id: str
    title: str
    pack: str
    default: bool
    """Whether the rule runs when nothing is selected."""
    analyst: Analyst
    category: Category
    kind: str
    """The rule's finer word, such as ``lock-contention``; the category where there is none."""
    severity: Severity
    precision: Precision
    specialist: str
    help: str
    """Markdown: why it costs, when it does not, how to change it."""
    clippy: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why the finding stands, and where that reason comes from."""

    text: str
    basis: Basis = "structure"
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """How much there may be to win, as an order of magnitude, and what says so."""

    factor: float
    """How many times slower the code that the finding is about is than it could be: 1.1, 2, 10, 100."""
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of ``region`` by ``replacement``."""

    region: Region
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the finding's file that would mend it."""

    description: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not counted: SARIF's kinds, ``inSource`` or ``external`` (a baseline)."""

    kind: Literal["inSource", "external"]
    justification: str | None = None
    location: Location | None = None
    by_model: bool = False
    """Dismissed by a model, not known in a baseline."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation. Facts about the rule itself are in the report's ``rules``."""

    rule_id: str
    message: str
    location: Location
    severity: Severity
    category: Category
    kind: str
    analyst: Analyst
    specialist: str
    snippet: str
    """The source line where the region starts, without its line end."""
    evidence: tuple[Evidence, ...] = ()
    related: tuple[Evidence, ...] = ()
    """Other places the message speaks of, each with a location (the loop, the lock, the call path)."""
    fix: Fix | None = None
    hotness: float = 0.0
    """0..1; the evidence has its terms."""
    impact: Impact | None = None
    """None where nothing but the severity says how much it matters."""
    advice: str = ""
    """One line: what to do about it."""
    ambiguous: str | None = None
    """The question that a person or a model would have to answer, if the rule marked the finding so."""
    fingerprint: str = ""
    """Stable while unrelated lines change: hash of rule, path, function, text and occurrence."""
    suppression: Suppression | None = None
