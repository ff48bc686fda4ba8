"""heap-profile: who allocates, how much, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from perfrules.model.conclusion import Bar, Chart, Conclusion, Evidence, Figure, Observation, Status
from perfrules.model.finding import Finding
from perfrules.model.location import Location
from perfrules.model.step import Step
from perfrules.specialists import dhat
from perfrules.specialists.command import Command, Outcome, text
from perfrules.specialists.heap_sites import Allocations, by_site, full_paths, own, short_paths
from perfrules.specialists.site import Site
from perfrules.specialists.sources import Sources
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

NAME = "heap-profile"
CRATE = "the dhat crate"
"""The way that needs the feature ``dhat-heap``."""
FEATURE = "dhat-heap"
TOP = 10
"""So many allocation sites are shown."""
_FILE = "heap.json"
_CALLERS = 40
"""Frames of a call stack: enough to get out of the allocator, collections and iterators."""
_HOT = "allocation-tier"
"""The kind of findings about functions that must not allocate."""
_TOTALS = {
    "total": ("bytes", "blocks"),
    "peak": ("peak_bytes", "peak_blocks"),
    "at end": ("end_bytes", "end_blocks"),
}


def plan(step: Step, site: Site) -> tuple[Command, ...]:
    """Build, and run under DHAT."""
    build = site.workload.build(site.root, site.target)
    program = ("{executable}", *site.workload.arguments())
    package = Path("{package}")
    if site.way == CRATE:
        return (
            replace(build, argv=(*build.argv, "--features", FEATURE)),
            Command("dhat", program, package),
            Command("keep", ("mv", "dhat-heap.json", str(site.folder / _FILE)), package),
        )
    options = (
        "--tool=dhat",
        f"--dhat-out-file={site.folder / _FILE}",
        f"--num-callers={_CALLERS}",
        "--fullpath-after=",
        "--child-silent-after-fork=yes",
    )
    return build, Command("dhat", (site.program("valgrind"), *options, *program), package)


def parse(step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
    """Totals, what the step's findings allocate, and the top allocation sites."""
    heap = dhat.read(site.folder / _FILE)
    _check(heap, dhat.summary(text(outcomes["dhat"].err)))
    sources = Sources(site)
    short = site.way == CRATE
    own_places = short_paths(sources, site.root / site.workload.folder) if short else full_paths(sources)
    mine = own(heap, own_places)
    sites = by_site(mine)[:TOP]
    at_findings = _at_findings(step, mine, sources)
    figures = [
        Figure(f"{name} {unit}", heap.total(what), unit)
        for name, both in _TOTALS.items()
        for what, unit in zip(both, ("bytes", "blocks"), strict=True)
    ]
    figures += [
        Figure("own blocks", mine.blocks, "blocks"),
        Figure("own bytes", mine.bytes, "bytes"),
        Figure("blocks at findings", at_findings.blocks, "blocks"),
        Figure("bytes at findings", at_findings.bytes, "bytes"),
    ]
    bars = tuple(Bar(_label(place), each.bytes) for place, each in sites)
    return Evidence(
        (*_of_findings(step, mine, sources), *_of_sites(sites, heap)),
        tuple(figures),
        (Chart("Allocation sites", "bytes", bars),) if bars else (),
    )


def conclude(step: Step, site: Site, evidence: Evidence) -> Conclusion:
    """Whether the findings are about a real share of what is allocated."""
    totals = {figure.name: int(figure.value) for figure in evidence.figures}
    blocks, size = totals["blocks at findings"], totals["bytes at findings"]
    where = step.issue.location.function or step.issue.location.path
    every = f"{_many(totals['total blocks'], 'block')}, {_many(totals['total bytes'], 'byte')}"
    ran = f"{site.workload.text}: {every} in all"
    if not blocks:
        result = f"nothing is allocated at `{where}`: the finding does not show in this workload ({ran})"
        return Conclusion(Status.DIAGNOSED, result, reason="allocates nothing in this workload")
    shares = _percent(blocks, totals["own blocks"]), _percent(size, totals["own bytes"])
    words = f"{shares[0]:.1f} % of the project's own blocks, {shares[1]:.1f} % of its bytes"
    result = f"`{where}` allocates {_many(blocks, 'block')}, {_many(size, 'byte')}: {words} ({ran})"
    if max(shares) < thresholds(NAME)["finding"]:
        return Conclusion(Status.DIAGNOSED, result, reason=f"only {words}")
    if not any(finding.fix for finding in step.issue.findings):
        return Conclusion(Status.DIAGNOSED, result, reason=f"{words}, but no rule has a ready fix for it")
    reason = f"{words}, and there is a ready fix"
    return Conclusion(Status.DIAGNOSED, result, specialist="asm-forge", reason=reason)


