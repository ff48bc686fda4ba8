"""linux-perf-profile: in which functions and lines the time goes, by perf's samples or callgrind's counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists import callgrind, perf_script
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.own_profile import OwnProfile, Taken, folded, from_callgrind, from_samples
from perfrules.specialists.site import Site
from perfrules.specialists.sources import NO_OWN_LINE, Sources
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

_COUNTERS = "perf record with counters"
_CALLGRIND = "callgrind"
SHARE = "share"
AT_LEAST = "share, at least"
_SELF = "share without own callees"
_ALLOCATING = "share of that in the allocator"
_MARGIN = "margin of the share"
_SAMPLES = "samples"
STACKS = "stacks.folded"
"""The file with the stacks, for flame graphs: ``inferno-flamegraph < stacks.folded > flame.svg``."""

_RATE = ("-F", "4999")
"""Samples a second: a prime, so that it does not keep step with the program."""
_STACK = ("--call-graph", "dwarf,16384")
_SMALL = ("-F", "997", "--call-graph", "dwarf,4096")
_EVENTS = {
    "pace": "cycles,instructions,branches,branch-misses",
    "memory": "L1-dcache-loads,L1-dcache-load-misses,LLC-loads,LLC-load-misses",
    "pages": "dTLB-loads,dTLB-load-misses",
}
"""At most four a run: more have to share the counters in many virtual machines."""
_RATIOS = (
    ("instructions per cycle", "instructions", "cycles", 1),
    ("branch misses", "branch-misses", "branches", 100),
    ("L1d misses", "l1-dcache-load-misses", "l1-dcache-loads", 100),
    ("LLC misses", "llc-load-misses", "llc-loads", 100),
    ("dTLB misses", "dtlb-load-misses", "dtlb-loads", 100),
)
_LOW_IS_BAD = "instructions per cycle"
_WORTH_NAMING = 1
"""Percent of the run."""
_SHOWN = 8
"""Functions and lines that are named beside the findings'."""


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
        record = (perf, "record", *options, "-o", data, "--", *program)
        script = (perf, "script", "--full-source-path", "-F", perf_script.FIELDS, "-i", data)
        commands.append(Command(f"record-{name}", record, where, alone=True))
        commands.append(Command(f"script-{name}", script, where, {"LC_ALL": "C"}))
    return tuple(commands)


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The functions and lines that take most, and those of the findings."""
    sources = Sources(site)
    wanted = sources.of_findings(step)
    if site.way == _CALLGRIND:
        profile = from_callgrind(callgrind.read(site.folder / "callgrind.out"), sources, wanted)
        return _evidence(profile, wanted, {})
    samples = list(perf_script.read(outcomes["script-time"].out))
    stacks = folded(samples, sources)
    lines = [f"{stack} {weight}\n" for stack, weight in sorted(stacks.items())]
    (site.folder / STACKS).write_text("".join(lines), encoding="utf-8")
    profiles = from_samples(samples, sources, wanted)
    if not profiles:
        raise Unreadable("perf script printed no samples: the program ended too soon")
    counters: dict[str, OwnProfile] = {}
    for name in _recordings(site):
        if name != "time":
            counted = perf_script.read(outcomes[f"script-{name}"].out)
            counters.update(from_samples(counted, sources, wanted))
    return _evidence(next(iter(profiles.values())), wanted, counters)


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """Whether the finding's function matters in this workload, and who goes on if it does."""
    limits = thresholds("linux-perf-profile")
    share, least, samples = (evidence.figure(name) for name in (SHARE, AT_LEAST, _SAMPLES))
    function = step.issue.location.function
    whose = f"`{function}`" if function else "the finding's code"
    unit = "instructions" if samples is None else "samples"
    if samples is not None and samples < limits["samples"]:
        result = f"only {samples:.0f} samples: the workload is too short to tell"
        return Conclusion(Status.DIAGNOSED, result, reason="too few samples")
    margin = evidence.figure(_MARGIN) or 0.0
    most = least if share is None and not least else share
    about = f"at least {least:.1f} %" if least else f"{share or 0.0:.1f} %"
    said = f"{whose} takes {about}{f' (± {margin:.1f})' if margin else ''} of the {unit}"
    if most is not None and most + margin < limits["share"]:
        result = f"{said}: it hardly matters in {site.workload.text}"
        return Conclusion(Status.DIAGNOSED, result, reason="hardly matters in this workload")
    allocating = evidence.figure(_ALLOCATING) or 0.0
    if allocating >= limits["allocation"]:
        result = f"{said}, {allocating:.0f} % of that in the allocator"
        return Conclusion(Status.DIAGNOSED, result, specialist="heap-profile", reason="who allocates there")
    return Conclusion(Status.DIAGNOSED, said, specialist="asm-forge", reason="what its instructions do")


