"""Phase 2: diagnose, ask again where that changes the plan, optimise, measure, put together what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.step import Step
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.measure import KEPT, Measured, combine, measure
from perfrules.pipeline.optimise import optimise
from perfrules.pipeline.workshop import BASE, WorkshopError

ROUNDS = 3
"""How often a diagnosis may lead to another one."""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A step that was diagnosed."""

    step: Step
    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class Update(Diagnosed):
    """A diagnosis after which somebody else should go on."""

    specialist: str
    """Who should go on."""


Ask = Callable[[Sequence[Diagnosed], Sequence[Update]], Mapping[int, str]]
"""The intermediate gate: who goes on with which issues, by their numbers."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer at the intermediate gate, as it is written down."""

    specialists: dict[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """How a step ended."""

    step: Step
    """With the specialist that had it last."""
    status: Status
    result: str
    conclusions: tuple[Conclusion, ...]
    """Of the specialists, in the order in which they had it."""
    changes: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """All that came of a run."""

    id: str
    folder: Path
    rows: tuple[Row, ...]
    spent: str = ""
    """What a model has cost; empty where none was asked."""

    @property
    def kept(self) -> tuple[Measured, ...]:
        """The changes that are kept."""
        return tuple(
            change for row in self.rows for change in row.changes if change.status is Status.OPTIMIZED
        )

    @property
    def patch(self) -> Path | None:
        """What ``git apply`` would take to have them all; None if there are none."""
        return self.folder / f"{KEPT}.patch" if self.kept else None


def carry_out(crew: Crew, ask: Ask) -> Completion:
    """Run all approved steps, as far as that has not been done.

    Raises :class:`perfrules.pipeline.workshop.WorkshopError`, OSError, and
    :class:`perfrules.specialists.command.Stopped`. The scratch trees are gone afterwards, come what may.
    """
    try:
        crew.workshop.open()
        base = crew.workshop.tree(BASE)
        steps = {step.number: step for step in crew.plan.approved}
        history: dict[int, list[Conclusion]] = {number: [] for number in steps}
        steps = _diagnosed(crew, steps, base, history, ask)
        tried = optimise(crew, _of(steps, "Optimization"), base)
        for each in tried:
            history[each.step].append(each.diagnosis)
        changes = combine(crew, steps, measure(crew, steps, tried, base))
        for step in _of(steps, "Measurement"):
            history[step.number].append(crew.concluded(step, base, _name(step)))
        rows = tuple(
            _row(step, history[step.number], [each for each in changes if each.change.step == step.number])
            for step in steps.values()
        )
        spent = crew.adviser.spent if crew.adviser is not None else ""
        return Completion(crew.run.id, crew.run.folder, rows, spent)
    finally:
        with suppress(WorkshopError, OSError):
            crew.workshop.close()


def _diagnosed(
    crew: Crew, steps: dict[int, Step], base: Path, history: dict[int, list[Conclusion]], ask: Ask
) -> dict[int, Step]:
    """The steps after all diagnoses, with those who go on with them."""
    pending = _of(steps, "Diagnostic")
    for number in range(1, ROUNDS + 1):
        if not pending:
            break
        found = crew.side_by_side([partial(_diagnose, crew, step, base) for step in pending])
        for each in found:
            history[each.step.number].append(each.conclusion)
        updates = [
            Update(each.step, each.conclusion, specialist)
            for each in found
            if (specialist := each.conclusion.specialist) is not None and specialist != each.step.specialist
        ]
        if not updates:
            break
        decided = crew.run.once(f"gate-{number}", Decided, partial(_ask, ask, found, updates))
        for at, specialist in decided.specialists.items():
            steps = {**steps, at: replace(steps[at], specialist=specialist)}
        pending = [step for step in _of(steps, "Diagnostic") if step.number in decided.specialists]
    return steps


def _diagnose(crew: Crew, step: Step, base: Path) -> Diagnosed:
    conclusion = crew.concluded(step, base, _name(step))
    if crew.adviser is not None:
        from perfrules.pipeline.agents.judge import judged

        conclusion = judged(crew, step, base, conclusion)
    return Diagnosed(step, conclusion)


def _ask(ask: Ask, found: Sequence[Diagnosed], updates: Sequence[Update]) -> Decided:
    return Decided(dict(ask(found, updates)))


def _row(step: Step, conclusions: Sequence[Conclusion], changes: Sequence[Measured]) -> Row:
    """A step's end: that of its best change, or of its last specialist."""
    for status in (Status.OPTIMIZED, Status.FLAGGED, Status.REVERTED):
        ended = [each for each in changes if each.status is status]
        if ended:
            return Row(step, status, ended[0].result, tuple(conclusions), tuple(changes))
    last = conclusions[-1] if conclusions else Conclusion(Status.FAILED, "nobody has looked at it")
    result = last.result
    if step.type == "Optimization" and last.status is Status.DIAGNOSED:
        result = f"no ready change; {result}"
    return Row(step, last.status, result, tuple(conclusions))


def _of(steps: Mapping[int, Step], type_: str) -> list[Step]:
    return [step for step in steps.values() if step.type == type_]


def _name(step: Step) -> str:
    """The folder in the run for what a step's specialist writes."""
    return f"steps/{step.number}/{step.specialist}"
