"""Top-down analysis: which part of the processor's pipeline limits a program.

Each cycle, a pipeline can start a number of operations: its slots. A slot is well used (retiring), used for
work that is thrown away (bad speculation), or empty, because no instruction came in time (frontend bound) or
because what it needs, data or a unit, is not free (backend bound).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perfrules.specialists.cachegrind import Cost
from perfrules.specialists.perf_stat import Metric, Stat

RETIRING = "retiring"
SPECULATION = "bad speculation"
FRONTEND = "frontend bound"
BACKEND = "backend bound"
LEVEL1 = (RETIRING, SPECULATION, FRONTEND, BACKEND)
MEMORY = "memory bound"
"""The part of backend bound that waits for data."""
CONTENTION = "the core's other thread"
"""AMD counts slots that it was given, and leaves them out of the rest."""

_NAMES = {
    RETIRING: ("tma_retiring", "retiring"),
    SPECULATION: ("tma_bad_speculation", "bad_speculation", "bad speculation"),
    FRONTEND: ("tma_frontend_bound", "frontend_bound", "frontend bound"),
    BACKEND: ("tma_backend_bound", "backend_bound", "backend bound"),
    MEMORY: ("tma_memory_bound", "backend_bound_memory", "memory_bound"),
    CONTENTION: ("smt_contention",),
}
_COUNTS_A_CYCLE_TOO_MUCH = 5
"""Neoverse N2, with 5 slots, counts one stalled slot too many a cycle (its errata notice)."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Where the slots go, in percent; what the processor does not tell is left out."""

    shares: Mapping[str, float] = field(default_factory=dict)
    counted: float = 100.0
    """Percent of the time in which the event that was counted least was counted."""


def from_metrics(*stats: Stat) -> Slots:
    """By the metrics of Intel's and AMD's processors, and of newer Arm ones."""
    found = {
        name: metric
        for name, names in _NAMES.items()
        for stat in stats
        if (metric := stat.metric(*names)) is not None
    }
    level1 = [found[name].running for name in LEVEL1 if name in found]
    return Slots({name: _percent(metric) for name, metric in found.items()}, min(level1, default=100.0))


def _percent(metric: Metric) -> float:
    """Older versions of perf print fractions."""
    return metric.value if metric.unit == "%" else 100 * metric.value


def from_stalls(stat: Stat, slots: int | None) -> Slots:
    """By Arm's events of stalled slots or, on older processors, of stalled cycles, which tell two of four."""
    cycles = stat.value("cpu_cycles")
    if not cycles:
        return Slots()
    counted = min((count.running for count in stat.counts if count.value is not None), default=100.0)
    extra = cycles if slots == _COUNTS_A_CYCLE_TOO_MUCH else 0.0
    frontend, backend = stat.value("stall_slot_frontend"), stat.value("stall_slot_backend")
    if slots is None or frontend is None or backend is None:
        events = {FRONTEND: stat.value("stall_frontend"), BACKEND: stat.value("stall_backend")}
        shares = {name: 100 * value / cycles for name, value in events.items() if value is not None}
        return Slots(shares, counted)
    shares = {
        FRONTEND: 100 * (frontend - extra) / (slots * cycles),
        BACKEND: 100 * backend / (slots * cycles),
    }
    stalled, retired, started = stat.value("stall_slot"), stat.value("op_retired"), stat.value("op_spec")
    if stalled is not None and retired is not None and started:
        used = 100 * (1 - (stalled - extra) / (slots * cycles))
        shares[RETIRING] = used * retired / started
        shares[SPECULATION] = used * (1 - retired / started)
    return Slots(shares, counted)


def from_simulation(cost: Cost, limits: Mapping[str, float]) -> Slots:
    """By the cycles that simulated misses would cost, on a processor of one instruction a cycle."""
    near, far = limits["miss of the first cache"], limits["miss of all caches"]
    cycles = {
        RETIRING: float(cost.instructions),
        SPECULATION: limits["mispredicted branch"] * cost.mispredicted,
        FRONTEND: near * cost.code_misses + far * cost.code_far_misses,
        BACKEND: near * cost.data_misses + far * cost.data_far_misses,
    }
    total = sum(cycles.values())
    return Slots({name: 100 * value / total for name, value in cycles.items()} if total else {})


def bottleneck(shares: Mapping[str, float], limits: Mapping[str, float]) -> str | None:
    """The one of the four that is furthest over its threshold; None if none is."""
    over = [(shares[name] / limits[name], name) for name in LEVEL1 if shares.get(name, 0.0) > limits[name]]
    return max(over)[1] if over else None
