"""Do the functions that a crate's own benchmarks exercise rank high by hotness?

Who writes a benchmark says which code is worth measuring. Hotness is worked out without the benchmarks' files, so
that they cannot lift what they call; then all functions of the library are ranked, equal ones at the middle
of their places. Functions that only a name or a trait leads to from a benchmark do not count.

``python benchmarks/bench_rank.py CRATE...`` with folders of crates that have benchmarks; prints a table.
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from perfrules.analysts.benchmarks.linked import subjects
from perfrules.analysts.benchmarks.reach import Reached, reached
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.hotness import function_hotness
from perfrules.index.build import build
from perfrules.index.callgraph import Key, call_graph, key_of
from perfrules.index.project import FunctionRef, Project
from perfrules.model.source import Role, SourceFile
from perfrules.targets import TargetRequest, resolve

TOP = 0.2


@dataclass(frozen=True)
class Ranked:
    """A crate's functions by hotness."""

    places: dict[Key, float]
    """0 for the hottest, 1 for the coldest."""
    names: dict[Key, str]
    hotness: dict[Key, float]

    def share_on_top(self, keys: Iterable[Key]) -> float:
        """Which share of some functions is in the top fifth."""
        listed = list(keys)
        return sum(self.places[key] <= TOP for key in listed) / len(listed)

    def possible(self, number: int) -> int:
        """How many of some functions would be in the top fifth if these were the hottest of all."""
        return min(number, int(TOP * len(self.places) + 0.5))

    def median(self, keys: Iterable[Key]) -> float:
        """The place in the middle of some functions."""
        return median(self.places[key] for key in keys)


@dataclass(frozen=True)
class Crate:
    """What was found out about one crate."""

    name: str
    ranked: Ranked
    direct: list[Key]
    """Functions that the measured code itself calls."""
    exercised: list[Key]
    """These, and all that they lead to."""
    hottest: list[Key]
    """For each benchmark, the hottest function that it exercises."""


def rank(project: Project, library: Sequence[FunctionRef]) -> Ranked:
    """All functions of a library by their hotness."""
    values = {key_of(ref): function_hotness(project, ref).value for ref in library}
    ordered = sorted(-value for value in values.values())
    places = {
        key: (bisect_left(ordered, -value) + bisect_right(ordered, -value)) / 2 / len(ordered)
        for key, value in values.items()
    }
    return Ranked(places, {key_of(ref): ref.function.qualified for ref in library}, values)


def examine(folder: Path, with_benches: bool) -> Crate | None:
    """One crate; None if its benchmarks lead to none of its functions."""
    files = resolve(TargetRequest(targets=(str(folder),), cwd=folder)).files
    whole = build(files)
    benchmarks = [one for one in suite(whole).benchmarks if one.target is not None]
    about = {crate.root for one in benchmarks if one.target for crate in subjects(whole, one.target.crate)}
    ranked = rank(*library([file for file in files if with_benches or file.role is not Role.BENCH], about))
    each = [[one for one in reached(whole, benchmark) if _counts(one, ranked)] for benchmark in benchmarks]
    each = [functions for functions in each if functions]
    if not each:
        return None
    return Crate(
        folder.name,
        ranked,
        direct=sorted({key_of(one.ref) for functions in each for one in functions if one.calls == 1}),
        exercised=sorted({key_of(one.ref) for functions in each for one in functions}),
        hottest=[
            min((key_of(one.ref) for one in functions), key=lambda key: (ranked.places[key], key))
            for functions in each
        ],
    )


def library(files: Sequence[SourceFile], about: set[Path]) -> tuple[Project, list[FunctionRef]]:
    """A project of some files, and the functions that are ranked."""
    project = build(files)
    return project, [
        ref
        for ref in call_graph(project).functions()
        if ref.unit.file.role is Role.LIBRARY
        and ref.unit.file.crate is not None
        and ref.unit.file.crate.root in about
        and not ref.unit.in_test(ref.function.start)
    ]


def _counts(one: Reached, ranked: Ranked) -> bool:
    return not one.guessed and key_of(one.ref) in ranked.places


def _of_possible(crates: Sequence[Crate]) -> float:
    """Exercised functions on top, as a share of the most that can be: some benchmarks run most of their crate.

    Equal functions share one place, so that a few more than that can be on top; they are not counted.
    """
    most = [one.ranked.possible(len(one.exercised)) for one in crates]
    on_top = [round(one.ranked.share_on_top(one.exercised) * len(one.exercised)) for one in crates]
    return sum(map(min, most, on_top)) / sum(most)


def main() -> int:
    """Print a line a crate, and one of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="+", type=Path, help="folders of crates")
    parser.add_argument("--show", type=int, default=0, help="print so many of the lowest of each crate")
    parser.add_argument(
        "--with-benches", action="store_true", help="let benchmarks count as entry points, as in a scan"
    )
    options = parser.parse_args()
    print("| crate | functions | called by benchmarks: on top | median place | all exercised: on top | of the most possible "
          "| median place | hottest of each benchmark: on top |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    found = []
    for folder in options.crates:
        one = examine(folder.resolve(), options.with_benches)
        if one is None:
            print(f"{folder.name}: no benchmark leads to a function", file=sys.stderr)
            continue
        found.append(one)
        ranked = one.ranked
        print(
            f"| {one.name} | {len(ranked.places)} "
            f"| {ranked.share_on_top(one.direct):.0%} of {len(one.direct)} | {ranked.median(one.direct):.2f} "
            f"| {ranked.share_on_top(one.exercised):.0%} of {len(one.exercised)} | {_of_possible([one]):.0%} "
            f"| {ranked.median(one.exercised):.2f} "
            f"| {ranked.share_on_top(one.hottest):.0%} of {len(one.hottest)} |",
            flush=True,
        )
        for key in sorted(one.direct, key=lambda key: -ranked.places[key])[: options.show]:
            print(f"    {ranked.places[key]:.2f} {ranked.hotness[key]:.2f} {ranked.names[key]}", flush=True)
    columns = [
        [(crate.ranked, key) for crate in found for key in getattr(crate, of)]
        for of in ("direct", "exercised", "hottest")
    ]
    shares = [sum(ranked.places[key] <= TOP for ranked, key in column) / len(column) for column in columns]
    middles = [median(ranked.places[key] for ranked, key in column) for column in columns]
    print(
        f"| **all** | {sum(len(crate.ranked.places) for crate in found)} "
        f"| {shares[0]:.0%} of {len(columns[0])} | {middles[0]:.2f} "
        f"| {shares[1]:.0%} of {len(columns[1])} | {_of_possible(found):.0%} | {middles[1]:.2f} | {shares[2]:.0%} of {len(columns[2])} |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
