"""Is what perfrules says about benchmarks true? On real crates from the registry, built and run here:

* the benchmarks that it finds in source are those that ``cargo bench -- --list`` prints;
* its figures are those on Criterion's console, to the last digit;
* code made slower by a fifth is a regression, and the changed function is among its locations;
* unchanged code that runs again is none.

Run on a quiet machine: ``python benchmarks/criterion_truth.py --work FOLDER``; prints a table, and exits with
1 if a claim does not hold. On a busy one, ``--runner "chrt -f 50 taskset -c 1"`` keeps a core free for what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfrules.analysts.benchmarks import units
from perfrules.analysts.benchmarks.data import Throughput
from perfrules.index.build import build
from perfrules.targets import TargetRequest, resolve

ENOUGH = (0.17, 0.25)
"""The share by which a function is made slower: about a fifth."""
FIRST_TURNS, ATTEMPTS = 200, 10
QUICK = ("--sample-size", "20", "--measurement-time", "1", "--warm-up-time", "1", "--noplot")
NEVER_FAIL = ("--fail-on", "never")


@dataclass(frozen=True)
class Subject:
    """A crate, some of its benchmarks, and a function of it to slow down."""

    name: str
    version: str
    bench: str
    filter: str
    """Regular expression of the benchmarks that are run."""
    watched: str
    """The benchmark that exercises the function."""
    file: str
    function: str


SUBJECTS = (
    Subject(
        "httparse", "1.10.1", "parse", "^(req/req|resp/resp|uri/uri_0064b)$", "req/req", "src/lib.rs",
        "parse_headers_iter_uninit",
    ),
    Subject(
        "crc32fast", "1.5.5", "bench", "^(baseline|specialized)/1024$", "baseline/1024", "src/baseline.rs",
        "update_fast_16",
    ),
    Subject("semver", "1.0.28", "parse", "^parse", "parse Version", "src/parse.rs", "from_str"),
)  # fmt: skip


class Bench:
    """A copy of a subject's source, where it can be run."""

    def __init__(self, subject: Subject, work: Path, options: argparse.Namespace) -> None:
        self.subject = subject
        self.folder = work / f"{subject.name}-{subject.version}"
        self.home = work / f"{subject.name}-criterion"
        self.environment = {
            **os.environ,
            "CARGO_TARGET_DIR": str(work / "target"),
            "CRITERION_HOME": str(self.home),
            "NO_COLOR": "1",
            **({f"CARGO_TARGET_{host()}_RUNNER": options.runner} if options.runner else {}),
        }
        self.criterion = [
            "--sample-size", str(options.samples), "--measurement-time", str(options.seconds),
            "--warm-up-time", "1",
        ]  # fmt: skip
        for old in (self.folder, self.home):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(source_of(subject, work, options.crates), self.folder)
        self.source = self.folder / subject.file
        self.original = self.source.read_text(encoding="utf-8")

    def cargo(self, *arguments: str) -> str:
        """Standard output of ``cargo bench`` for the subject's target."""
        command = ["cargo", "bench", "--bench", self.subject.bench, "--", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.stderr.decode()[-2000:]}")
        return done.stdout.decode()

    def measure(self, name: str) -> str:
        """Run the subject's benchmarks, and save the run under a name."""
        return self.cargo(*self.criterion, "--save-baseline", name, self.subject.filter)

    def perfrules(self, *arguments: str) -> dict[str, Any]:
        """What ``perfrules bench`` says."""
        command = [sys.executable, "-m", "perfrules", "bench", *arguments, "--format", "json"]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=False
        )
        if done.returncode > 1:
            raise SystemExit(f"{' '.join(command)}: {done.stderr.decode()}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def slow_down(self, turns: int) -> None:
        """Put a loop that the compiler neither removes nor unrolls at the start of the function."""
        self.source.write_text(self.original, encoding="utf-8")
        project = build(resolve(TargetRequest(targets=(str(self.folder),), cwd=self.folder)).files)
        places = [
            function.body_start
            for unit in project.files.values()
            if unit.file.path == self.source
            for function in unit.facts.functions
            if function.name == self.subject.function and function.body_start >= 0
        ]
        text = self.original.encode()
        loop = (
            "{ let mut waited = 0u32; "
            f"for _ in 0..core::hint::black_box({turns}) {{ waited = core::hint::black_box(waited); }} "
        ).encode()
        for place in sorted(places, reverse=True):
            text = text[:place] + loop + text[place + 1 :]
        self.source.write_bytes(text)

    def watched_median(self) -> float:
        """Of the watched benchmark in the run that was made last, in nanoseconds."""
        rows = self.perfrules("report", *NEVER_FAIL)["benchmarks"]
        found: float = next(
            one["nanoseconds"]["median"]["point"] for one in rows if one["name"] == self.subject.watched
        )
        return found


def host() -> str:
    """The compiler's own platform, as cargo's variables spell it."""
    told = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    return next(re.finditer(r"^host: (.*)$", told, re.MULTILINE))[1].replace("-", "_").upper()


def source_of(subject: Subject, work: Path, crates: Path | None) -> Path:
    """The crate's source, from a folder of crates or by way of cargo."""
    folder = f"{subject.name}-{subject.version}"
    if crates is not None and (crates / folder).is_dir():
        return crates / folder
    scratch = work / "fetch"
    (scratch / "src").mkdir(parents=True, exist_ok=True)
    (scratch / "src" / "lib.rs").write_text("", encoding="utf-8")
    (scratch / "Cargo.toml").write_text(
        '[package]\nname = "fetch"\nversion = "0.0.0"\n'
        f'[dependencies]\n{subject.name} = "={subject.version}"\n',
        encoding="utf-8",
    )
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=scratch, check=True)
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    return next(home.glob(f"registry/src/*/{folder}"))


