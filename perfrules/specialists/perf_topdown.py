"""perf-topdown: what the processor's pipeline waits for, by its counters or by cachegrind's model of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.step import Step
from perfrules.specialists import simulated
from perfrules.specialists.cachegrind import read as read_cachegrind
from perfrules.specialists.command import Command, Outcome, text
from perfrules.specialists.perf_stat import SEPARATOR, Stat
from perfrules.specialists.perf_stat import read as read_stat
from perfrules.specialists.processor import processor
from perfrules.specialists.site import Site
from perfrules.specialists.sources import NO_OWN_LINE, Sources
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds
from perfrules.specialists.topdown import (
    BACKEND,
    FRONTEND,
    LEVEL1,
    MEMORY,
    RETIRING,
    SPECULATION,
    Slots,
    bottleneck,
    from_metrics,
    from_stalls,
)

_CACHEGRIND = "cachegrind"
_COUNTED = "least counted"
_PACE = "cycles per instruction"
_QUICK = {
    "pace": ("-e", "cycles,instructions,branches,branch-misses"),
    "caches": ("-e", "L1-dcache-loads,L1-dcache-load-misses,L1-icache-load-misses,instructions"),
}
"""Four counters each: more than that are shared in many virtual machines."""

_NEXT = {
    RETIRING: ("simd-optimize", "the pipeline is busy: fewer or wider instructions are what is left"),
    SPECULATION: ("asm-forge", "branches that the processor cannot foresee"),
    FRONTEND: ("pgo-bolt", "instructions come too late: size and layout of the code"),
    BACKEND: ("linux-perf-profile", "data comes too late: which functions and lines ask for it"),
}
_CORE = ("asm-forge", "the core's units are busy: divisions, or operations that wait for each other")
_BY_QUICK = {"branch misses": SPECULATION, "L1d misses": BACKEND, "L1i misses": FRONTEND}


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Build, then count or simulate."""
    program = ("{executable}", *site.workload.arguments())
    build = site.workload.build(site.root, site.target)
    where = Path("{package}")
    if site.way == _CACHEGRIND:
        out = f"--cachegrind-out-file={site.folder / _out(_CACHEGRIND)}"
        tool = (site.program("valgrind"), "--tool=cachegrind", "--cache-sim=yes", "--branch-sim=yes", out)
        return build, Command(_CACHEGRIND, (*tool, *program), where)
    perf = (site.program("perf"), "stat", "-x", SEPARATOR)
    runs = {**processor().groups, **_QUICK}
    return build, *(
        Command(
            name,
            (*perf, "-o", str(site.folder / _out(name)), *events, "--", *program),
            where,
            {"LC_ALL": "C"},
            alone=True,
            optional=name not in _QUICK,
        )
        for name, events in runs.items()
    )


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """Shares of the pipeline's slots, rates of misses, and for a simulation the places that cost most."""
    if site.way == _CACHEGRIND:
        sources = Sources(site)
        simulation = read_cachegrind(site.folder / _out(_CACHEGRIND))
        own = simulated.own_cost(simulation, sources)
        if not own.lines:
            raise Unreadable(NO_OWN_LINE)
        found = simulated.evidence(simulation, own, sources.of_findings(step), _limits())
        return _with_chart(found, "Simulated cycles of the findings' functions")
    machine = processor()
    stats = {
        name: read_stat(text(site.folder / _out(name)), _out(name))
        for name in {**machine.groups, **_QUICK}
        if outcomes[name].ok
    }
    groups = [stats[name] for name in machine.groups if name in stats]
    slots = from_metrics(*groups)
    if groups and not slots.shares:
        slots = from_stalls(groups[0], machine.slots)
    return _with_chart(_counted(machine.name, slots, *(stats[name] for name in _QUICK)), "Pipeline slots")


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """What limits the code, and who goes on from there."""
    limits = _limits()
    if site.way == _CACHEGRIND:
        return _concluded_by_simulation(step, evidence, limits)
    counted = evidence.figure(_COUNTED)
    if counted is not None and round(counted) < limits["counted"]:
        return Conclusion(
            Status.DIAGNOSED,
            f"not to be trusted: an event was counted in {counted:.0f} % of the time only, as the "
            "processor has too few counters free",
            reason="counters shared by too many events",
        )
    name = _limit(evidence, limits)
    if name is None:
        return _no_bottleneck(step, f"nothing stands out in {_said(evidence)}", "no bottleneck")
    specialist, reason = _next(name, evidence)
    return Conclusion(Status.DIAGNOSED, _said(evidence), specialist=specialist, reason=reason)


