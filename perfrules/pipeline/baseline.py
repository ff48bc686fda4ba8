"""The project before anything is changed: what fails in it already, and what is built once for all trees."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from perfrules.model.step import Step
from perfrules.pipeline.checks import FORMATTED, Check, Checked, checked
from perfrules.pipeline.crew import SLOTS, Crew
from perfrules.specialists.workload import NoWorkload, cargo_folder, workloads_of

WHO = "baseline"


def prepare(crew: Crew, steps: Sequence[Step], base: Path) -> None:
    """Check the project as it is, and build its benchmarks, for steps that have something to try.

    What cargo has built for it is copied for the other trees, which then build the project's own crates only.
    """
    for folder in sorted({cargo_folder(step, crew.root(base)) for step in steps}):
        for check in (FORMATTED, *crew.checks):
            crew.told(WHO, f"cargo {check.name}")
            crew.run.once(_record(folder, check), Checked, partial(look, crew, check, base, folder, WHO))
    for step in steps:
        _build(crew, step, base)
    crew.workshop.settle(base)
    built = crew.target(base)
    for name in SLOTS if steps and built.is_dir() else ():
        copy = built.with_name(name)
        if not copy.exists():
            crew.told(WHO, "copies what is built")
            part = built.with_name(f"{name}.part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(built, part, symlinks=True)
            part.rename(copy)


def known(crew: Crew, folder: str) -> tuple[Checked, ...]:
    """What failed before in a folder that was prepared."""
    found = (crew.run.known(_record(folder, check), Checked) for check in (FORMATTED, *crew.checks))
    return tuple(each for each in found if each is not None)


def look(crew: Crew, check: Check, tree: Path, folder: str, name: str) -> Checked:
    """Run a check.

    ``folder`` is where in the tree cargo is called, ``name`` the folder in the run for what it says.
    """
    command = check.command(crew.root(tree) / folder, crew.target(tree))
    return checked(check.name, crew.outcome(command, name))


def _record(folder: str, check: Check) -> str:
    return f"{WHO}/{folder.replace('/', '+')}-{check.name}-checked"


def _build(crew: Crew, step: Step, base: Path) -> None:
    """Build what will measure a step's changes; that it cannot be built is told when it is measured."""
    try:
        workloads = workloads_of(step, crew.root(base))[: crew.options.benches]
    except NoWorkload:
        return
    for workload in workloads:
        name = f"build-{workload.package}-{workload.target}"
        if not (crew.run.folder / WHO / f"{name}.out").exists():
            crew.told(WHO, name)
            command = replace(workload.build(crew.root(base), crew.target(base)), name=name)
            crew.outcome(command, WHO)
