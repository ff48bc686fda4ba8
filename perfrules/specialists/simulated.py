"""What a simulation by cachegrind says about own code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from perfrules.model.conclusion import Evidence, Figure, Observation
from perfrules.model.location import Location
from perfrules.specialists.cachegrind import Cost, Simulation, added
from perfrules.specialists.sources import Sources, is_named
from perfrules.specialists.topdown import LEVEL1, from_simulation

SHARE = "share of the cycles"
_SHOWN = 5
"""Functions and lines that are named beside the findings'."""
_WORTH_NAMING = 1
"""Percent of the run's cycles, or of those in which it waits."""


@dataclass(frozen=True, slots=True)
class OwnCost:
    """Costs of own functions and lines. Functions have what the compiler inlined into them, and lines have
    what was compiled from them wherever it ended up; neither has what libraries do in their own functions."""

    functions: Mapping[Location, Cost]
    lines: Mapping[Location, Cost]


def own_cost(simulation: Simulation, sources: Sources) -> OwnCost:
    """The costs of own code."""
    functions: defaultdict[Location, list[Cost]] = defaultdict(list)
    lines: defaultdict[Location, list[Cost]] = defaultdict(list)
    foreign: defaultdict[str, list[Cost]] = defaultdict(list)
    homes: defaultdict[str, set[Location]] = defaultdict(set)
    for spot, cost in simulation.lines.items():
        place = sources.place(spot.file, spot.line)
        function = None if place is None else sources.function(place)
        if place is None:
            foreign[spot.function].append(cost)
            continue
        lines[place].append(cost)
        if function is not None:
            functions[function].append(cost)
            if is_named(function, spot.function):
                homes[spot.function].add(function)
    for symbol, costs in foreign.items():
        if symbol in homes:
            functions[min(homes[symbol])] += costs
    return OwnCost(
        {function: added(costs) for function, costs in functions.items()},
        {line: added(costs) for line, costs in lines.items()},
    )


def evidence(
    simulation: Simulation, own: OwnCost, wanted: tuple[Location, ...], limits: Mapping[str, float]
) -> Evidence:
    """Figures of the run and of the wanted functions, and the places that cost most."""
    total = simulation.total
    all_cycles = cycles(total, limits)
    scope = added(own.functions[function] for function in wanted if function in own.functions)
    shares = from_simulation(scope, limits).shares
    functions = {at: cycles(cost, limits) for at, cost in own.functions.items() if at not in wanted}
    lines = {at: cycles(cost, limits, stalls=True) for at, cost in own.lines.items()}
    return Evidence(
        (
            *(_function(at, own.functions.get(at, Cost({})), total, limits) for at in wanted),
            *(_function(at, own.functions[at], total, limits) for at in _most(functions, all_cycles)),
            *(_line(at, own.lines[at], total) for at in _most(lines, cycles(total, limits, stalls=True))),
        ),
        (
            *_totals(total),
            Figure(SHARE, _percent(cycles(scope, limits), all_cycles), "%"),
            *(Figure(name, shares[name], "%") for name in LEVEL1 if name in shares),
            *rates(scope),
        ),
    )


def cycles(cost: Cost, limits: Mapping[str, float], *, stalls: bool = False) -> float:
    """The simulated cycles; with ``stalls``, those alone in which no instruction ends."""
    near, far = limits["miss of the first cache"], limits["miss of all caches"]
    waiting = (
        near * (cost.data_misses + cost.code_misses)
        + far * (cost.data_far_misses + cost.code_far_misses)
        + limits["mispredicted branch"] * cost.mispredicted
    )
    return waiting if stalls else waiting + cost.instructions


def rates(cost: Cost) -> tuple[Figure, ...]:
    """How often caches and predictor fail."""
    return (
        Figure("branch misses", _percent(cost.mispredicted, cost.branches), "%"),
        Figure("L1d misses", _percent(cost.data_misses, cost.data), "%"),
        Figure("L1i misses", _percent(cost.code_misses, cost.instructions), "%"),
    )


def _totals(total: Cost) -> tuple[Figure, ...]:
    return (
        Figure("instructions of the run", total.instructions, "instructions"),
        Figure("L1d misses of the run", total.data_misses, ""),
        Figure("last-level data misses of the run", total.data_far_misses, ""),
        Figure("L1i misses of the run", total.code_misses, ""),
        Figure("mispredicted branches of the run", total.mispredicted, ""),
    )


def _function(at: Location, cost: Cost, total: Cost, limits: Mapping[str, float]) -> Observation:
    share = _percent(cycles(cost, limits), cycles(total, limits))
    parts = ", ".join(
        f"{_percent(mine, whole):.0f} % of the run's {what}"
        for mine, whole, what in (
            (cost.instructions, total.instructions, "instructions"),
            (cost.data_misses, total.data_misses, "L1d misses"),
            (cost.mispredicted, total.mispredicted, "mispredicted branches"),
        )
    )
    text = f"`{at.function}`: {share:.1f} % of the run's simulated cycles are its own ({parts})"
    if not cost.instructions:
        text = f"`{at.function}`: does not run, or is inlined without a trace"
    return Observation(text, at, (Figure(SHARE, share, "%"), *rates(cost)))


def _line(at: Location, cost: Cost, total: Cost) -> Observation:
    shares = (
        (_percent(cost.data_misses, total.data_misses), "L1d misses"),
        (_percent(cost.mispredicted, total.mispredicted), "mispredicted branches"),
    )
    said = " and ".join(f"{share:.0f} % of the run's {what}" for share, what in shares if share >= 1)
    where = f"line {at.region.start_line}" + (f" of `{at.function}`" if at.function else "")
    figures = (
        Figure("instructions", cost.instructions, "instructions"),
        Figure("L1d misses", cost.data_misses, ""),
        Figure("mispredicted branches", cost.mispredicted, ""),
    )
    return Observation(f"{where}: {said or 'misses of the last cache or of instructions'}", at, figures)


def _most(costs: Mapping[Location, float], whole: float) -> Iterable[Location]:
    """The places that cost most; code that is there to measure is not among them."""
    worth = [at for at in costs if _percent(costs[at], whole) >= _WORTH_NAMING]
    worth = [at for at in worth if "benches" not in at.path.split("/")]
    return sorted(worth, key=lambda at: (-costs[at], at.path, at.region))[:_SHOWN]


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0
