"""The numbers and names of rules/hotness.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from perfrules.yamlfile import bundled_table

FILE = "hotness.yaml"


@dataclass(frozen=True, slots=True)
class Framework:
    """How a web framework is told of its handlers."""

    name: str
    crates: frozenset[str]
    attributes: frozenset[str]
    impl_attributes: frozenset[str]
    calls: frozenset[str]
    traits: Mapping[str, frozenset[str]]
    """Methods that requests run, by their trait."""
    set_up: Mapping[str, frozenset[str]]
    """Methods that set the service up, by their trait."""
    imports_only: bool
    """Its calls have such common names that the file has to import the crate."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far callers are followed."""

    calls: int
    functions: int
    confidence: float
    distance: float
    full: float
    """Terms count in full up to this sum."""
    rounds: int
    """A loop that goes round no more often than this is none."""
    cycle: int


@dataclass(frozen=True, slots=True)
class Tables:
    """The whole file."""

    loops: tuple[float, ...]
    caller_loops: tuple[float, ...]
    reach: Mapping[str, float]
    fan_in: tuple[tuple[int, float], ...]
    """Least number of call sites and its weight, ascending."""
    led_to_by: tuple[tuple[int, float], ...]
    """Least number of functions above and its weight, ascending."""
    recursion: float
    tier: Mapping[str, float]
    attributes: Mapping[str, float]
    traits: Mapping[str, float]
    factors: Mapping[str, float]
    limits: Limits
    severity_base: Mapping[str, float]
    severity_hotness: tuple[tuple[float, float], ...]
    severity_once: float
    """The factor for places of which nothing says that they run again and again."""
    repeats: Sequence[Mapping[str, int]]
    """Ways to say that a place does: from which number on each of some words."""
    small: int
    """So many functions a small project has at most."""
    severity_work: Mapping[str, float]
    severity_words: tuple[tuple[float, str], ...]
    frameworks: tuple[Framework, ...]


@cache
def tables() -> Tables:
    """The tables that ship with perfrules."""
    return read(bundled_table(FILE))


def read(data: Mapping[str, Any]) -> Tables:
    """The tables from the file's data."""
    terms, severity = data["terms"], data["severity"]
    return Tables(
        loops=_floats(terms["loops"]),
        caller_loops=_floats(terms["caller-loops"]),
        reach=terms["reach"],
        fan_in=_steps(terms["fan-in"]),
        led_to_by=_steps(terms["led-to-by"]),
        recursion=terms["recursion"],
        tier=terms["tier"],
        attributes=terms["attributes"],
        traits=terms["traits"],
        factors=data["factors"],
        limits=Limits(**data["limits"]),
        severity_base=severity["base"],
        severity_hotness=tuple(
            sorted((float(step), float(factor)) for step, factor in severity["hotness"].items())
        ),
        severity_once=severity["once"],
        repeats=severity["repeats"],
        small=severity["small"],
        severity_work=severity["work"],
        severity_words=tuple(sorted((float(points), word) for word, points in severity["words"].items())),
        frameworks=tuple(_framework(name, entry) for name, entry in data["handlers"].items()),
    )


def _floats(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _steps(weights: Mapping[int, float]) -> tuple[tuple[int, float], ...]:
    return tuple(sorted((int(least), float(weight)) for least, weight in weights.items()))


def _framework(name: str, entry: Mapping[str, Any]) -> Framework:
    return Framework(
        name,
        frozenset(entry["crates"]),
        frozenset(entry.get("attributes", ())),
        frozenset(entry.get("impl-attributes", ())),
        frozenset(entry.get("calls", ())),
        _methods(entry.get("traits", {})),
        _methods(entry.get("set-up", {})),
        bool(entry.get("imports-only", False)),
    )


def _methods(traits: Mapping[str, Sequence[str]]) -> Mapping[str, frozenset[str]]:
    return {trait: frozenset(methods) for trait, methods in traits.items()}
