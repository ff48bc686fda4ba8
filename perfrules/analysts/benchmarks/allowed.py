"""Comparisons that the data would allow: functions on equal input, growth with input, saved runs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import linear_regression

from perfrules.analysts.benchmarks.data import LATEST, Measured, Results
from perfrules.analysts.benchmarks.trend import order

_LEAST_SIZES = 3


@dataclass(frozen=True, slots=True)
class Contest:
    """Functions of one group, measured with the same parameters."""

    group: str
    functions: tuple[str, ...]
    values: tuple[str, ...]
    """Empty where the group has no parameters."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How a function's time grows with its parameter."""

    name: str
    sizes: tuple[int, ...]
    exponent: float
    """Of the power law that fits best: about 1 for linear, 2 for quadratic."""


def contests(results: Results) -> Iterator[Contest]:
    """Groups in which functions meet on equal terms."""
    groups: dict[str, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for measured in results.benchmarks:
        name = measured.name
        if name.function is not None and measured.latest is not None:
            groups[name.group][name.function].add(name.value)
    for group, functions in groups.items():
        shared = set.intersection(*functions.values())
        if len(functions) > 1 and shared:
            values = [measured.name.value for measured in results.benchmarks if measured.name.group == group]
            listed = dict.fromkeys(value for value in values if value in shared and value is not None)
            yield Contest(group, tuple(functions), tuple(listed))


def growths(results: Results) -> Iterator[Growth]:
    """Functions that were measured with at least three sizes, and how their time grows.

    By least squares on the logarithms of size and median time.
    """
    series: dict[tuple[str, str | None], list[tuple[int, Measured]]] = defaultdict(list)
    for measured in results.benchmarks:
        value = measured.name.value
        if value is not None and value.isdecimal() and int(value) > 0:
            series[measured.name.group, measured.name.function].append((int(value), measured))
    for (group, function), sized in series.items():
        points = [
            (size, run.center)
            for size, measured in sorted(sized, key=lambda pair: pair[0])
            if (run := measured.latest) is not None and run.center
        ]
        sizes = tuple(size for size, _ in points)
        if len(set(sizes)) >= _LEAST_SIZES:
            fit = linear_regression(
                [math.log(size) for size in sizes], [math.log(time) for _, time in points]
            )
            yield Growth("/".join(part for part in (group, function) if part), sizes, fit.slope)


def saved(results: Results) -> list[str]:
    """Names of runs that can be compared with each other: at least two, of at least one benchmark."""
    names = [name for name in order(results) if name != LATEST]
    shared = [
        name
        for name in names
        if any(name in one.runs and len(one.runs.keys() - {LATEST}) > 1 for one in results.benchmarks)
    ]
    return shared if len(shared) > 1 else []
