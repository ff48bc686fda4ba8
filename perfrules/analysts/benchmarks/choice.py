"""Benchmarks by what a person calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from perfrules.analysts.benchmarks.data import Measured, Results
from perfrules.analysts.benchmarks.source.discover import Benchmark, Suite
from perfrules.analysts.benchmarks.source.targets import BenchTarget


@dataclass(frozen=True, slots=True)
class Choice:
    """The benchmarks that a name means: a target's, one, a group's, or those with the text in their name."""

    name: str
    targets: tuple[BenchTarget, ...]
    filtered: bool
    """Whether only some benchmarks of these targets are meant."""

    def takes(self, measured: Measured, source: Benchmark | None) -> bool:
        """Whether a measured benchmark is among them."""
        if not self.filtered:
            return source is not None and source.target in self.targets
        return _meant(self.name, measured.name.full)

    def takes_source(self, benchmark: Benchmark) -> bool:
        """Whether a benchmark of the source is among them."""
        if not self.filtered:
            return benchmark.target in self.targets
        return _meant(self.name, str(benchmark.name)) or benchmark.name.matches(self.name)


def taken(results: Results, suite: Suite, choice: Choice | None, *, written_only: bool = False) -> Results:
    """The results of the benchmarks that were asked for.

    ``written_only`` leaves out those that the source lacks: a workspace's crates share one folder of results.
    """
    benchmarks = []
    for measured in results.benchmarks:
        source = suite.named(measured.name.full)
        if (source is not None or not written_only) and (choice is None or choice.takes(measured, source)):
            benchmarks.append(measured)
    return replace(results, benchmarks=tuple(benchmarks))


def choose(name: str, suite: Suite, results: Results | None) -> Choice | None:
    """What a name means; None if nothing is called so."""
    targets = tuple(target for target in suite.targets if target.name == name)
    if targets:
        return Choice(name, targets, filtered=False)
    chosen = Choice(name, (), filtered=True)
    written = [one for one in suite.benchmarks if chosen.takes_source(one)]
    measured = [one for one in (results.benchmarks if results else ()) if _meant(name, one.name.full)]
    if not written and not measured:
        return None
    found = dict.fromkeys(one.target for one in written if one.target is not None)
    return Choice(name, tuple(found), filtered=True)


def names(suite: Suite, results: Results | None) -> Iterable[str]:
    """Everything that can be chosen."""
    yield from (target.name for target in suite.targets)
    yield from (str(one.name) for one in suite.benchmarks)
    yield from (one.name.full for one in (results.benchmarks if results else ()))


def _meant(name: str, full: str) -> bool:
    return name in full
