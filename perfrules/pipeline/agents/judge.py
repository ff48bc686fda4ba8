"""A model that reads a diagnosis's evidence and says what it makes of it. It cannot edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfrules.llm.agent import ability
from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.model.step import Step
from perfrules.pipeline.agents.session import session
from perfrules.pipeline.crew import Crew

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
    judge = Judge()
    outputs = (f"steps/{step.number}/{step.specialist}",)
    own = (ability(Conclude, judge.conclude),)
    crew.told(f"{step.number}. {step.specialist}", "asks the model")
    why = session(crew, step, base, "judging", conclusion, outputs, own, lambda: judge.opinion)
    if not judge.opinion:
        return replace(conclusion, opinion=f"{crew.adviser.name} has none: {why}")
    told = replace(conclusion, opinion=f"{crew.adviser.name}: {judge.opinion}")
    if conclusion.specialist is None and judge.specialist not in (None, step.specialist):
        return replace(told, specialist=judge.specialist, reason=f"{crew.adviser.name} says so")
    return told
