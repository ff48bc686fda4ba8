"""A profile of own code as evidence: the findings' functions first, then what takes most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfrules.model.conclusion import Bar, Chart, Evidence, Figure, Observation
from perfrules.model.location import Location
from perfrules.specialists.own_profile import OwnProfile, Taken
from perfrules.specialists.sources import NO_OWN_LINE
from perfrules.specialists.specialist import Unreadable
from perfrules.specialists.thresholds import thresholds

SHARE = "share"
AT_LEAST = "share, at least"
SELF = "share without own callees"
ALLOCATING = "share of that in the allocator"
MARGIN = "margin of the share"
SAMPLES = "samples"
IN_LIBRARY = "in "
"""Begins the name of a figure: how much of a function's share is in a function of a library."""

_RATIOS = (
    ("instructions per cycle", "instructions", "cycles", 1),
    ("branch misses", "branch-misses", "branches", 100),
    ("L1d misses", "l1-dcache-load-misses", "l1-dcache-loads", 100),
    ("LLC misses", "llc-load-misses", "llc-loads", 100),
    ("dTLB misses", "dtlb-load-misses", "dtlb-loads", 100),
)
_LOW_IS_BAD = "instructions per cycle"
_SHOWN = 8
"""Functions and lines that are named beside the findings'."""
_WORTH_NAMING = 1
"""Percent of the run."""


def evidence_of(
    profile: OwnProfile, wanted: tuple[Location, ...], counters: Mapping[str, OwnProfile]
) -> Evidence:
    """What a profile says; ``counters`` are profiles of further events. Raises :class:`Unreadable`."""
    if not profile.lines:
        raise Unreadable(NO_OWN_LINE)
    functions = list(_most(profile.functions, profile))
    observed = [_function(at, profile, counters) for at in wanted]
    observed += [_function(at, profile, counters) for at, _ in functions if at not in wanted]
    observed += [_line(at, share, profile) for at, share in _most(profile.lines, profile)]
    observed += _bench(profile)
    title = "Own functions, with what they call of libraries"
    if profile.samples is None:
        title = "Own functions, with all that they call"
    bars = tuple(Bar(at.function or at.path, share) for at, share in functions)
    charts = (Chart(title, f"% of the {_unit(profile)}", bars),) if bars else ()
    return Evidence(tuple(observed), tuple(_totals(profile)), charts)


def _totals(profile: OwnProfile) -> Iterator[Figure]:
    together = profile.wanted
    yield Figure(AT_LEAST if profile.lower_bound else SHARE, profile.percent(together.inclusive), "%")
    allocating = 100 * together.allocating / together.inclusive if together.inclusive else 0.0
    yield Figure(ALLOCATING, allocating, "%")
    if profile.samples is None:
        yield Figure("instructions of the run", profile.total, "instructions")
    else:
        yield Figure(SELF, profile.percent(together.own), "%")
        yield Figure(MARGIN, profile.margin(together.inclusive), "% points")
        yield Figure(SAMPLES, profile.samples, "")


def _function(at: Location, profile: OwnProfile, counters: Mapping[str, OwnProfile]) -> Observation:
    taken = profile.functions.get(at)
    if taken is None:
        never = "in no sample" if profile.samples else "does not run"
        return Observation(f"`{at.function}`: {never}", at, (Figure(SHARE, 0.0, "%"),))
    inclusive, margin = profile.percent(taken.inclusive), profile.margin(taken.inclusive)
    parts = [f"{inclusive:.1f} %{f' (± {margin:.1f})' if margin else ''} of the {_unit(profile)}"]
    figures = [Figure(SHARE, inclusive, "%")]
    if profile.samples is not None:
        parts.append(f"{profile.percent(taken.own):.1f} % without own callees")
        figures.append(Figure(SELF, profile.percent(taken.own), "%"))
    if taken.called:
        name, weight = max(taken.called.items(), key=lambda each: (each[1], each[0]))
        if profile.percent(weight) >= _WORTH_NAMING:
            figures.append(Figure(f"{IN_LIBRARY}`{name}`", profile.percent(weight), "%"))
            parts.append(f"{profile.percent(weight):.1f} % in `{name}`")
    limits = thresholds("linux-perf-profile")
    for ratio in _ratios(at, counters):
        figures.append(ratio)
        low = ratio.name == _LOW_IS_BAD
        if (ratio.value < limits[ratio.name]) if low else (ratio.value > limits[ratio.name]):
            parts.append(f"{ratio.value:.2g} {ratio.unit} {ratio.name}".replace("  ", " "))
    return Observation(f"`{at.function}`: {', '.join(parts)}", at, tuple(figures))


def _ratios(at: Location, counters: Mapping[str, OwnProfile]) -> Iterator[Figure]:
    """Of events in the function itself and what it calls of libraries."""
    for name, part, whole, factor in _RATIOS:
        counts = [
            counters[event].functions.get(at, Taken()).own for event in (part, whole) if event in counters
        ]
        if len(counts) == 2 and counts[1]:
            yield Figure(name, factor * counts[0] / counts[1], "%" if factor > 1 else "")


def _line(at: Location, share: float, profile: OwnProfile) -> Observation:
    text = f"line {at.region.start_line}" + (f" of `{at.function}`" if at.function else "")
    return Observation(f"{text}: {share:.1f} % of the {_unit(profile)}", at, (Figure(SHARE, share, "%"),))


def _bench(profile: OwnProfile) -> Iterator[Observation]:
    """Code that is there to measure is no candidate, but its share tells what the run is about."""
    if profile.samples is None:
        return
    share = profile.percent(sum(taken.own for at, taken in profile.functions.items() if _is_bench(at)))
    if share >= _WORTH_NAMING:
        yield Observation(f"the benchmark itself, with its harness: {share:.1f} % of the {_unit(profile)}")


def _is_bench(at: Location) -> bool:
    return "benches" in at.path.split("/")


def _unit(profile: OwnProfile) -> str:
    return "instructions" if profile.samples is None else "samples"


def _most(places: Mapping[Location, Taken], profile: OwnProfile) -> Iterator[tuple[Location, float]]:
    """The places with the largest shares: of samples their own; callgrind knows libraries' costs as calls."""
    shares = {
        at: profile.percent(taken.inclusive if profile.samples is None else taken.own)
        for at, taken in places.items()
        if not _is_bench(at)
    }
    order = sorted(shares, key=lambda at: (-shares[at], at.path, at.region))
    for at in order[:_SHOWN]:
        if shares[at] >= _WORTH_NAMING:
            yield at, shares[at]