def same_list(bench: Bench) -> tuple[int, bool]:
    """Benchmarks listed by cargo, and whether those found in source are the same."""
    listed = re.findall(r"^(.+): bench(?:mark)?$", bench.cargo("--list"), re.MULTILINE)
    found = [one["name"] for one in bench.perfrules("list", "--bench", bench.subject.bench)["benchmarks"]]
    return len(listed), sorted(listed) == sorted(found)


def same_figures(bench: Bench) -> tuple[int, int]:
    """Figures that Criterion prints about all benchmarks of the target, and how many are reported likewise.

    Each benchmark has three of its time, of its throughput, and of the change since a run before, and the
    numbers of outliers.
    """
    bench.cargo(*QUICK)
    console = bench.cargo(*QUICK).replace("\N{MINUS SIGN}", "-")
    reported = {one["name"]: _figures_of(one) for one in bench.perfrules("report", *NEVER_FAIL)["benchmarks"]}
    printed = equal = 0
    for name, block in _blocks(console):
        figures = _figures_in(block)
        printed += len(figures)
        equal += sum(figure in reported.get(name, ()) for figure in figures)
    return printed, equal


def _blocks(console: str) -> Iterator[tuple[str, str]]:
    """What Criterion printed of each benchmark."""
    starts = [*re.finditer(r"^(\S.*?)(?:\s*\n)?\s+time: ", console, re.MULTILINE)]
    ends = [*(start.start() for start in starts[1:]), len(console)]
    for start, end in zip(starts, ends, strict=True):
        yield start[1], console[start.start() : end]


def _figures_in(block: str) -> list[str]:
    """The figures of one benchmark, each with what it is about."""
    figures = []
    changes = False
    for word, inside in re.findall(r"(time|thrpt|change):[ ]*(?:\[(.*?)\]|\n)", block):
        if not inside:  # of a benchmark with throughput: the lines below are about changes
            changes = True
            continue
        if changes and word == "thrpt":  # follows from that of the time
            continue
        kind = "change" if changes else word
        numbers = re.findall(r"[-+]?[\d.]+%|[\d.]+ \S+", inside)
        figures += [f"{kind} {at} {number}" for at, number in enumerate(numbers)]
    figures += [f"{kind} {count}" for count, kind in re.findall(r"(\d+) \(.*?%\) ((?:low|high) \w+)", block)]
    return figures


