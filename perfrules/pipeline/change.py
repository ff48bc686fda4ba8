"""A change that was tried: made in a scratch tree, verified, and kept as a branch and a patch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from perfrules.model.conclusion import Conclusion
from perfrules.model.step import Step
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.runs import write
from perfrules.pipeline.verify import harm_of
from perfrules.specialists.weigh import Weight, weigh


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate that was tried."""

    name: str
    """The candidate's; also that of its branch in the run's repository, and of its patch."""
    step: int
    title: str
    path: str
    """The file; where there are several, with commas between them."""
    doubtful: bool
    """Its author does not promise that it keeps the meaning."""
    refused: str = ""
    """Why it was taken back; empty if it passed everything."""
    weighed: str = ""
    """How the specialist's evidence changed, in a line; empty where there is none."""
    weight: Weight | None = None
    flags: tuple[str, ...] = ()
    """What a person has to look at before it is kept, such as that it adds ``unsafe``."""


def settled(
    crew: Crew, step: Step, change: Change, tree: Path, diagnosis: Conclusion, message: str
) -> Change:
    """Verify and weigh a change that a tree holds; what passes is kept as a branch and a patch."""
    if why := harm_of(crew, step, tree, f"changes/{change.name}"):
        return replace(change, refused=why)
    crew.workshop.commit(tree, message, change.name)
    write(crew.run.folder / "changes" / f"{change.name}.patch", crew.workshop.patch(change.name))
    after = crew.evidence(step, tree, f"changes/{change.name}/{step.specialist}")
    if after is None:
        return change
    weighed = weigh(diagnosis.evidence, after)
    return replace(change, weighed=weighed.text, weight=weighed.weight)
