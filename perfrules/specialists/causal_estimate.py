"""An estimate of what a faster function would do to the program, by its share of the instructions.

Callgrind counts instructions. That is repeatable, but it is not time: waiting, caches, threads are not in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists.callgrind import Cost, profile
from perfrules.specialists.callgrind_file import Line, Lines, read_lines
from perfrules.specialists.command import Command, Outcome, text
from perfrules.specialists.inlined import cost_within, read_stacks
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds
from perfrules.specialists.workload import NoWorkload, built

WAY = "an estimate from callgrind's inclusive costs"
_FILE = "callgrind.out"
_ADDRESSES = (
    r"""sed -n 's/^\(0x[0-9a-f]*\) .*/\1/p' "$1" | sort -u | addr2line --exe "$2" --addresses --inlines"""
)


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Build, count instructions, and ask what was inlined where."""
    valgrind = site.program("valgrind")
    if shutil.which(valgrind) is None:
        raise NoWorkload("coz needs a benchmark; valgrind, which would do without, is not on the PATH")
    file = site.folder / _FILE
    options = ("--tool=callgrind", f"--callgrind-out-file={file}", "--dump-instr=yes", "--compress-pos=no")
    commands = (
        site.workload.build(site.root, site.target),
        Command(
            "callgrind", (valgrind, *options, "{executable}", *site.workload.arguments()), Path("{package}")
        ),
    )
    if shutil.which("addr2line") is None:
        return commands
    ask = ("sh", "-c", _ADDRESSES, "sh", str(file), "{executable}")
    return (*commands, Command("inlined", ask, site.folder))


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """The share of each finding's function in the instructions of the workload."""
    lines = read_lines(site.folder / _FILE)
    sources = Sources(site)
    places = [sources.function(finding.location) or finding.location for finding in step.issue.findings]
    costs = {place: _cost(lines, place, site, sources, outcomes) for place in dict.fromkeys(places)}
    shares = {place: _share(cost.inclusive, lines) for place, cost in costs.items()}
    observations = tuple(
        Observation(
            f"{shares[place]:.1f} % of the instructions, {_share(cost.own, lines):.1f} % without calls:"
            f" were it twice as fast, the program would be {bound(shares[place], 2):.2f} times as fast",
            place,
            (Figure("instructions", cost.inclusive, "instructions"), Figure("own", cost.own, "instructions")),
        )
        for place, cost in costs.items()
    )
    bars = tuple(Bar(place.function or place.path, share) for place, share in shares.items())
    figures = (
        Figure("total", lines.total, "instructions"),
        Figure("share", shares[places[0]], "%"),
        Figure("own share", _share(costs[places[0]].own, lines), "%"),
    )
    return Evidence(observations, figures, (Chart("Share of the instructions", "%", bars),))


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """Whether the function is worth speeding up."""
    share = evidence.figure("share") or 0.0
    where = step.issue.location.function or step.issue.location.path
    if not share:
        result = f"`{where}` does not run in this workload ({site.workload.text})"
        return Conclusion(Status.DIAGNOSED, result, reason="it does not run in this workload")
    result = (
        f"an estimate: `{where}` is {share:.1f} % of the instructions; were it twice as fast, the program"
        f" would be {bound(share, 2):.2f} times as fast, at most {_most(share)} ({site.workload.text})"
    )
    if share < thresholds("causal-profile")["share"]:
        reason = f"only {share:.1f} % of the instructions: not worth it"
        return Conclusion(Status.DIAGNOSED, result, reason=reason)
    reason = f"{share:.1f} % of the instructions, by estimate"
    return Conclusion(Status.DIAGNOSED, result, specialist="asm-forge", reason=reason)


def _cost(
    lines: Lines, place: Location, site: Site, sources: Sources, outcomes: Mapping[str, Outcome]
) -> Cost:
    """What a function, or the lines of a finding, cost with all that they call."""

    def inside(line: Line) -> bool:
        found = sources.place(line.file, line.number)
        if found is None or found.path != place.path:
            return False
        return place.region.start_line <= found.region.start_line <= place.region.end_line

    if "inlined" not in outcomes:
        found = [cost for line, cost in profile(lines).lines.items() if inside(line)]
        inclusive = min(sum(cost.inclusive for cost in found), lines.total)
        return Cost(sum(cost.own for cost in found), inclusive)
    program = built(text(outcomes["build"].out), site.workload.target or site.workload.package)
    if program is None:
        raise Unreadable("cargo does not say what it has built")
    return cost_within(lines, read_stacks(text(outcomes["inlined"].out)), str(program.executable), inside)


def _share(cost: int, lines: Lines) -> float:
    return 100 * cost / lines.total if lines.total else 0.0


def bound(share: float, times: float) -> float:
    """Amdahl: how many times as fast the program is when a share of it is so many times as fast."""
    part = share / 100
    return 1 / (1 - part + part / times)


def _most(share: float) -> str:
    return f"{100 / (100 - share):.2f} times" if share < 99.9 else "without a bound"
