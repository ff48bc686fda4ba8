"""Reads what ``perf stat`` counted: as CSV (``-x``), as JSON (``-j``) and as the table for people.

The manual describes the first two ("CSV FORMAT", "JSON FORMAT"). In all of them a metric stands behind the
count of one of its events, or in a line of its own that belongs to the count above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from perfrules.specialists.specialist import Unreadable

SEPARATOR = ";"
"""For ``-x``: events' names have commas in them."""
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_ROW = re.compile(
    rf"^\s*(?P<value>{_NUMBER}|<not \w+>)\s+(?:(?P<unit>msec|ns|Joules|MiB|bytes)\s+)?(?P<event>\S+)"
    rf"(?:\s+\#?\s*(?P<metric>(?:nan|{_NUMBER})\s.*?))?\s*(?:\((?P<running>[\d.]+)%\))?\s*$"
)
_MORE = re.compile(
    rf"^(?:.*?(?:\#|\s{{3}}))?\s*(?P<metric>(?:nan|{_NUMBER})\s+%.*?)\s*(?:\((?P<running>[\d.]+)%\))?\s*$"
)
_NAMED = re.compile(rf"^(?P<value>nan|{_NUMBER})\s*(?P<unit>%?)\s*(?P<name>.*)$")
_SPREAD = re.compile(r"\s*\(\s*\+-\s*[\d.]+%\s*\)")
_MODIFIERS = re.compile(r":[ukhGHpPSDeW]+$")
_PMU = re.compile(r"^(?P<pmu>\w+)/(?P<event>[^/=]+)/\w*$")


@dataclass(frozen=True, slots=True)
class Count:
    """An event. Counts are for the whole time, also where the event was counted for a part of it only."""

    event: str
    """In lower case, without the unit that counts it and without modifiers."""
    value: float | None
    """None where it could not be counted."""
    running: float
    """Percent of the time in which it was counted: the others share the counters."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that perf itself made of counts."""

    name: str
    """In lower case, such as ``tma_retiring`` or ``frontend_bound``."""
    value: float
    unit: str
    running: float


@dataclass(frozen=True, slots=True)
class Stat:
    """What one call of ``perf stat`` says."""

    counts: tuple[Count, ...]
    metrics: tuple[Metric, ...]

    def count(self, event: str) -> Count | None:
        """An event's count: of the kind of core that the program mostly ran on."""
        found = [each for each in self.counts if each.event == event and each.value is not None]
        return max(found, key=lambda each: each.running, default=None)

    def value(self, event: str) -> float | None:
        """As :meth:`count`, the mere number."""
        found = self.count(event)
        return None if found is None else found.value

    def metric(self, *names: str) -> Metric | None:
        """A metric by any of its names."""
        found = [each for each in self.metrics if each.name in names]
        return max(found, key=lambda each: each.running, default=None)


def read(text: str, file: str = "perf stat") -> Stat:
    """What ``perf stat`` wrote, in any of its forms; raises :class:`Unreadable`."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise Unreadable(f"{file}: perf counted nothing")
    if lines[0].lstrip().startswith("{"):
        stat = _read_json(lines, file)
    elif any(SEPARATOR in line or line.count(",,") for line in lines):
        stat = _read_csv(lines, file)
    else:
        stat = _read_table(lines)
    if not stat.counts and not stat.metrics:
        raise Unreadable(f"{file}: no counts of perf stat: {lines[0].strip()[:60]}")
    return stat


def _read_csv(lines: Iterable[str], file: str) -> Stat:
    """VALUE;UNIT;EVENT;TIME;PERCENT;METRIC;UNIT of the metric; more metrics with the first fields empty."""
    made = _Made()
    for line in lines:
        fields = line.split(SEPARATOR if SEPARATOR in line else ",")
        if len(fields) < 6:
            raise Unreadable(f"{file}: not of perf stat's CSV format, or cut off: {line.strip()[:60]}")
        short = not fields[0] and fields[1].isdigit()  # TIME;PERCENT of a metric stand without a count's unit
        running = _number(fields[2] if short else fields[4])
        if fields[2] and not short:
            made.count(fields[2], fields[0], running)
        elif short:
            made.group(running)
        if len(fields) > 6 and fields[6].strip():
            made.metric(f"{fields[5]} {fields[6]}", running)
    return made.stat


def _read_json(lines: Iterable[str], file: str) -> Stat:
    made = _Made()
    for line in lines:
        record = _record(line)
        if record is None:
            raise Unreadable(f"{file}: not of perf stat's JSON format, or cut off: {line.strip()[:60]}")
        running = _number(str(record.get("pcnt-running", "")))
        if record.get("event"):
            made.count(str(record["event"]), str(record.get("counter-value", "")), running)
        elif running is not None:
            made.group(running)
        if record.get("metric-unit") and "metric-value" in record:
            made.metric(f"{record['metric-value']} {record['metric-unit']}", running)
    return made.stat


def _record(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _read_table(lines: list[str]) -> Stat:
    made = _Made()
    headings: list[str] = []
    below = 100.0
    for line in reversed(lines):  # the share of the time stands in the last line of a count and its metrics
        line = _SPREAD.sub("", line)
        row, more = _ROW.match(line), _MORE.match(line)
        names = re.findall(r"%\s+([a-z_]\w*)", line)
        values = line.split()
        if len(names) > 1 and len(headings) == len(names):
            for name, value in zip(names, headings, strict=True):
                made.metric(f"{value} % {name}", below)
        elif values and all(re.fullmatch(r"\d+\.\d", value) for value in values):
            headings = values
        elif row is not None:
            running = float(row["running"] or below)
            if row["metric"]:
                made.metric(row["metric"], running)
            made.count(row["event"], row["value"], running)
            below = 100.0
        elif more is not None:
            below = float(more["running"] or below)
            made.metric(more["metric"], below)
    return Stat(made.stat.counts[::-1], made.stat.metrics[::-1])


class _Made:
    """Counts and metrics, as they are read."""

    def __init__(self) -> None:
        self._counts: list[Count] = []
        self._metrics: list[Metric] = []
        self._running = 100.0

    @property
    def stat(self) -> Stat:
        return Stat(tuple(self._counts), tuple(self._metrics))

    def group(self, running: float | None) -> None:
        """What follows was counted in so many percent of the time."""
        self._running = 100.0 if running is None else running

    def count(self, event: str, value: str, running: float | None) -> None:
        self.group(running)
        self._counts.append(Count(_plain(event), _number(value), self._running))

    def metric(self, text: str, running: float | None) -> None:
        found = _NAMED.match(text)
        value = None if found is None else _number(found["value"])
        if found is None or value is None or value != value or not found["name"].strip():
            return
        running = self._running if running is None else running
        self._metrics.append(Metric(found["name"].strip().lower(), value, found["unit"], running))


def _plain(event: str) -> str:
    event = _MODIFIERS.sub("", event.strip())
    named = _PMU.match(event)
    return (named["event"] if named else event).lower()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