def _figures_of(row: dict[str, Any]) -> set[str]:
    """The same of a row of the report."""
    typical, change = row["nanoseconds"]["typical"], row["change"]["mean"]
    times = [typical[end] for end in ("low", "point", "high")]
    found = {f"time {at} {units.time(value)}" for at, value in enumerate(times)}
    if row["throughput"] is not None:
        amount = Throughput(**row["throughput"])
        rates = [units.throughput(amount, value) for value in reversed(times)]
        found |= {f"thrpt {at} {rate}" for at, rate in enumerate(rates)}
    found |= {f"change {at} {units.change(change[end])}" for at, end in enumerate(("low", "point", "high"))}
    outliers = row["stability"]["outliers"]
    return found | {
        f"{word.replace('_', ' ')} {count}" for word, count in outliers.items() if word != "samples"
    }


def slowed(bench: Bench) -> tuple[float, bool, bool]:
    """The slowdown that came about, whether it is a regression, and whether it names the function.

    How much an empty loop costs in a place is tried out, until it comes to about a fifth.
    """
    bench.measure("before")
    before = bench.watched_median()
    low, high, turns = 0, 0, FIRST_TURNS
    for _ in range(ATTEMPTS):
        bench.slow_down(turns)
        bench.measure("after")
        share = bench.watched_median() / before - 1
        if ENOUGH[0] <= share <= ENOUGH[1]:
            break
        low, high = (low, turns) if share > ENOUGH[1] else (turns, high)
        turns = (low + high) // 2 if high else turns * 4
    found = bench.perfrules("compare", "before", "after")
    (row,) = (one for one in found["benchmarks"] if one["name"] == bench.subject.watched)
    names = {
        (place or {}).get("function", "") or ""
        for finding in found["findings"]
        if finding["ruleId"] == "bench-regression"
        for place in (finding["location"], *(one["location"] for one in finding["related"]))
    }
    named = any(name.rpartition("::")[2] == bench.subject.function for name in names)
    bench.source.write_text(bench.original, encoding="utf-8")
    return row["change"]["point"], row["change"]["verdict"] == "regressed", named


def false_regressions(bench: Bench, reruns: int) -> tuple[int, int]:
    """Comparisons of unchanged code with a run of the same, and how many of them are called regressions."""
    bench.measure("again-0")
    compared = wrong = 0
    for turn in range(1, reruns + 1):
        bench.measure(f"again-{turn}")
        rows = bench.perfrules("compare", f"again-{turn - 1}", f"again-{turn}")["benchmarks"]
        compared += len(rows)
        wrong += sum(row["change"]["verdict"] == "regressed" for row in rows)
    return compared, wrong


HEADING = """\
| crate | listed by cargo | same in source | figures printed | equal | slowed | regression | function named \
| comparisons of unchanged code | called regressions |
|---|---:|---|---:|---:|---:|---|---|---:|---:|"""


def yes(holds: bool) -> str:
    """A truth for the table."""
    return "yes" if holds else "**no**"


def main() -> int:
    """Put all subjects to the test."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, help="folder for copies and builds")
    parser.add_argument("--crates", type=Path, help="folder with NAME-VERSION folders to take sources from")
    parser.add_argument("--only", help="name of one subject")
    parser.add_argument(
        "--runner", help="command that runs the measured processes, as `chrt -f 50 taskset -c 1`"
    )
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=1, help="whole ones, for old Criterions")
    parser.add_argument("--reruns", type=int, default=10)
    options = parser.parse_args()
    work = (options.work or Path(tempfile.mkdtemp(prefix="criterion-truth-"))).resolve()
    work.mkdir(parents=True, exist_ok=True)
    good = True
    print(HEADING, flush=True)
    for subject in SUBJECTS:
        if options.only not in (None, subject.name):
            continue
        bench = Bench(subject, work, options)
        listed, same = same_list(bench)
        printed, equal = same_figures(bench)
        change, regressed, named = slowed(bench)
        compared, wrong = false_regressions(bench, options.reruns)
        print(
            f"| {subject.name} {subject.version} | {listed} | {yes(same)} | {printed} | {equal} "
            f"| {change:+.1%} | {yes(regressed)} | {yes(named)} | {compared} | {wrong} |",
            flush=True,
        )
        good &= same and printed == equal > 0 and regressed and named and wrong <= 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