def _check(heap: dhat.Heap, said: tuple[int, int] | None) -> None:
    found = heap.total("bytes"), heap.total("blocks")
    if said is not None and said != found:
        raise Unreadable(
            f"{_FILE}: {found[0]} bytes in {found[1]} blocks, but valgrind says {said[0]} in {said[1]}"
        )


def _of_findings(step: Step, mine: Allocations, sources: Sources) -> list[Observation]:
    """What each finding allocates, and whether functions that must be silent are."""
    found: list[Observation] = []
    for finding in step.issue.findings:
        at_line, how = _at(finding, mine, sources)
        place = finding.location
        if at_line.blocks:
            words = (
                f"{finding.rule_id}: {how} allocates {_many(at_line.blocks, 'block')},"
                f" {_many(at_line.bytes, 'byte')}: {_percent(at_line.blocks, mine.blocks):.1f} % of the"
                f" project's own blocks, {_percent(at_line.bytes, mine.bytes):.1f} % of its bytes"
            )
            found.append(Observation(words, place, _figures(at_line)))
        else:
            found.append(Observation(f"{finding.rule_id}: {how} allocates nothing in this workload", place))
        if finding.kind == _HOT:
            found.append(_silence(place, mine, sources))
    return found


def _silence(place: Location, mine: Allocations, sources: Sources) -> Observation:
    """Whether a function of the HOT tier allocates, itself or in what it calls."""
    around = sources.function(place) or place
    inside = mine.where(lambda places: any(_within(each, around) for each in places))
    name = around.function or around.path
    if inside.blocks:
        loud = f"`{name}` is HOT and not silent: {_many(inside.blocks, 'block')} are allocated in it"
        return Observation(loud, around, _figures(inside))
    return Observation(f"`{name}` is HOT and silent: it allocates nothing in this workload", around)


def _at_findings(step: Step, mine: Allocations, sources: Sources) -> Allocations:
    """What all findings allocate together, each block counted once."""
    points = [pair for finding in step.issue.findings for pair in _at(finding, mine, sources)[0].points]
    return Allocations(tuple({id(point): (point, places) for point, places in points}.values()))


def _at(finding: Finding, mine: Allocations, sources: Sources) -> tuple[Allocations, str]:
    """What a finding allocates: its lines, with what they call; or else its function itself."""
    place = finding.location
    lines = mine.where(lambda places: any(_within(each, place) for each in places))
    around = sources.function(place)
    if lines.blocks or around is None:
        return lines, "its line"
    return mine.where(lambda places: _within(places[0], around)), f"`{around.function}`"


def _of_sites(sites: list[tuple[Location, Allocations]], heap: dhat.Heap) -> list[Observation]:
    blocks, size = heap.total("blocks"), heap.total("bytes")
    found = []
    for place, each in sites:
        shares = _percent(each.blocks, blocks), _percent(each.bytes, size)
        if max(shares) < thresholds(NAME)["site"]:
            continue
        words = (
            f"{_many(each.blocks, 'block')}, {_many(each.bytes, 'byte')}"
            f" ({shares[0]:.1f} % of all blocks, {shares[1]:.1f} % of all bytes)"
        )
        found.append(Observation("; ".join([words, *_signals(each, heap)]), place, _figures(each)))
    return found


def _signals(each: Allocations, heap: dhat.Heap) -> list[str]:
    """What is remarkable about a site."""
    least = thresholds(NAME)
    found = []
    lives = _percent(each.lifetime, heap.end)
    if each.blocks >= least["blocks"] and lives < least["lifetime"]:
        found.append(f"short-lived, {lives:.2g} % of the run in the mean: a buffer could be reused")
    if each.unread:
        found.append("never read")
    if each.size < least["size"]:
        found.append(f"tiny, {each.size:.0f} bytes in the mean: they might be stored inline")
    if each.growth >= least["growth"]:
        found.append("grows step by step: a capacity given up front saves the copies")
    held = _percent(each.total("end_bytes"), heap.total("peak_bytes"))
    if held >= least["at end"]:
        found.append(f"{_many(each.total('end_bytes'), 'byte')} still alive at the end")
    return found


def _figures(each: Allocations) -> tuple[Figure, ...]:
    return (
        Figure("bytes", each.bytes, "bytes"),
        Figure("blocks", each.blocks, "blocks"),
        Figure("mean size", each.size, "bytes"),
        Figure("mean lifetime", each.lifetime, ""),
        Figure("at end", each.total("end_bytes"), "bytes"),
    )


def _within(place: Location, around: Location) -> bool:
    start, end = around.region.start_line, around.region.end_line
    return place.path == around.path and start <= place.region.start_line <= end


def _label(place: Location) -> str:
    name = f"{place.path}:{place.region.start_line}"
    return f"{place.function} ({name})" if place.function else name


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