def _concluded_by_simulation(step: Step, evidence: Evidence, limits: Mapping[str, float]) -> Conclusion:
    share = evidence.figure(simulated.SHARE) or 0.0
    function = step.issue.location.function
    whose = f"`{function}`" if function else "the finding's code"
    if share < limits["share"]:
        result = f"simulated: {whose} itself takes {share:.1f} % of the cycles, this workload is not about it"
        return Conclusion(Status.DIAGNOSED, result, reason="hardly runs in this workload")
    name = _limit(evidence, limits)
    result = f"simulated: {whose} itself takes {share:.1f} % of the cycles: {_said(evidence)}"
    if name is None:
        return _no_bottleneck(step, result, "no bottleneck (by a model)")
    specialist, reason = _next(name, evidence)
    if name == RETIRING:
        reason = "no misses to speak of: fewer or wider instructions are what is left"
    return Conclusion(Status.DIAGNOSED, result, specialist=specialist, reason=f"{reason} (by a model)")


def _no_bottleneck(step: Step, result: str, reason: str) -> Conclusion:
    """Fewer instructions help always: a ready fix is worth its try."""
    if any(finding.fix for finding in step.issue.findings):
        reason = f"{reason}, and there is a ready fix"
        return Conclusion(Status.DIAGNOSED, result, specialist="asm-forge", reason=reason)
    return Conclusion(Status.DIAGNOSED, result, reason=reason)


def _limit(evidence: Evidence, limits: Mapping[str, float]) -> str | None:
    """The bottleneck by the top-down shares, or else by the quick counters."""
    shares = {name: value for name in LEVEL1 if (value := evidence.figure(name)) is not None}
    found = bottleneck(shares, limits)
    if found not in (None, RETIRING):
        return found
    over = [
        (value / limits[name], part)
        for name, part in _BY_QUICK.items()
        if (value := evidence.figure(name)) is not None and value > limits[name]
    ]
    return max(over)[1] if over and not shares else found


def _next(name: str, evidence: Evidence) -> tuple[str, str]:
    """Who goes on, and why; waiting for the core's own units is another matter than waiting for data."""
    memory, backend = evidence.figure(MEMORY), evidence.figure(BACKEND)
    if name == BACKEND and memory is not None and backend is not None and memory < backend / 2:
        return _CORE
    return _NEXT[name]


def _said(evidence: Evidence) -> str:
    """The shares, and what else is over its threshold."""
    limits = _limits()
    said = [f"{name} {value:.0f} %" for name in LEVEL1 if (value := evidence.figure(name)) is not None]
    pace = evidence.figure(_PACE)
    if not said and pace is not None:
        said = [f"{pace:.2f} {_PACE}"]
    rates = {name: evidence.figure(name) or 0.0 for name in _BY_QUICK}
    return ", ".join(
        [*said, *(f"{name} {rate:.1f} %" for name, rate in rates.items() if rate > limits[name])]
    )


def _counted(machine: str, slots: Slots, pace: Stat, caches: Stat) -> Evidence:
    figures = [Figure(name, value, "%") for name, value in slots.shares.items()]
    if slots.shares:
        figures.append(Figure(_COUNTED, slots.counted, "%"))
    for name, stat, part, whole, factor in (
        (_PACE, pace, "cycles", "instructions", 1),
        ("branch misses", pace, "branch-misses", "branches", 100),
        ("L1d misses", caches, "l1-dcache-load-misses", "l1-dcache-loads", 100),
        ("L1i misses", caches, "l1-icache-load-misses", "instructions", 100),
    ):
        counts = stat.value(part), stat.value(whole)
        if counts[0] is not None and counts[1]:
            figures.append(Figure(name, factor * counts[0] / counts[1], "%" if factor > 1 else ""))
    if not figures:
        raise Unreadable("perf stat counted none of the processor's events")
    limits = _limits()
    observations = [
        Observation(f"{figure.name}: {figure.value:.3g} {figure.unit}".rstrip() + f", above {limit:g}")
        for figure in figures
        if (limit := limits.get(figure.name)) is not None and figure.value > limit
    ]
    about = f"counted on {machine}, for the whole of the program"
    if not slots.shares:
        about += "; the processor or this perf has no top-down events"
    return Evidence((Observation(about), *observations), tuple(figures))


def _with_chart(evidence: Evidence, title: str) -> Evidence:
    bars = tuple(Bar(name, value) for name in LEVEL1 if (value := evidence.figure(name)) is not None)
    charts = (Chart(title, "%", bars),) if bars else ()
    return Evidence(evidence.observations, evidence.figures, charts)


def _limits() -> Mapping[str, float]:
    return thresholds("perf-topdown")


def _out(command: str) -> str:
    return f"{command}.csv" if command != _CACHEGRIND else "cachegrind.out"
