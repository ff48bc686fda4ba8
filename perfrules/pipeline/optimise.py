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
from perfrules.pipeline.change import Change, settled
from perfrules.pipeline.clippy_fixes import clippy_fixes
from perfrules.pipeline.conflicts import groups
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.workshop import BASE


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
    prepare(crew, [step for step in steps if listed[step.number] or _is_edited(crew, step)], base)
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
    if _is_edited(crew, step) and all(change.refused for change in tried):
        from perfrules.pipeline.agents.editor import edited

        more, ended = edited(crew, step, diagnosis, tried)
        tried += more
        diagnosis = replace(diagnosis, opinion=ended)
    return Optimised(step.number, diagnosis, tuple(tried))


def _is_edited(crew: Crew, step: Step) -> bool:
    """Whether a model goes on with a step that no ready change mends."""
    if crew.adviser is None:
        return False
    from perfrules.pipeline.agents.policy import policy

    return step.specialist in policy().edits


def _attempt(crew: Crew, step: Step, candidate: Candidate, tree: Path, diagnosis: Conclusion) -> Change:
    """Make, verify and weigh one candidate in a tree."""
    change = Change(candidate.name, step.number, candidate.title, candidate.path, candidate.doubtful)
    crew.workshop.move(tree, BASE)
    crew.told(f"{step.number}. {step.specialist}", f"tries {candidate.title}")
    if not candidate.make(crew.root(tree)):
        return replace(change, refused="the source is not what the edit is for")
    message = f"{candidate.title} ({candidate.source})"
    return settled(crew, step, change, tree, diagnosis, message)
