"""The numbers and words of rules/synthesis.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from perfrules.model.severity import Applicability, Category, Ease, Precision, Severity
from perfrules.yamlfile import bundled_table

FILE = "synthesis.yaml"
Steps = tuple[tuple[float, float], ...]
"""Least value and what it is worth, ascending."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What belongs together."""

    confidence: float
    functions: int
    where: frozenset[str]


@dataclass(frozen=True, slots=True)
class Convergence:
    """How independent views add up."""

    analyst: float
    rule: float
    rules: int
    call: float
    silent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Priority:
    """The weights of an issue's factors."""

    severity: Mapping[Severity, float]
    factor: Steps
    coldest: float
    measured: float
    hot_path: float
    precision: Mapping[Precision, float]
    measurement: float
    ambiguous: float


@dataclass(frozen=True, slots=True)
class Tables:
    """The whole file."""

    grouping: Grouping
    convergence: Convergence
    priority: Priority
    against: frozenset[str]
    """Kinds of what was measured that speak against a claim that something is slow."""
    risk: tuple[tuple[float, str], ...]
    fix_ease: Mapping[Applicability, Ease]
    ease: Mapping[str, Ease]
    """By kind."""
    category: Mapping[str, Category]
    """By kind."""


def read(data: Mapping[str, Any]) -> Tables:
    """The tables from the file's data."""
    together, views, weights = data["grouping"], data["convergence"], data["priority"]
    return Tables(
        Grouping(together["confidence"], together["functions"], frozenset(together["where"])),
        Convergence(
            views["analyst"], views["rule"], views["rules"], views["call"], frozenset(views["silent"])
        ),
        Priority(
            {Severity.parse(word): value for word, value in weights["severity"].items()},
            tuple(sorted((float(least), float(worth)) for least, worth in weights["factor"].items())),
            weights["coldest"],
            weights["measured"],
            weights["hot-path"],
            {Precision(word): value for word, value in weights["precision"].items()},
            weights["measurement"],
            weights["ambiguous"],
        ),
        frozenset(data["disagreement"]["against"]),
        tuple(sorted((float(least), word) for least, word in data["risk"].items())),
        {Applicability(word): Ease(ease) for word, ease in data["ease"]["fix"].items()},
        {kind: ease for ease in Ease for kind in data["ease"][ease.value].split()},
        {kind: Category(word) for kind, word in data["category"].items()},
    )


@cache
def tables() -> Tables:
    """The tables that ship with perfrules."""
    return read(bundled_table(FILE))
