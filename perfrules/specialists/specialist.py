"""What every specialist offers, and how its work goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Protocol

from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.model.step import Step
from perfrules.specialists.command import Command, Outcome, run, text
from perfrules.specialists.readiness import Readiness
from perfrules.specialists.site import Site
from perfrules.specialists.turns import Turns
from perfrules.specialists.workload import Built, built


class Specialist(Protocol):
    """One module for each methodology has these functions. None of them runs anything."""

    def plan(self, step: Step, site: Site) -> tuple[Command, ...]:
        """The commands, in their order."""

    def parse(self, step: Step, site: Site, outcomes: Mapping[str, Outcome]) -> Evidence:
        """What the tools' output says; raises :class:`Unreadable`."""

    def conclude(self, step: Step, site: Site, evidence: Evidence) -> Conclusion:
        """What follows."""


class Unreadable(ValueError):
    """A tool's output is not what its manual says; the text names what was missing."""


class CommandFailed(Exception):
    """A command of the plan did not end well."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


def module_of(specialist: str) -> Specialist:
    """The specialist of a name, such as ``heap-profile``."""
    module: Specialist = import_module(f"perfrules.specialists.{specialist.replace('-', '_')}")
    return module


@dataclass(frozen=True, slots=True)
class Desk:
    """Runs the commands of one specialist, one after another."""

    stop: Event
    turns: Turns
    told: Callable[[str], None]
    """Is told the command that runs."""

    def run(self, commands: Iterable[Command], folder: Path) -> dict[str, Outcome]:
        """All outcomes by the commands' names; raises :class:`CommandFailed` at the first that fails, unless
        it is optional."""
        outcomes: dict[str, Outcome] = {}
        made: dict[str, Built] = {}
        for command in commands:
            command = _filled(command, made)
            with self.turns.alone() if command.alone else self.turns.shared():
                self.told(command.name)
                outcome = run(command, folder, self.stop)
            outcomes[command.name] = outcome
            if not outcome.ok and not command.optional:
                raise CommandFailed(outcome)
            if command.builds is not None:
                product = built(text(outcome.out), command.builds)
                if product is None:
                    raise Unreadable(f"{command.name} made no executable for `{command.builds}`")
                made[command.makes] = product
        return outcomes


def work(step: Step, site: Site, desk: Desk) -> Evidence:
    """A specialist's evidence about a step; raises :class:`CommandFailed`, :class:`Unreadable`."""
    specialist = module_of(step.specialist)
    return specialist.parse(step, site, desk.run(specialist.plan(step, site), site.folder))


def concluded(step: Step, site: Site, evidence: Evidence, ready: Readiness) -> Conclusion:
    """What follows from evidence, and how it was come by."""
    conclusion = module_of(step.specialist).conclude(step, site, evidence)
    return replace(
        conclusion,
        evidence=evidence,
        way=conclusion.way or site.way,
        simulated=conclusion.simulated or ready.simulated,
        missing=tuple(need.text for need in ready.missing),
    )


def unavailable(ready: Readiness) -> Conclusion:
    """The end of a step that nobody here can work on."""
    lacking = ready.missing[0] if ready.missing else None
    why = f"{lacking.name}: {lacking.why}; {lacking.get}" if lacking else "no way is known"
    missing = tuple(need.text for need in ready.missing)
    return Conclusion(Status.UNAVAILABLE, why, missing=missing)


def _filled(command: Command, made: Mapping[str, Built]) -> Command:
    argv = command.argv
    for name, product in made.items():
        argv = tuple(word.replace(f"{{{name}}}", str(product.executable)) for word in argv)
    packages = [str(product.package) for product in made.values()]
    cwd = str(command.cwd).replace("{package}", packages[-1]) if packages else command.cwd
    return replace(command, argv=argv, cwd=Path(cwd))
