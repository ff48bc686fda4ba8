"""What phase 2 would run, without running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from perfrules.model.step import Step
from perfrules.pipeline.candidates import candidates
from perfrules.pipeline.checks import FORMATTED
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.workshop import BASE
from perfrules.specialists.command import Command
from perfrules.specialists.specialist import module_of
from perfrules.specialists.workload import NoWorkload, cargo_folder, workload_of


def preview(crew: Crew) -> Iterator[tuple[Step, list[str]]]:
    """For each approved step what would be run, as it would be typed, or why nothing would.

    The folders are those of the project; a run has a copy in their place.
    """
    for step in crew.plan.approved:
        yield step, list(_lines(crew, step))


def _lines(crew: Crew, step: Step) -> Iterator[str]:
    base = crew.workshop.top
    try:
        yield from (command.text for command in _commands(crew, step, base, None))
        if step.type != "Optimization":
            return
        listed = candidates(step)
        if not listed:
            yield "# no ready change: nothing is tried"
        for candidate in listed:
            yield f"# {candidate.name}, in a tree of its own: {candidate.title} ({candidate.path})"
        if listed:
            place = crew.root(base) / cargo_folder(step, crew.root(base))
            yield from (check.command(place, crew.targets / BASE).text for check in (FORMATTED, *crew.checks))
            judge = replace(step, specialist="bench-compare")
            yield from (command.text for command in _commands(crew, judge, base, base))
    except NoWorkload as error:
        yield f"# nothing: {error}"


def _commands(crew: Crew, step: Step, tree: Path, base: Path | None) -> tuple[Command, ...]:
    ready = crew.ready(step, tree)
    if ready.way is None:
        why = "; ".join(need.text for need in ready.missing)
        raise NoWorkload(f"{step.specialist} cannot work here: {why}")
    folder = crew.run.folder / "steps" / str(step.number) / step.specialist
    site = crew.site(tree, folder, ready, workload_of(step, crew.root(tree)), base)
    return module_of(step.specialist).plan(step, replace(site, target=crew.targets / BASE))
