"""Candidate changes, made one at a time in scratch trees, and verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfrules.model.conclusion import Conclusion
from perfrules.model.step import Step
from perfrules.pipeline.baseline import prepare
from perfrules.pipeline.candidates import Candidate, candidates
from perfrules.pipeline.clippy_fixes import clippy_fixes
from perfrules.pipeline.conflicts import groups
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.runs import write
from perfrules.pipeline.verify import harm_of
from perfrules.pipeline.workshop import BASE
from perfrules.specialists.weigh import weigh


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate that was tried."""

    name: str
    """The candidate's; also that of its branch in the run's repository, and of its patch."""
    step: int
    title: str
    path: str
    doubtful: bool
    """Its author does not promise that it keeps the meaning."""
    refused: str = ""
    """Why it was taken back; empty if it passed everything."""
    weighed: str = ""
    """How the specialist's evidence changed, in a line; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Optimised:
    """What came of an optimisation's step before anything is measured."""

    step: int
    diagnosis: Conclusion
    """The specialist's, of the code as it is."""
    changes: tuple[Change, ...]


def optimise(crew: Crew, steps: Sequence[Step], base: Path) -> list[Optimised]:
    """Try what might mend each step's issue: at the same time where no file is shared, else in order."""
    suggestions = clippy_fixes(crew, steps, base)
    listed = {step.number: candidates(step, suggestions) for step in steps}
    prepare(crew, [step for step in steps if listed[step.number]], base)
    done = crew.side_by_side([partial(_in_order, crew, group, listed, base) for group in groups(steps)])
    return sorted((each for group in done for each in group), key=lambda each: each.step)


def _in_order(
    crew: Crew, group: Sequence[Step], listed: Mapping[int, Sequence[Candidate]], base: Path
) -> list[Optimised]:
    return [
        crew.run.once(
            f"steps/{step.number}/tried", Optimised, partial(_try, crew, step, listed[step.number], base)
        )
        for step in group
    ]


def _try(crew: Crew, step: Step, listed: Sequence[Candidate], base: Path) -> Optimised:
    diagnosis = crew.concluded(step, base, f"steps/{step.number}/{step.specialist}")
    tried: list[Change] = []
    if listed:
        with crew.tree(BASE) as tree:
            tried = [_attempt(crew, step, candidate, tree, diagnosis) for candidate in listed]
    return Optimised(step.number, diagnosis, tuple(tried))


def _attempt(crew: Crew, step: Step, candidate: Candidate, tree: Path, diagnosis: Conclusion) -> Change:
    """Make, verify and weigh one candidate in a tree; what passes is kept as a branch and a patch."""
    name = candidate.name
    change = Change(name, step.number, candidate.title, candidate.path, candidate.doubtful)
    crew.workshop.move(tree, BASE)
    crew.told(f"{step.number}. {step.specialist}", f"tries {candidate.title}")
    if not candidate.make(crew.root(tree)):
        return replace(change, refused="the source is not what the edit is for")
    if why := harm_of(crew, step, tree, f"changes/{name}"):
        return replace(change, refused=why)
    crew.workshop.commit(tree, f"{candidate.title} ({candidate.source})", name)
    write(crew.run.folder / "changes" / f"{name}.patch", crew.workshop.patch(name))
    after = crew.evidence(step, tree, f"changes/{name}/{step.specialist}")
    return change if after is None else replace(change, weighed=weigh(diagnosis.evidence, after).text)
