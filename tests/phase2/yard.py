"""A crate, steps of a plan, and specialists that do as they are told, for tests of phase 2."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfrules.config.settings import ModelSettings
from perfrules.model.conclusion import Conclusion, Evidence, Figure, Status
from perfrules.model.finding import Edit, Fix
from perfrules.model.issue import Issue
from perfrules.model.location import Region
from perfrules.model.severity import Applicability, Category, Ease
from perfrules.model.step import Step
from perfrules.pipeline.agents.adviser import adviser
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.plan import Plan
from perfrules.pipeline.runs import Runs
from perfrules.pipeline.workshop import Workshop
from perfrules.specialists.command import Command, Outcome
from perfrules.specialists.site import Site
from tests.findings import make_finding

SOURCE = """\
//! Numbers.

pub mod other;

/// One.
pub fn one() -> u32 {
    1
}

/// Two.
pub fn two() -> u32 {
    2
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers() {
        assert_eq!((super::one(), super::two(), super::other::three()), (1, 2, 3));
    }
}
"""
OTHER = """\
//! More numbers.

/// Three.
pub fn three() -> u32 {
    3
}
"""


def make_crate(folder: Path) -> Path:
    """A library without dependencies, formatted and free of warnings, committed to git."""
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text('[package]\nname = "numbers"\nversion = "0.1.0"\nedition = "2021"\n')
    (folder / "src/lib.rs").write_text(SOURCE)
    (folder / "src/other.rs").write_text(OTHER)
    (folder / ".gitignore").write_text("target\n")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "numbers")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def make_step(
    number: int,
    specialist: str = "asm-forge",
    *,
    fix: tuple[str, str, str] | None = None,
    root: Path | None = None,
) -> Step:
    """An approved step. ``fix``: a file of ``root``, a text in it, and what would stand there instead."""
    path = fix[0] if fix is not None else "src/lib.rs"
    finding = make_finding(path=path, line=6)
    if fix is not None and root is not None:
        finding = replace(finding, fix=_fix(root / path, fix[1], fix[2], number))
    issue = Issue((finding,), (), Category.CODEGEN_ISSUE, specialist, Ease.EASY, "High", 1.0, ())
    return Step(number, issue, True, specialist)


def _fix(file: Path, old: str, new: str, number: int) -> Fix:
    before, _, _ = file.read_text().partition(old)
    start_line, end_line = before.count("\n") + 1, (before + old).count("\n") + 1
    start = len(before) - before.rfind("\n")
    end = len(before + old) - (before + old).rfind("\n")
    edit = Edit(Region(start_line, start, end_line, end), new)
    return Fix(f"change {number}", Applicability.MACHINE_APPLICABLE, (edit,))


@dataclass
class Fake:
    """A specialist whose commands, evidence and conclusion are given."""

    conclusion: Conclusion = field(default_factory=lambda: Conclusion(Status.DIAGNOSED, "looked at"))
    argv: Sequence[str] = ("true",)
    timeout: float = 60.0
    alone: bool = False
    read: Callable[[Step, Site], Evidence] = lambda step, site: Evidence()
    seen: list[int] = field(default_factory=list)

    def plan(self, step: Step, site: Site) -> tuple[Command, ...]:
        return (Command("look", tuple(self.argv), site.root, timeout=self.timeout, alone=self.alone),)

    def parse(self, step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
        self.seen.append(step.number)
        return self.read(step, site)

    def conclude(self, step: Step, site: Site, evidence: Evidence) -> Conclusion:
        return replace(self.conclusion, evidence=evidence)


def make_crew(root: Path, steps: Sequence[Step], model: ModelSettings | None = None) -> Crew:
    """A run that is about to begin, with or without a model."""
    plan = Plan("1", root, tuple(steps))
    runs = Runs(root)
    run = runs.begin(plan)
    asked = adviser(model, run) if model is not None else None
    return Crew(plan, run, Workshop(root, run.folder), runs.home / "targets", adviser=asked)


def figures(**values: float) -> Evidence:
    """Evidence with totals of these names."""
    return Evidence(figures=tuple(Figure(name, value, "") for name, value in values.items()))


def state_of(root: Path) -> str:
    """The user's tree and repository as they can be seen: what changed, worktrees, branches."""
    return "\n".join(
        [
            git(root, "status", "--porcelain", "--untracked-files=all"),
            git(root, "worktree", "list"),
            git(root, "for-each-ref"),
            git(root, "stash", "list"),
        ]
    )
