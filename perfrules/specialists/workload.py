"""What is run so that an issue's code runs: a benchmark that exercises it, or else the package's tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from perfrules.model.step import Step
from perfrules.specialists.cargo_messages import cargo_messages
from perfrules.specialists.command import Command
from perfrules.targets.cargo import Cargo

PROFILE = {"DEBUG": "line-tables-only", "STRIP": "none"}
"""Optimised as ever, but with lines told, so that costs have an owner."""


class NoWorkload(Exception):
    """Nothing is known that runs the code; the text says what would help."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A benchmark of a Criterion target, or the tests of a library or program."""

    package: str
    folder: str
    """Where cargo is called, relative to the root: that of the package that the issue is in."""
    target: str | None
    """The bench target; None for tests."""
    name: str = ""
    """The benchmark's full name; ``*`` stands for what source does not tell. Empty: all of them."""
    program: bool = False
    """The tests are those of programs: the package has no library."""

    @property
    def text(self) -> str:
        """For people."""
        if self.target is None:
            return f"the tests of {self.package}"
        return f"benchmark `{self.name or '*'}` of {self.package}'s {self.target}"

    @property
    def filter(self) -> tuple[str, ...]:
        """The argument by which Criterion picks the benchmark: a regular expression."""
        if self.target is None or not self.name:
            return ()
        return (f"^{'.*'.join(re.escape(part) for part in self.name.split('*'))}$",)

    def build(self, root: Path, target_folder: Path, env: Mapping[str, str] | None = None) -> Command:
        """Makes the ``{executable}`` of the commands that follow."""
        tests = ("test", "--release", "--bins" if self.program else "--lib")
        what = ("bench", "--bench", self.target) if self.target else tests
        profile = "BENCH" if self.target else "RELEASE"
        settings = {f"CARGO_PROFILE_{profile}_{key}": value for key, value in PROFILE.items()}
        return Command(
            "build",
            ("cargo", *what, "--package", self.package, "--no-run", "--message-format=json"),
            root / self.folder,
            {**settings, "CARGO_TARGET_DIR": str(target_folder), **(env or {})},
            builds=self.target or self.package,
        )

    def arguments(self, seconds: float = 1.0) -> tuple[str, ...]:
        """Arguments of the executable for a plain run of about so many seconds, without statistics."""
        if self.target is None:
            return ("--test-threads", "1")
        return ("--bench", "--profile-time", f"{seconds:g}", *self.filter)

    def once(self) -> tuple[str, ...]:
        """Arguments of the executable for one single round: the same work each time."""
        return ("--bench", "--test", *self.filter) if self.target else self.arguments()


def workload_of(step: Step, root: Path) -> Workload:
    """What runs the code of a step; raises :class:`NoWorkload`."""
    return workloads_of(step, root)[0]


def workloads_of(step: Step, root: Path) -> list[Workload]:
    """All that runs the code of a step, the nearest first; raises :class:`NoWorkload`."""
    package = Cargo([]).package((root / step.issue.location.path).parent)
    if package is None or not package.crate.root.is_relative_to(root):
        raise NoWorkload(f"{step.issue.location.path} belongs to no package")
    folder = cargo_folder(step, root)
    if step.issue.benches:
        return [Workload(each.package, folder, each.target, each.name) for each in step.issue.benches]
    return [Workload(package.crate.name, folder, None, program=not package.crate.is_library)]


def cargo_folder(step: Step, root: Path) -> str:
    """Where cargo is called for a step: the folder of its issue's package, relative to the root."""
    package = Cargo([]).package((root / step.issue.location.path).parent)
    if package is None or not package.crate.root.is_relative_to(root):
        return "."
    return package.crate.root.relative_to(root).as_posix()


def features(step: Step, root: Path) -> frozenset[str]:
    """The features of the package that a step's issue is in."""
    manifest = Cargo([]).manifest(root / cargo_folder(step, root))
    return frozenset(manifest.table("features")) if manifest is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    executable: Path
    package: Path
    """The package's folder, where cargo would run it."""


def built(messages: str, target: str) -> Built | None:
    """The executable of a target, or else the last one, by cargo's messages (``--message-format=json``)."""
    last = None
    for message in cargo_messages(messages, "compiler-artifact"):
        if not message.get("executable"):
            continue
        last = Built(Path(message["executable"]), Path(message["manifest_path"]).parent)
        if message["target"]["name"].replace("-", "_") == target.replace("-", "_"):
            return last
    return last
