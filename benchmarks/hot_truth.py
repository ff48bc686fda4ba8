"""Is the code in which a crate's benchmarks spend their instructions code that ranks high by hotness?

Exercised is not hot: a benchmark also runs what is set up once. So each benchmark is run once under callgrind, which
counts the instructions of every source line, inlined ones included. Hotness is worked out without the
benchmarks' files, and for one column with them, as in a scan. Of two lists of the library's functions, one by hotness and one by instructions, this prints how
much of the instructions the first fifth of the former has, and how many of the functions that make up
most of the instructions are in it.

``python -m benchmarks.hot_truth CRATE... --target DIR``: copies of crates with benchmarks that may be built in.
Instructions are those of the crate's own lines: what it calls in other crates and in ``std`` is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_rank import TOP, Ranked, library, rank
from perfrules.analysts.benchmarks.linked import subjects
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.index.build import build
from perfrules.index.callgraph import Key
from perfrules.index.project import Project
from perfrules.model.source import Role
from perfrules.targets import TargetRequest, resolve

MOST = 0.9
"""The functions that together have so much of the instructions are where the time goes."""
_POSITION = re.compile(r"(\+|-)?(\d+)|\*")
_NAMED = re.compile(r"\((\d+)\)(?: (.*))?")


@dataclass(frozen=True)
class Crate:
    """A crate's functions by hotness, and their instructions."""

    name: str
    ranked: Ranked
    scanned: Ranked
    """The same with the benchmarks' files, as in a scan."""
    spent: Counter[Key]

    @property
    def total(self) -> int:
        """Instructions of all functions."""
        return self.spent.total()

    def on_top(self, ranked: Ranked) -> float:
        """Which share of the instructions is in the first fifth of a ranking."""
        return sum(spent for key, spent in self.spent.items() if ranked.places[key] <= TOP) / self.total

    def busiest(self) -> list[Key]:
        """The fewest functions that have most of the instructions."""
        found, so_far = [], 0
        for key, spent in self.spent.most_common():
            if so_far >= MOST * self.total:
                break
            found.append(key)
            so_far += spent
        return found


def measure(folder: Path, target: Path) -> Crate | None:
    """One crate; None if its benchmarks run none of its lines."""
    files = resolve(TargetRequest(targets=(str(folder),), cwd=folder)).files
    whole = build(files)
    about = {
        crate.root
        for one in suite(whole).benchmarks
        if one.target is not None
        for crate in subjects(whole, one.target.crate)
    }
    project, functions = library([file for file in files if file.role is not Role.BENCH], about)
    ranked = rank(project, functions)
    lines: Counter[tuple[str, int]] = Counter()
    for binary in executables(folder, target):
        lines += counted(binary, folder, target / "callgrind.out")
    spent = Counter(
        {key: number for key, number in _by_function(project, lines).items() if key in ranked.places}
    )
    return Crate(folder.name, ranked, rank(*library(files, about)), spent) if spent else None


def executables(folder: Path, target: Path) -> Iterator[Path]:
    """The crate's bench targets, built with lines."""
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(target),
        "CARGO_PROFILE_BENCH_DEBUG": "line-tables-only",
    }
    command = ["cargo", "bench", "--benches", "--no-run", "--message-format", "json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        said = json.loads(line)
        if said.get("executable") and "bench" in said["target"]["kind"]:
            yield Path(said["executable"])


def counted(binary: Path, folder: Path, out: Path) -> Counter[tuple[str, int]]:
    """Instructions by file and line of one run of each benchmark."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", binary, "--bench", "--test"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return parsed(out.read_text().splitlines())


def parsed(lines: Iterable[str]) -> Counter[tuple[str, int]]:
    """The lines' own costs in callgrind's format, without those of the calls that they make."""
    found: Counter[tuple[str, int]] = Counter()
    names: dict[str, str] = {}
    file, line, of_call = "", 0, False
    for text in lines:
        key, equals, value = text.partition("=")
        if equals:
            of_call |= key == "calls"
            if key in ("fl", "fi", "fe", "cfi", "cfl") and (named := _NAMED.match(value)):
                name = names.setdefault(named[1], named[2] or "")
                file = file if key.startswith("c") else name
        elif (position := _POSITION.match(text)) is not None and file:
            sign, number = position.groups()
            if number is not None:
                line = int(number) if sign is None else line + int(sign + number)
            if not of_call:
                found[file, line] += int(text.split()[1])
            of_call = False
    return found


def _by_function(project: Project, lines: Counter[tuple[str, int]]) -> Counter[Key]:
    """Instructions by the innermost function around each line."""
    units = {str(unit.file.path): unit for unit in project.files.values()}
    by_file: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (file, line), number in lines.items():
        by_file[os.path.realpath(file)].append((line, number))
    found: Counter[Key] = Counter()
    for file, counts in by_file.items():
        if (unit := units.get(file)) is None:
            continue
        starts = unit.syntax.line_starts
        for line, number in counts:
            if 0 < line <= len(starts):
                end = starts[line] - 1 if line < len(starts) else len(unit.syntax.source)
                text = unit.syntax.source[starts[line - 1] : end]
                function = unit.function_at(starts[line - 1] + len(text) - len(text.lstrip()))
                if function is not None:
                    found[unit.display, function.index] += number
    return found


def main() -> int:
    """Print a line a crate, and one of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="+", type=Path, help="folders of crates, to build in")
    parser.add_argument("--target", type=Path, required=True, help="where to build")
    parser.add_argument("--show", type=int, default=0, help="print so many of the busiest of each crate")
    options = parser.parse_args()
    print("| crate | functions | with instructions | instructions of the first fifth | of that of a scan "
          "| functions with 90 % of the instructions | in the first fifth | median place |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    found = []
    for folder in options.crates:
        one = measure(folder.resolve(), options.target.resolve())
        if one is None:
            print(f"{folder.name}: its benchmarks run none of its lines", file=sys.stderr)
            continue
        found.append(one)
        busiest = one.busiest()
        print(
            f"| {one.name} | {len(one.ranked.places)} | {len(one.spent)} | {one.on_top(one.ranked):.0%} "
            f"| {one.on_top(one.scanned):.0%} | {len(busiest)} | {one.ranked.share_on_top(busiest):.0%} | {one.ranked.median(busiest):.2f} |",
            flush=True,
        )
        for key in busiest[: options.show]:
            share, place = one.spent[key] / one.total, one.ranked.places[key]
            print(
                f"    {share:.0%} {place:.2f} {one.ranked.hotness[key]:.2f} {one.ranked.names[key]}",
                flush=True,
            )
    if found:
        busiest_all = [(one.ranked, key) for one in found for key in one.busiest()]
        places = sorted(ranked.places[key] for ranked, key in busiest_all)
        print(
            f"| **all** | {sum(len(one.ranked.places) for one in found)} | {sum(len(one.spent) for one in found)} "
            f"| {sum(one.on_top(one.ranked) for one in found) / len(found):.0%} "
            f"| {sum(one.on_top(one.scanned) for one in found) / len(found):.0%} | {len(places)} "
            f"| {bisect_right(places, TOP) / len(places):.0%} | {places[len(places) // 2]:.2f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
