"""A model that reads a diagnosis's evidence and says what it makes of it. It cannot edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfrules.llm.agent import Task, ability, work
from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.model.step import Step
from perfrules.pipeline.agents.opening import opening
from perfrules.pipeline.agents.policy import policy
from perfrules.pipeline.agents.reading import ReadEvidence, ReadFile, Shelf
from perfrules.pipeline.agents.transcript import transcript
from perfrules.pipeline.crew import Crew
from perfrules.specialists.command import Stopped
from perfrules.specialists.workload import cargo_folder

_LONGEST = 400
"""Characters of an opinion."""


@dataclass(frozen=True)
class Conclude:
    """Ends the work with what follows from the evidence."""

    result: str
    """One or two sentences, with the figures that they rest on."""
    specialist: str = ""
    """Who should go on with the issue, where the evidence says that somebody else should."""


@dataclass(slots=True)
class Judge:
    """One step's opinion."""

    opinion: str = ""
    specialist: str | None = None

    def conclude(self, asked: Conclude) -> str:
        """Take an opinion; raises ``ValueError`` for one that says nothing, or names nobody."""
        result = " ".join(asked.result.split())
        if not result:
            raise ValueError("result must be text")
        if asked.specialist and asked.specialist not in SPECIALIST_TYPE:
            raise ValueError(f"specialist must be one of {', '.join(SPECIALIST_TYPE)}, or empty")
        self.opinion = result if len(result) <= _LONGEST else result[:_LONGEST] + "…"
        self.specialist = asked.specialist or None
        return "Ended."


def judged(crew: Crew, step: Step, base: Path, conclusion: Conclusion) -> Conclusion:
    """A diagnosis with a model's opinion of it; as it is where there is no model, or it has none.

    The figures and the result stay the tools'. Who goes on is the model's word only if the tools have none.
    """
    if crew.adviser is None or conclusion.status is not Status.DIAGNOSED:
        return conclusion
    name = f"steps/{step.number}/{step.specialist}/opinion"
    return crew.run.once(name, Conclusion, partial(_judged, crew, step, base, conclusion))


def _judged(crew: Crew, step: Step, base: Path, conclusion: Conclusion) -> Conclusion:
    assert crew.adviser is not None
    root, judge, rules = crew.root(base), Judge(), policy()
    said = (f"steps/{step.number}/{step.specialist}",)
    shelf = Shelf(root, root / cargo_folder(step, root), crew.run.folder, said)
    task = Task(
        *opening("judging", step, root, conclusion, (shelf.listed,)),
        (
            ability(ReadFile, shelf.file),
            ability(ReadEvidence, shelf.evidence),
            ability(Conclude, judge.conclude),
        ),
        rules.turns,
        rules.answer,
        lambda: judge.opinion,
    )
    crew.told(f"{step.number}. {step.specialist}", "asks the model")
    with transcript(crew, step, step.specialist) as note:
        why = work(crew.adviser.budget, task, note, crew.stop)
        note({"role": "end", "text": why})
    if crew.stop.is_set():
        raise Stopped
    if not judge.opinion:
        return replace(conclusion, opinion=f"{crew.adviser.name} has none: {why}")
    told = replace(conclusion, opinion=f"{crew.adviser.name}: {judge.opinion}")
    if conclusion.specialist is None and judge.specialist not in (None, step.specialist):
        return replace(told, specialist=judge.specialist, reason=f"{crew.adviser.name} says so")
    return told