def _recordings(site: Site) -> dict[str, tuple[str, ...]]:
    """Options of ``perf record`` by the names of the recordings."""
    if site.way != _COUNTERS:
        return {"time": ("-e", "cpu-clock", *_RATE, *_STACK)}
    counted = {name: ("-e", events, *_SMALL) for name, events in _EVENTS.items()}
    return {"time": ("-e", "cycles", *_RATE, *_STACK), **counted}


def _evidence(
    profile: OwnProfile, wanted: tuple[Location, ...], counters: Mapping[str, OwnProfile]
) -> Evidence:
    if not profile.lines:
        raise Unreadable(NO_OWN_LINE)
    functions = _most({at: taken for at, taken in profile.functions.items() if not _is_bench(at)})
    shown = [*wanted, *(at for at, _ in functions if at not in wanted)]
    observed = [_function(at, profile, counters) for at in shown]
    lines = [
        _line(at, taken, profile)
        for at, taken in _most({at: taken for at, taken in profile.lines.items() if not _is_bench(at)})
    ]
    bench = sum(taken.own for at, taken in profile.functions.items() if _is_bench(at))
    if bench:
        about = f"the benchmark itself, with its harness: {profile.percent(bench):.1f} %"
        lines.append(Observation(f"{about} of the {_unit(profile)}"))
    together = profile.wanted
    figures = [
        Figure(AT_LEAST if profile.lower_bound else SHARE, profile.percent(together.inclusive), "%"),
        Figure(_SELF, profile.percent(together.own), "%"),
    ]
    if profile.samples is not None:
        allocating = 100 * together.allocating / together.inclusive if together.inclusive else 0.0
        figures.append(Figure(_MARGIN, profile.margin(together.inclusive), "% points"))
        figures.append(Figure(_ALLOCATING, allocating, "%"))
        figures.append(Figure(_SAMPLES, profile.samples, ""))
    else:
        figures.append(Figure("instructions of the run", profile.total, "instructions"))
    bars = tuple(Bar(at.function or at.path, profile.percent(taken.own)) for at, taken in functions)
    title = "Own functions, with what they call of libraries"
    charts = (Chart(title, f"% of the {_unit(profile)}", bars),)
    return Evidence((*observed, *lines), tuple(figures), charts if bars else ())


def _function(at: Location, profile: OwnProfile, counters: Mapping[str, OwnProfile]) -> Observation:
    taken = profile.functions.get(at, Taken())
    unit = _unit(profile)
    ratios = tuple(_ratios(at, counters))
    inclusive, margin = profile.percent(taken.inclusive), profile.margin(taken.inclusive)
    text = f"`{at.function}`: {inclusive:.1f} %{f' (± {margin:.1f})' if margin else ''} of the {unit}"
    text += f", {profile.percent(taken.own):.1f} % without own callees"
    if taken.called:
        name, weight = max(taken.called.items(), key=lambda each: (each[1], each[0]))
        if profile.percent(weight) >= _WORTH_NAMING:
            text += f", {profile.percent(weight):.1f} % in `{name}`"
    limits = thresholds("linux-perf-profile")
    for ratio in ratios:
        low = ratio.name == _LOW_IS_BAD
        if (ratio.value < limits[ratio.name]) if low else (ratio.value > limits[ratio.name]):
            text += f", {ratio.value:.2g} {ratio.unit} {ratio.name}".replace("  ", " ")
    if not taken.inclusive:
        text = f"`{at.function}`: in no sample" if profile.samples else f"`{at.function}`: does not run"
    figures = Figure(SHARE, inclusive, "%"), Figure(_SELF, profile.percent(taken.own), "%")
    return Observation(text, at, (*figures, *ratios))


def _ratios(at: Location, counters: Mapping[str, OwnProfile]) -> Iterator[Figure]:
    """Of events in the function itself and what it calls of libraries."""
    for name, part, whole, factor in _RATIOS:
        counts = [
            counters[event].functions.get(at, Taken()).own for event in (part, whole) if event in counters
        ]
        if len(counts) == 2 and counts[1]:
            yield Figure(name, factor * counts[0] / counts[1], "%" if factor > 1 else "")


def _line(at: Location, taken: Taken, profile: OwnProfile) -> Observation:
    share = profile.percent(taken.own)
    unit = _unit(profile)
    text = f"line {at.region.start_line}" + (f" of `{at.function}`" if at.function else "")
    return Observation(f"{text}: {share:.1f} % of the {unit}", at, (Figure(SHARE, share, "%"),))


def _is_bench(at: Location) -> bool:
    return "benches" in at.path.split("/")


def _unit(profile: OwnProfile) -> str:
    return "instructions" if profile.samples is None else "samples"


def _most(places: Mapping[Location, Taken]) -> Iterable[tuple[Location, Taken]]:
    order = sorted(
        (at for at in places if places[at].own > 0), key=lambda at: (-places[at].own, at.path, at.region)
    )
    return [(at, places[at]) for at in order[:_SHOWN]]
