"""The numbers and texts of rules/benchmarks.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from perfrules.model.finding import RuleInfo
from perfrules.model.severity import SPECIALIST, Analyst, Category, Precision, Severity
from perfrules.yamlfile import bundled_table

FILE = "benchmarks.yaml"
PACK = "benchmarks"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which point on something is reported; rules/benchmarks.yaml says what each means."""

    change: float
    p_value: float
    floor: float
    steady: float
    unsteady: float
    variation: float
    interval: float
    drift: float
    drift_p_value: float
    outliers: float
    severe_outliers: float
    least_outliers: int
    noise: float
    gap_hotness: float
    gaps: int
    functions: int

    def changed(self, values: Mapping[str, Any]) -> Thresholds:
        """These with some changed, by the names that the file uses."""
        return replace(self, **{name.replace("-", "_"): value for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Table:
    """The whole file."""

    thresholds: Thresholds
    severity: tuple[tuple[float, Severity], ...]
    """Least change and the severity of a regression from there on, ascending."""
    infos: Mapping[str, RuleInfo]
    advice: Mapping[str, str]

    def with_thresholds(self, thresholds: Thresholds) -> Table:
        """The table with other thresholds."""
        return replace(self, thresholds=thresholds)

    def severity_of(self, change: float) -> Severity:
        """How severe a regression is."""
        return next(severity for least, severity in reversed(self.severity) if change >= least)


@cache
def table() -> Table:
    """The table that ships with perfrules."""
    return read(bundled_table(FILE))


def names() -> list[str]:
    """The names of all thresholds."""
    return [field.name.replace("_", "-") for field in fields(Thresholds)]


def read(data: Mapping[str, Any]) -> Table:
    """The table from the file's data."""
    return Table(
        Thresholds(**{name.replace("-", "_"): value for name, value in data["thresholds"].items()}),
        tuple(sorted((float(least), Severity.parse(word)) for least, word in data["severity"].items())),
        {id_: _info(id_, entry) for id_, entry in data["findings"].items()},
        {id_: entry["advice"] for id_, entry in data["findings"].items()},
    )


def _info(id_: str, entry: Mapping[str, Any]) -> RuleInfo:
    category = Category(entry["category"])
    return RuleInfo(
        id=id_,
        title=entry["title"],
        pack=PACK,
        default=True,
        analyst=Analyst.BENCHMARKS,
        category=category,
        kind=entry["kind"],
        severity=Severity.parse(entry["severity"]),
        precision=Precision(entry["precision"]),
        specialist=entry.get("specialist", SPECIALIST[category]),
        help=entry["help"],
        tags=(PACK,),
    )
