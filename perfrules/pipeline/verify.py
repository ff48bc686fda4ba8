"""A change, verified: what a tree does worse than the project as it was found."""

from __future__ import annotations

from pathlib import Path

from perfrules.model.step import Step
from perfrules.pipeline.baseline import known, look
from perfrules.pipeline.checks import FORMAT, FORMATTED, Check, blamed
from perfrules.pipeline.crew import Crew
from perfrules.specialists.workload import cargo_folder


def harm_of(crew: Crew, step: Step, tree: Path, name: str) -> str:
    """What is wrong with a tree that was not in the base; empty if nothing is.

    ``name`` is the folder in the run for the checks' output.
    """
    folder = cargo_folder(step, crew.root(tree))
    before = known(crew, folder)
    # A project that is formatted stays so; one that is not is left as it is.
    formatted = any(each.name == FORMATTED.name and not each.failures for each in before)
    for check in (FORMAT, *crew.checks) if formatted else crew.checks:
        result = look(crew, check, tree, folder, name)
        if strays := _strays(crew, step, tree):
            return f"{_words(check)} left changes in {', '.join(strays[:3])}, which are not its own"
        if failures := list(dict.fromkeys(blamed(before, result))):
            more = f", and {len(failures) - 1} more" if len(failures) > 1 else ""
            return f"{_words(check)}: {failures[0]}{more}"
    return ""


def _words(check: Check) -> str:
    return f"cargo {check.name}" if check.argv[0] == "cargo" else check.name


def _strays(crew: Crew, step: Step, tree: Path) -> list[str]:
    """Files of a tree that have changed though they are not the step's."""
    root = crew.root(tree)
    own = {(root / path).relative_to(tree).as_posix() for path in step.files}
    return [path for path in crew.workshop.changed(tree) if path not in own]
