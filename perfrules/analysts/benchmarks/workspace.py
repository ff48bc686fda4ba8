"""A crate or workspace with its benchmarks: the source, the results, and what of both was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfrules.analysts.benchmarks import cargo
from perfrules.analysts.benchmarks.cargo import BenchError, Clock, Told
from perfrules.analysts.benchmarks.choice import Choice, choose, taken
from perfrules.analysts.benchmarks.data import Results
from perfrules.analysts.benchmarks.folder import find_root, read
from perfrules.analysts.benchmarks.source.discover import CRITERION, Benchmark, Suite, suite
from perfrules.analysts.benchmarks.source.name import Name
from perfrules.analysts.benchmarks.source.targets import BenchTarget
from perfrules.index.build import build
from perfrules.index.project import Project
from perfrules.model.report import Diagnostic
from perfrules.model.source import Targets


@dataclass(slots=True)
class Workspace:
    """Where benchmarks are written and where their results lie."""

    root: Path
    """What paths in reports are relative to."""
    project: Project
    suite: Suite
    start: Path
    """From where Criterion's folder is looked for."""
    criterion: Path | None
    """Criterion's folder, if the user named it."""
    environment: Mapping[str, str]
    results: Results | None = None
    choice: Choice | None = None
    written_only: bool = False
    """Whether results count only if the source has their benchmark."""
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def notes(self) -> list[Diagnostic]:
        """What kept a part from being read or run, with paths relative to the root."""
        found = [*self.problems, *(self.results.diagnostics if self.results is not None else ())]
        return [_relative(note, self.root) for note in found]

    @property
    def chosen_results(self) -> Results:
        """The results of the benchmarks asked for."""
        if self.results is None:
            return Results(self.start)
        return taken(self.results, self.suite, self.choice, written_only=self.written_only)

    def choose(self, name: str) -> bool:
        """Take only what a name means; False if nothing is called so."""
        self.choice = choose(name, self.suite, self.results)
        return self.choice is not None

    def written(self) -> list[Benchmark]:
        """The benchmarks of the source that were asked for."""
        return [one for one in self.suite.benchmarks if self.choice is None or self.choice.takes_source(one)]

    # -- running ---------------------------------------------------------------------------------------

    def ask_cargo(self, clock: Clock, told: Told | None) -> list[Benchmark]:
        """The benchmarks as their targets list them, each with its place in source."""
        found = []
        for target in self._runnable():
            own = Suite((target,), tuple(one for one in self.suite.benchmarks if one.target == target))
            for name in cargo.list_benchmarks(target, clock, told):
                source = own.named(name)
                if source is not None:
                    found.append(replace(source, name=Name((name,))))
                else:
                    place = self.project.files[self._display(target)].location(0, 0)
                    found.append(Benchmark(Name((name,)), CRITERION, target, place, ()))
        return [one for one in found if self.choice is None or self.choice.takes_source(one)]

    def run(self, arguments: Sequence[str], clock: Clock, told: Told | None) -> None:
        """Run what was asked for, and read the results again. Out of time, the rest is left out, and said."""
        chosen = [self.choice.name] if self.choice is not None and self.choice.filtered else []
        for target in self._runnable():
            try:
                cargo.run(target, [*arguments, *chosen], clock, told, self.criterion)
            except cargo.OutOfTime as error:
                self.problems.append(Diagnostic("warning", "time-limit", str(error)))
                break
        self.read_results()
        if self.results is None:
            raise BenchError("the benchmarks left no results of Criterion")

    def read_results(self) -> None:
        """Look for results, and read them."""
        root = self.criterion or find_root(self.start, self.environment)
        self.results = read(root) if root is not None else None

    def _runnable(self) -> list[BenchTarget]:
        """The targets asked for that plain ``cargo bench`` builds and that Criterion drives."""
        wanted = self.choice.targets if self.choice is not None else self.suite.targets
        driven = {one.target for one in self.suite.benchmarks if one.harness == CRITERION}
        found = [target for target in wanted if target in driven and not target.missing]
        if not found:
            lacking = next((target for target in wanted if target.missing), None)
            why = f"; `{lacking.name}` needs --features {','.join(lacking.missing)}" if lacking else ""
            raise BenchError(f"there is no Criterion benchmark to run{why}")
        return found

    def _display(self, target: BenchTarget) -> str:
        return next(unit.display for unit in self.project.files.values() if unit.file.path == target.path)


def open_workspace(
    targets: Targets,
    tiers: Mapping[str, tuple[str, ...]],
    start: Path,
    criterion: Path | None,
    environment: Mapping[str, str],
) -> Workspace:
    """Read the source, and the results if there are any."""
    project = build(targets.files, dict(tiers))
    place = Workspace(targets.root, project, suite(project), start.resolve(), criterion, environment)
    if criterion is None or criterion.is_dir():
        place.read_results()
    return place


def _relative(note: Diagnostic, root: Path) -> Diagnostic:
    if note.path is None or not Path(note.path).is_relative_to(root):
        return note
    return replace(note, path=Path(note.path).relative_to(root).as_posix())
