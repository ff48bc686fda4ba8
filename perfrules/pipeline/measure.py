"""Verified changes, measured one after another, and those that are kept put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.step import Step
from perfrules.pipeline.change import Change
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.optimise import Optimised
from perfrules.pipeline.runs import write
from perfrules.pipeline.verify import harm_of
from perfrules.pipeline.workshop import BASE
from perfrules.specialists.bench_compare import verdict
from perfrules.specialists.workload import NoWorkload, Workload, workloads_of

KEPT = "kept"
"""The branch, and the patch, with all that is kept."""
Steps = Mapping[int, Step]
"""Steps by their numbers."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a change."""

    change: Change
    status: Status
    """``Optimized``: kept. ``Reverted``, ``Flagged``: not."""
    result: str
    """One line for people."""
    measurements: tuple[Conclusion, ...] = ()
    """Of the benchmarks that exercise it, the nearest first."""


def measure(crew: Crew, steps: Steps, tried: Iterable[Optimised], base: Path) -> list[Measured]:
    """Measure each change against the code as it was found, with the machine to itself."""
    return [
        Measured(change, Status.REVERTED, change.refused)
        if change.refused
        else _measured(crew, steps[change.step], change, base)
        for optimised in tried
        for change in optimised.changes
    ]


@dataclass(frozen=True, slots=True)
class Combined:
    """All changes, after those that are kept have been put together."""

    changes: tuple[Measured, ...]


def combine(crew: Crew, steps: Steps, measured: Sequence[Measured]) -> tuple[Measured, ...]:
    """Put what is kept together, one change on top of the other; each has to pass there as well."""
    return crew.run.once(KEPT, Combined, lambda: Combined(tuple(_combine(crew, steps, measured)))).changes


def _combine(crew: Crew, steps: Steps, measured: Sequence[Measured]) -> list[Measured]:
    if not any(each.status is Status.OPTIMIZED for each in measured):
        return list(measured)
    found: list[Measured] = []
    alone = True
    with crew.tree(BASE) as tree:
        crew.workshop.name(tree, KEPT)
        for each in measured:
            if each.status is Status.OPTIMIZED:
                why = _added(crew, steps, each.change, tree, alone)
                each = replace(each, status=Status.REVERTED, result=why) if why else each
                alone &= bool(why)
            found.append(each)
    write(crew.run.folder / f"{KEPT}.patch", crew.workshop.patch(KEPT))
    return found


def _measured(crew: Crew, step: Step, change: Change, base: Path) -> Measured:
    judge = replace(step, specialist="bench-compare")
    found: list[Conclusion] = []
    with crew.tree(change.name) as tree:
        for at, workload in enumerate(_workloads(crew, step, tree)[: crew.options.benches], 1):
            name = f"changes/{change.name}/bench-compare-{at}"
            found.append(crew.concluded(judge, tree, name, base, workload))
    status, result = _judged(crew, found)
    if change.flags and status is Status.OPTIMIZED:
        status, result = Status.FLAGGED, f"{', '.join(change.flags)}, for a person to look at: {result}"
    return Measured(change, status, result, tuple(found))


def _workloads(crew: Crew, step: Step, tree: Path) -> list[Workload]:
    try:
        return workloads_of(step, crew.root(tree))
    except NoWorkload:
        return []


def _judged(crew: Crew, found: Sequence[Conclusion]) -> tuple[Status, str]:
    """Whether a change is kept, by what measured it: nothing slower, and something faster."""
    able = [each for each in found if each.status in (Status.MEASURED, Status.FLAGGED)]
    by_verdict = {verdict(each.evidence): each for each in reversed(able)}
    if (slower := by_verdict.get("slower")) is not None:
        return Status.FLAGGED, f"slower, for a person to look at: {slower.result}"
    if (faster := by_verdict.get("faster")) is not None:
        return Status.OPTIMIZED, faster.result
    if able:
        harmless = Status.OPTIMIZED if crew.options.keep_harmless else Status.REVERTED
        return harmless, f"no significant gain: {able[0].result}"
    why = found[0].result if found else "no benchmark exercises it"
    unknown = Status.OPTIMIZED if crew.options.keep_harmless else Status.FLAGGED
    return unknown, f"passes all checks, but is not measured: {why}"


def _added(crew: Crew, steps: Steps, change: Change, tree: Path, alone: bool) -> str:
    """Put a change on top of those that are there; why not, if it cannot stay."""
    before = crew.workshop.head(tree)
    if not crew.workshop.pick(tree, change.name):
        return "it contradicts another change that is kept"
    if alone:
        return ""
    why = harm_of(crew, steps[change.step], tree, f"{KEPT}/{change.name}")
    if not why:
        return ""
    crew.workshop.back(tree, before)
    return f"together with the other changes: {why}"
