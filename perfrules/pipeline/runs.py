"""A run of phase 2 on disk: written as it happens, so that it can be looked into and gone on with."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from perfrules.pipeline.plan import Plan, dump, load
from perfrules.pipeline.records import structured, unstructured

HOME = ".perfrules"
"""Next to the project's ``.git``, and ignored by git."""
_ID = re.compile(r"\d{8}-\d{6}(-\d+)?")
T = TypeVar("T")


class RunError(Exception):
    """Why there is no such run, or none can be begun; for people."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run, in a folder of its own."""

    folder: Path

    @property
    def id(self) -> str:
        """Its name, by the time when it began."""
        return self.folder.name

    @property
    def state(self) -> str:
        """``running``, ``stopped``, ``done``; ``running`` also if it was killed."""
        try:
            return (self.folder / "state").read_text(encoding="utf-8").strip()
        except OSError:
            return "damaged"

    def mark(self, state: str) -> None:
        """Say how far it has come."""
        write(self.folder / "state", state + "\n")

    @property
    def plan(self) -> Plan:
        """What was decided; raises :class:`perfrules.pipeline.plan.BadPlan` and OSError."""
        return load((self.folder / "plan.yaml").read_text(encoding="utf-8"))

    def once(self, name: str, type_: type[T], make: Callable[[], T]) -> T:
        """A finished piece of work: read if it is there, else made, and written down."""
        known = self.known(name, type_)
        if known is not None:
            return known
        made = make()
        write(self._record(name), json.dumps(unstructured(made), indent=2, ensure_ascii=False) + "\n")
        return made

    def known(self, name: str, type_: type[T]) -> T | None:
        """A finished piece of work, if it is there."""
        try:
            return structured(json.loads(self._record(name).read_text(encoding="utf-8")), type_)
        except (OSError, ValueError):
            return None

    def _record(self, name: str) -> Path:
        return self.folder / f"{name}.json"


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a project."""

    top: Path
    """The project's folder: that of its git repository, or else of the plan."""

    @property
    def home(self) -> Path:
        """Where perfrules keeps what it makes."""
        return self.top / HOME

    def begin(self, plan: Plan) -> Run:
        """A new run of a plan; raises OSError where nothing can be written."""
        runs = self.home / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        write(self.home / ".gitignore", "*\n")
        run = Run(_new(runs, time.strftime("%Y%m%d-%H%M%S")))
        write(run.folder / "plan.yaml", dump(plan))
        run.mark("running")
        return run

    def find(self, name: str) -> Run:
        """The run of an id, or the last one for ``last``."""
        known = self.all()
        if name == "last" and known:
            return known[-1]
        for run in known:
            if run.id == name:
                return run
        some = f"; the last ones: {', '.join(run.id for run in known[-3:])}" if known else ""
        raise RunError(f"there is no run `{name}` in {self.home}{some}")

    def all(self) -> list[Run]:
        """All that are there, the oldest first."""
        folder = self.home / "runs"
        names = os.listdir(folder) if folder.is_dir() else []
        return [Run(folder / name) for name in sorted(names) if _ID.fullmatch(name)]

    def remove(self, run: Run) -> None:
        """Delete a run's folder with everything in it."""
        shutil.rmtree(run.folder, ignore_errors=True)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be the only one that works here: two would measure each other. Raises :class:`RunError`."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                who = lock.read().strip() or "unknown"
                raise RunError(f"another run is at work here (process {who}): wait for its end") from None
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _new(folder: Path, name: str) -> Path:
    for number in range(1, 1000):
        path = folder / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise RunError(f"{folder}: too many runs began in one second")
