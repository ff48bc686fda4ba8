"""A model that edits: it proposes, the dispatcher checks, and what passes is measured like all changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from perfrules.llm.agent import Ability, ability
from perfrules.llm.prompt import fenced
from perfrules.model.conclusion import Conclusion
from perfrules.model.step import Step
from perfrules.pipeline.agents.blocks import Block, NoEdit, applied, blocks_of
from perfrules.pipeline.agents.guards import Refused, Yard, flags_of
from perfrules.pipeline.agents.policy import policy
from perfrules.pipeline.agents.session import session
from perfrules.pipeline.change import Change, settled
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.workshop import BASE

_TITLE = 120
"""Characters."""


@dataclass(frozen=True)
class Replacement:
    """In the file at ``path``, the text ``search``, which must be there exactly once, becomes ``replace``."""

    path: str
    search: str
    replace: str


@dataclass(frozen=True)
class ProposeEdits:
    """Proposes one change, in place of what was proposed before: by replacements, or by a unified diff."""

    title: str
    """What it does, in a line."""
    edits: list[Replacement] = field(default_factory=list)
    diff: str = ""


@dataclass(frozen=True)
class RunChecks:
    """Runs the project's checks on the proposed change: formatting, cargo check, clippy, tests; then looks
    again as the specialist does."""


@dataclass(frozen=True)
class Finish:
    """Ends the work; changes that passed the checks are then measured."""

    reason: str


@dataclass(slots=True)
class Editor:
    """One step's edits."""

    crew: Crew
    step: Step
    tree: Path
    diagnosis: Conclusion
    author: str
    first: int
    """The number of its first change."""
    changes: list[Change] = field(default_factory=list)
    draft: Change | None = None
    fruitless: int = 0
    ended: str = ""

    @property
    def abilities(self) -> tuple[Ability, ...]:
        """What the model can do, besides reading."""
        return (
            ability(ProposeEdits, self.propose),
            ability(RunChecks, lambda _: self.check()),
            ability(Finish, self.finish),
        )

    def propose(self, proposal: ProposeEdits) -> str:
        """Make a change in the tree, unless it may not be made."""
        yard = Yard(self.step, self.crew.root(self.tree), frozenset(self.crew.plan.allowed))
        self.crew.workshop.move(self.tree, BASE)
        self.draft = None
        title = " ".join(proposal.title.split())[:_TITLE] or "a change"
        try:
            blocks = [Block(each.path, each.search, each.replace) for each in proposal.edits]
            blocks += blocks_of(proposal.diff) if proposal.diff.strip() else ()
            before: dict[str, str] = {}
            after = applied(blocks, partial(_read, yard, before))
            flags = flags_of({path: (before[path], text) for path, text in after.items()})
        except NoEdit as error:
            raise ValueError(str(error)) from None
        except Refused as error:
            paths = ", ".join(dict.fromkeys(block.path for block in blocks))
            self._end(replace(self._change(title, paths), refused=f"refused: {error}"))
            return f"Refused. {self._rounds()}\n{fenced(str(error))}"
        for path, text in after.items():
            yard.owned(path).write_bytes(text.encode("utf-8", "surrogateescape"))
        self.draft = replace(self._change(title, ", ".join(after)), flags=flags)
        self.crew.told(f"{self.step.number}. {self.step.specialist}", f"tries {title}")
        said = f"\n{fenced(chr(10).join(flags))}" if flags else ""
        return f"Made; not checked yet.{said}"

    def check(self) -> str:
        """Verify and weigh what is proposed."""
        if self.draft is None:
            raise ValueError("there is no proposal that is not checked yet")
        draft, self.draft = self.draft, None
        done = settled(self.crew, self.step, draft, self.tree, self.diagnosis, draft.title)
        self._end(done)
        if done.refused:
            more = f"its output is evidence: changes/{done.name}/NAME.out, .err"
            return f"Taken back; {more}. {self._rounds()}\n{fenced(done.refused)}"
        seen = f"\n{fenced(done.weighed)}" if done.weighed else ""
        return f"Passed; it will be measured. {self._rounds()}{seen}"

    def finish(self, asked: Finish) -> str:
        """Come to an end."""
        self.ended = " ".join(asked.reason.split()) or "it is done"
        return "Ended."

    def over(self) -> str:
        """Why the work is over."""
        if self.fruitless >= policy().fruitless:
            return f"{self.fruitless} proposals in a row brought nothing"
        return self.ended

    def _change(self, title: str, path: str) -> Change:
        name = f"{self.step.number}.{self.first + len(self.changes)}"
        return Change(name, self.step.number, f"{title} ({self.author})", path, doubtful=True)

    def _end(self, change: Change) -> None:
        self.changes.append(change)
        helps = not change.refused and change.weight in ("better", None)
        self.fruitless = 0 if helps else self.fruitless + 1

    def _rounds(self) -> str:
        left = policy().fruitless - self.fruitless
        return f"Proposals without gain that are left: {left}."


def edited(
    crew: Crew, step: Step, diagnosis: Conclusion, before: Sequence[Change]
) -> tuple[list[Change], str]:
    """What a model has tried for a step after ``before``, and why it ended."""
    assert crew.adviser is not None
    outputs = f"steps/{step.number}", f"changes/{step.number}.*"
    tried = [f"tried before: {each.title}: {each.refused or each.weighed}" for each in before]
    with crew.tree(BASE) as tree:
        editor = Editor(crew, step, tree, diagnosis, crew.adviser.name, len(before) + 1)
        why = session(crew, step, tree, "editing", diagnosis, outputs, editor.abilities, editor.over, tried)
        if editor.draft is not None:
            editor.check()
    return editor.changes, why


def _read(yard: Yard, before: dict[str, str], path: str) -> str:
    text = yard.owned(path).read_bytes().decode("utf-8", "surrogateescape")
    before[path] = text
    return text
