"""Faster or not: Criterion's time, and the instructions of one round as a witness without noise.

With a tree without the change (``site.base``), both are built, and run in turns: before, after, and again.
Without one, the benchmark is measured as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Literal

from perfrules.analysts.benchmarks.folder import read as read_criterion
from perfrules.analysts.benchmarks.stats import Change, bootstrap_change, mann_whitney, quantile
from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.step import Step
from perfrules.specialists.callgrind import read as read_callgrind
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.site import Site
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

Verdict = Literal["faster", "same", "slower", "unclear"]
ROUNDS = (1, 2)
BEFORE, AFTER = "before", "after"
_SHORT = ("--warm-up-time", "0.5", "--measurement-time", "1.5", "--sample-size", "30")
"""Enough for changes of a few percent; longer runs meet more of the machine's moods."""
_ROUND = "*Bencher*::iter*"
"""Criterion's loop around what is measured, which is never inlined."""
_QUANTILES = (0.05, 0.5, 0.95)
WITH_INSTRUCTIONS = "Criterion and instruction counts"
"""The way that has both witnesses, of rules/specialists.yaml."""


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Builds, runs in turns with the machine to themselves, and counts of one round each."""
    sides = {AFTER: site} if site.base is None else {BEFORE: site.base, AFTER: site}
    builds = [
        replace(site.workload.build(side.root, side.target), name=f"build-{name}", makes=name)
        for name, side in sides.items()
    ]
    runs = [_timed(site, name, number) for number in ROUNDS for name in sides] if site.workload.target else []
    counts = [_counted(site, name) for name in sides] if site.way == WITH_INSTRUCTIONS else []
    return (*builds, *runs, *counts)


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """Time and instructions of each side, and their changes."""
    sides = [name for name in (BEFORE, AFTER) if f"build-{name}" in outcomes]
    times = {name: [_times(site, name, number) for number in ROUNDS] for name in sides}
    figures: list[Figure] = []
    observations: list[Observation] = []
    charts: list[Chart] = []
    measured = [each for name in sides for each in times[name]]
    for benchmark in sorted(set.intersection(*(set(each) for each in measured))):
        rounds = {name: [each[benchmark] for each in times[name]] for name in sides}
        together = {name: [time for each in rounds[name] for time in each] for name in sides}
        charts.append(_distribution(benchmark, together))
        figures += [Figure(f"time {name}: {benchmark}", median(together[name]), "ns") for name in sides]
        if BEFORE in sides:
            change = bootstrap_change(together[BEFORE], together[AFTER])
            verdict = _of_time(change, rounds, mann_whitney(together[BEFORE], together[AFTER]))
            figures += _change(f"time change: {benchmark}", change)
            observations.append(Observation(f"`{benchmark}`: {_text(change)} time, {verdict}"))
            figures.append(Figure(f"time verdict: {benchmark}", _SIGNS[verdict], ""))
    if site.way == WITH_INSTRUCTIONS:
        counted = {name: read_callgrind(_callgrind(site, name)).total for name in sides}
        if all(counted.values()):
            figures += [Figure(f"instructions {name}", counted[name], "") for name in sides]
    if not figures:
        raise Unreadable("neither Criterion nor callgrind told anything of the benchmark")
    return Evidence(tuple(observations), tuple(figures), tuple(charts))


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """The change in numbers, and whether a person has to look at it."""
    if site.base is None:
        times = [figure for figure in evidence.figures if figure.unit == "ns"]
        text = "; ".join(f"{figure.name.partition(': ')[2]}: {figure.value:.4g} ns" for figure in times)
        return Conclusion(Status.MEASURED, f"measured as it is: {text or 'instructions only'}")
    said = verdict(evidence)
    parts = [f"{_text(change)} time" for change in _changes(evidence)[:1]]
    ratio = _instructions(evidence)
    if ratio is not None:
        parts.append(f"{_percent(ratio)} instructions")
    status = Status.FLAGGED if said == "slower" else Status.MEASURED
    return Conclusion(
        status, f"{said}: {', '.join(parts)}", reason=_weak(evidence) if said == "faster" else ""
    )


def verdict(evidence: Evidence) -> Verdict:
    """What both witnesses say together; ``unclear`` where they contradict each other or noise hides it.

    Slower if any benchmark is. Faster if time says so and instructions do not contradict; or by instructions
    alone, where there is no time.
    """
    limit = thresholds("bench-compare")["instructions"] / 100
    ratio = _instructions(evidence)
    signs = [int(f.value) for f in evidence.figures if f.name.startswith("time verdict: ")]
    fewer = ratio is not None and ratio <= -limit
    more = ratio is not None and ratio >= limit
    if not signs:
        return "faster" if fewer else "slower" if more else "same" if ratio is not None else "unclear"
    if _SIGNS["slower"] in signs:
        return "unclear" if fewer else "slower"
    if _SIGNS["faster"] in signs:
        return "unclear" if more else "faster"
    return "unclear" if _SIGNS["unclear"] in signs else "same"


def _timed(site: Site, name: str, number: int) -> Command:
    return Command(
        f"time-{name}-{number}",
        (f"{{{name}}}", "--bench", "--noplot", *_SHORT, *site.workload.filter),
        Path("{package}"),
        {"CRITERION_HOME": str(_home(site, name, number))},
        alone=True,
    )


def _counted(site: Site, name: str) -> Command:
    """Of a benchmark, one round alone is counted, without what prepares it."""
    only = (f"--toggle-collect={_ROUND}",) if site.workload.target else ()
    tool = ("--tool=callgrind", f"--callgrind-out-file={_callgrind(site, name)}", *only)
    command = (site.program("valgrind"), *tool, f"{{{name}}}", *site.workload.once())
    return Command(f"count-{name}", command, Path("{package}"))


def _home(site: Site, name: str, number: int) -> Path:
    return site.folder / f"criterion-{name}-{number}"


def _callgrind(site: Site, name: str) -> Path:
    return site.folder / f"callgrind-{name}.out"


def _times(site: Site, name: str, number: int) -> dict[str, tuple[float, ...]]:
    """Nanoseconds of one iteration, sample by sample, of each benchmark."""
    return {
        measured.name.full: measured.latest.sample.each
        for measured in read_criterion(_home(site, name, number)).benchmarks
        if measured.latest is not None and measured.latest.sample is not None
    }


_SIGNS: dict[Verdict, int] = {"faster": -1, "same": 0, "slower": 1, "unclear": 2}
"""How a verdict is kept as a figure."""


def _of_time(change: Change, rounds: Mapping[str, Sequence[Sequence[float]]], p_value: float) -> Verdict:
    """A change counts if its interval excludes zero, it is large enough, and each round says the same."""
    limits = thresholds("bench-compare")
    least = limits["time"] / 100
    if abs(change.point) < least:
        return "same"
    each = [
        median(after) / median(before) - 1
        for before, after in zip(rounds[BEFORE], rounds[AFTER], strict=True)
    ]
    agree = all(one * change.point > 0 and abs(one) >= least / 2 for one in each)
    if not (agree and change.excludes_zero and p_value < limits["p-value"]):
        return "unclear"
    return "faster" if change.point < 0 else "slower"


def _change(name: str, change: Change) -> Iterator[Figure]:
    yield Figure(name, 100 * change.point, "%")
    yield Figure(f"{name}, at least", 100 * change.low, "%")
    yield Figure(f"{name}, at most", 100 * change.high, "%")


def _changes(evidence: Evidence) -> list[Change]:
    """The changes of time, the largest first."""
    found = []
    for figure in evidence.figures:
        low, high = (evidence.figure(f"{figure.name}, {end}") for end in ("at least", "at most"))
        if figure.name.startswith("time change: ") and low is not None and high is not None:
            found.append(Change(figure.value / 100, low / 100, high / 100, 0.95))
    return sorted(found, key=lambda change: -abs(change.point))


def _instructions(evidence: Evidence) -> float | None:
    """The relative change of instructions."""
    before, after = (evidence.figure(f"instructions {name}") for name in (BEFORE, AFTER))
    return after / before - 1 if before and after else None


def _weak(evidence: Evidence) -> str:
    """What a gain in time rests on, where the instructions do not show it."""
    ratio = _instructions(evidence)
    limit = thresholds("bench-compare")["instructions"] / 100
    if ratio is None or abs(ratio) >= limit:
        return ""
    return "as many instructions as before: by layout or cache, so measure again"


def _distribution(benchmark: str, times: Mapping[str, Sequence[float]]) -> Chart:
    bars = [
        Bar(f"{name} {share:.0%}", quantile(sorted(values), share))
        for share in _QUANTILES
        for name, values in times.items()
        if values
    ]
    return Chart(f"{benchmark}: time of an iteration, by quantiles", "ns", tuple(bars))


def _text(change: Change) -> str:
    return f"{_percent(change.point)} ({_percent(change.low)} to {_percent(change.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:+.1f} %".replace("-", "−")
