"""linux-perf-profile: in which functions and lines the time goes, by perf's samples or callgrind's counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.model.step import Step
from perfrules.specialists import callgrind, perf_script
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.own_evidence import (
    ALLOCATING,
    AT_LEAST,
    IN_LIBRARY,
    MARGIN,
    SAMPLES,
    SHARE,
    evidence_of,
)
from perfrules.specialists.own_profile import OwnProfile, folded, from_callgrind, from_samples
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

_COUNTERS = "perf record with counters"
_CALLGRIND = "callgrind"
_TIME = "time"
"""The recording that tells where the time goes; the others add counters."""
STACKS = "stacks.folded"
"""The file with the stacks, for flame graphs: ``inferno-flamegraph < stacks.folded > flame.svg``."""

_RATE = ("-F", "4999")
"""Samples a second: a prime, so that it does not keep step with the program."""
_STACK = ("--call-graph", "dwarf,16384")
_LIMIT = "--max-size=256M"
"""Recording ends there: three seconds of such stacks, which is enough of a test suite of minutes."""
_SMALL = ("-F", "997", "--call-graph", "dwarf,4096")
_EVENTS = {
    "pace": "cycles,instructions,branches,branch-misses",
    "memory": "L1-dcache-loads,L1-dcache-load-misses,LLC-loads,LLC-load-misses",
    "pages": "dTLB-loads,dTLB-load-misses",
}
"""At most four a run: more have to share the counters in many virtual machines."""


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Build, record, and print what was recorded; or build and count."""
    program = ("{executable}", *site.workload.arguments())
    build = site.workload.build(site.root, site.target)
    where = Path("{package}")
    if site.way == _CALLGRIND:
        out = f"--callgrind-out-file={site.folder / 'callgrind.out'}"
        tool = (site.program("valgrind"), "--tool=callgrind", "--dump-instr=no", out)
        return build, Command(_CALLGRIND, (*tool, *program), where)
    commands = [build]
    for name, options in _recordings(site).items():
        data = str(site.folder / f"{name}.data")
        perf = site.program("perf")
        record = (perf, "record", *options, _LIMIT, "-o", data, "--", *program)
        script = (perf, "script", "--full-source-path", "-F", perf_script.FIELDS, "-i", data)
        # A processor may lack the events, and a recording that was ended at its limit has not failed.
        commands.append(Command(f"record-{name}", record, where, alone=True, optional=True))
        commands.append(Command(f"script-{name}", script, where, {"LC_ALL": "C"}, optional=True))
    return tuple(commands)


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The functions and lines that take most, and those of the findings."""
    sources = Sources(site)
    wanted = sources.of_findings(step)
    if site.way == _CALLGRIND:
        profile = from_callgrind(callgrind.read(site.folder / "callgrind.out"), sources, wanted)
        return evidence_of(profile, wanted, {})
    record, script = outcomes[f"record-{_TIME}"], outcomes[f"script-{_TIME}"]
    if not script.ok:
        raise Unreadable(script.why if record.ok else record.why)
    samples = list(perf_script.read(script.out))
    stacks = folded(samples, sources)
    lines = [f"{stack} {weight}\n" for stack, weight in sorted(stacks.items())]
    (site.folder / STACKS).write_text("".join(lines), encoding="utf-8")
    profiles = from_samples(samples, sources, wanted)
    if not profiles:
        raise Unreadable("perf script printed no samples: the program ended too soon")
    counters: dict[str, OwnProfile] = {}
    for name in _recordings(site):
        if name != _TIME and outcomes[f"script-{name}"].ok:
            counted = perf_script.read(outcomes[f"script-{name}"].out)
            counters.update(from_samples(counted, sources, wanted))
    return evidence_of(next(iter(profiles.values())), wanted, counters)


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """Whether the finding's function matters in this workload, and who goes on if it does."""
    limits = thresholds("linux-perf-profile")
    share, least, samples = (evidence.figure(name) for name in (SHARE, AT_LEAST, SAMPLES))
    function = step.issue.location.function
    whose = f"`{function}`" if function else "the finding's code"
    unit = "instructions" if samples is None else "samples"
    if samples is not None and samples < limits["samples"]:
        result = f"only {samples:.0f} samples: the workload is too short to tell"
        return Conclusion(Status.DIAGNOSED, result, reason="too few samples")
    margin = evidence.figure(MARGIN) or 0.0
    most = least if share is None and not least else share
    about = f"at least {least:.1f} %" if least else f"{share or 0.0:.1f} %"
    said = f"{whose} takes {about}{f' (± {margin:.1f})' if margin else ''} of the {unit}"
    if most is not None and most + margin < limits["share"]:
        result = f"{said}: it hardly matters in {site.workload.text}"
        return Conclusion(Status.DIAGNOSED, result, reason="hardly matters in this workload")
    allocating = evidence.figure(ALLOCATING) or 0.0
    if allocating >= limits["allocation"]:
        result = f"{said}, {allocating:.0f} % of that in the allocator"
        return Conclusion(Status.DIAGNOSED, result, specialist="heap-profile", reason="who allocates there")
    result = "; ".join([said, *_in_library(evidence, (share or least or 0.0) / 2)])
    return Conclusion(Status.DIAGNOSED, result, specialist="asm-forge", reason="what its instructions do")


def _in_library(evidence: Evidence, least: float) -> Iterator[str]:
    """What of a library the leading function spends more than so much of the run in."""
    for figure in evidence.observations[0].figures if evidence.observations else ():
        if figure.name.startswith(IN_LIBRARY) and figure.value > least:
            yield f"{figure.value:.0f} % {figure.name}"


def _recordings(site: Site) -> dict[str, tuple[str, ...]]:
    """Options of ``perf record`` by the names of the recordings."""
    if site.way != _COUNTERS:
        return {_TIME: ("-e", "cpu-clock", *_RATE, *_STACK)}
    counted = {name: ("-e", events, *_SMALL) for name, events in _EVENTS.items()}
    return {_TIME: ("-e", "cycles", *_RATE, *_STACK), **counted}
