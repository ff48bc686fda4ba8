"""What all the work of a run shares: the plan, the folder, the trees, the machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.model.step import Step
from perfrules.pipeline.checks import Check, read_checks
from perfrules.pipeline.plan import Plan
from perfrules.pipeline.runs import Run
from perfrules.pipeline.workshop import Workshop
from perfrules.specialists.command import Command, Outcome, Stopped, run
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.readiness import Readiness, readiness
from perfrules.specialists.site import Site
from perfrules.specialists.specialist import (
    CommandFailed,
    Desk,
    Unreadable,
    concluded,
    unavailable,
    work,
)
from perfrules.specialists.turns import Turns
from perfrules.specialists.workload import NoWorkload, Workload, features, workload_of

if TYPE_CHECKING:
    from perfrules.pipeline.agents.adviser import Adviser

T = TypeVar("T")
Told = Callable[[str, str], None]
"""Is told what goes on: who works, and at what."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about phase 2."""

    keep_harmless: bool = False
    """Keep changes that pass all checks, too, though no gain is seen or nothing measures them."""
    benches: int = 3
    """How many of the benchmarks that exercise a change measure it."""


SLOTS = tuple(f"slot-{number}" for number in range(1, min(os.cpu_count() or 1, 4) + 1))
"""Names of trees to work in: few, for each is built in a folder of its own."""


def _slots() -> Queue[str]:
    free: Queue[str] = Queue()
    for name in SLOTS:
        free.put(name)
    return free


@dataclass(frozen=True, slots=True)
class Crew:
    """Passed to all parts of a run."""

    plan: Plan
    run: Run
    workshop: Workshop
    targets: Path
    """Where cargo builds, a folder for each tree."""
    options: Options = field(default_factory=Options)
    adviser: Adviser | None = None
    """The model that may be asked, where the user names one."""
    told: Told = lambda who, what: None
    stop: Event = field(default_factory=Event)
    turns: Turns = field(default_factory=lambda: Turns(os.cpu_count() or 1))
    machine: Machine = field(default_factory=Machine)
    slots: Queue[str] = field(default_factory=_slots)
    """Those of :data:`SLOTS` that are free."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """What a change has to pass."""
        return read_checks(self.plan.checks)

    def target(self, tree: Path) -> Path:
        """Where cargo builds a tree."""
        return self.targets / tree.name

    def root(self, tree: Path) -> Path:
        """Where the plan's root is in a tree."""
        return tree / self.plan.root.relative_to(self.workshop.top)

    def ready(self, step: Step, tree: Path) -> Readiness:
        """How a step's specialist can work on it here."""
        required = [each for each in requirements() if each.specialist == step.specialist]
        return readiness(self.machine, required, features(step, self.root(tree)))[0]

    def outcome(self, command: Command, name: str) -> Outcome:
        """Run one command beside others; ``name`` is the folder in the run for what it says."""
        with self.turns.shared():
            return run(command, self.run.folder / name, self.stop)

    def desk(self, who: str) -> Desk:
        """A desk whose commands are told as somebody's."""
        return Desk(self.stop, self.turns, lambda what: self.told(who, what))

    def site(
        self, tree: Path, folder: Path, ready: Readiness, workload: Workload, base: Path | None = None
    ) -> Site:
        """A place to work for a specialist."""
        without = self.site(base, folder, ready, workload) if base is not None else None
        way = ready.way or ""
        root = self.root(tree).resolve()  # debug information follows links
        return Site(root, self.target(tree), folder, way, workload, self.machine, without)

    def concluded(
        self,
        step: Step,
        tree: Path,
        name: str,
        base: Path | None = None,
        workload: Workload | None = None,
    ) -> Conclusion:
        """What a step's specialist comes to in a tree; whatever goes wrong is a conclusion, too.

        ``name`` is the folder in the run for what it writes; with ``base``, it judges the difference to that.
        """
        return self.run.once(
            f"{name}/conclusion", Conclusion, partial(self._conclude, step, tree, name, base, workload)
        )

    def _conclude(
        self, step: Step, tree: Path, name: str, base: Path | None, workload: Workload | None
    ) -> Conclusion:
        ready = self.ready(step, tree)
        if ready.way is None:
            return unavailable(ready)
        try:
            workload = workload or workload_of(step, self.root(tree))
            site = self.site(tree, self.run.folder / name, ready, workload, base)
            evidence = work(step, site, self.desk(f"{step.number}. {step.specialist}"))
            return concluded(step, site, evidence, ready)
        except NoWorkload as error:
            return Conclusion(Status.UNAVAILABLE, str(error))
        except (CommandFailed, Unreadable) as error:
            return Conclusion(Status.FAILED, str(error), way=ready.way)
        except OSError as error:
            return Conclusion(Status.FAILED, f"{error.filename or name}: {error.strerror}", way=ready.way)
        except Stopped:
            raise
        except Exception as error:  # one specialist's fault leaves the others
            return Conclusion(
                Status.FAILED, f"internal error in {step.specialist}: {type(error).__name__}: {error}"
            )

    def evidence(self, step: Step, tree: Path, name: str) -> Evidence | None:
        """A step's evidence alone, where it can be had."""
        conclusion = self.concluded(step, tree, name)
        useful = conclusion.status not in (Status.FAILED, Status.UNAVAILABLE)
        return conclusion.evidence if useful else None

    @contextmanager
    def tree(self, branch: str) -> Iterator[Path]:
        """A tree with what a branch holds, to be changed at will."""
        name = self.slots.get()
        try:
            tree = self.workshop.tree(name, branch)
            yield tree
            self.workshop.drop(tree)
        finally:
            self.slots.put(name)

    def side_by_side(self, jobs: list[Callable[[], T]]) -> list[T]:
        """The results of jobs that run at the same time; if one raises or the user stops, all end."""
        with ThreadPoolExecutor(max(1, min(len(jobs), os.cpu_count() or 1))) as pool:
            futures: list[Future[T]] = [pool.submit(job) for job in jobs]
            try:
                return [future.result() for future in futures]
            except BaseException:
                self.stop.set()
                for future in futures:
                    future.cancel()
                raise
