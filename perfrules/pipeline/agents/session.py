"""One model at work on one step: what it is told and may read, how far it may go, and its transcript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from perfrules.llm.agent import Ability, Task, ability, work
from perfrules.model.conclusion import Conclusion
from perfrules.model.step import Step
from perfrules.pipeline.agents.opening import Manner, opening
from perfrules.pipeline.agents.policy import policy
from perfrules.pipeline.agents.reading import ReadEvidence, ReadFile, Shelf
from perfrules.pipeline.agents.transcript import transcript
from perfrules.pipeline.crew import Crew
from perfrules.specialists.command import Stopped
from perfrules.specialists.workload import cargo_folder


def session(
    crew: Crew,
    step: Step,
    tree: Path,
    manner: Manner,
    conclusion: Conclusion,
    outputs: tuple[str, ...],
    own: tuple[Ability, ...],
    over: Callable[[], str],
    before: Sequence[str] = (),
) -> str:
    """Let the run's model work on a step in a tree; why it ended. Raises :class:`Stopped`.

    ``outputs`` are patterns of folders in the run with output that it may read, ``own`` what it can do
    besides reading, ``over`` says why the work is over, and ``before`` what went before.
    """
    assert crew.adviser is not None
    root, rules = crew.root(tree), policy()
    shelf = Shelf(root, root / cargo_folder(step, root), crew.run.folder, outputs)
    task = Task(
        *opening(manner, step, root, conclusion, (*before, shelf.listed)),
        (ability(ReadFile, shelf.file), ability(ReadEvidence, shelf.evidence), *own),
        rules.turns,
        rules.answer,
        over,
    )
    with transcript(crew, step, step.specialist) as note:
        why = work(crew.adviser.budget, task, note, crew.stop)
        note({"role": "end", "text": why})
    if crew.stop.is_set():
        raise Stopped
    return why
