"""What a scan costs, as ratios taken in one run: against ast-grep with as many rules, and against parsing.

    python benchmarks/speed.py TREE [--ast-grep ast-grep] [--runs 3] [--profile 25]

``pip install ast-grep-cli`` gives ast-grep. It runs naive rules that this script makes: a method called
inside a loop, one for each of perfrules' default rules. Times are the best of all runs, of all processes
together where they are processor time; memory is the peak of the largest process.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from perfrules.analysts.diagnose import diagnose
from perfrules.index.build import build
from perfrules.index.project import Project
from perfrules.model.source import Targets
from perfrules.rules.loader import load_rules
from perfrules.rules.ruleset import RuleSet
from perfrules.syntax import parse
from perfrules.targets import TargetRequest, resolve

_T = TypeVar("_T")
_METHODS = """
    clone to_string to_owned to_vec into_iter collect push push_str insert get get_mut entry remove contains
    contains_key unwrap expect iter iter_mut len is_empty lock read write borrow borrow_mut as_str as_ref as_mut map
    filter fold chars bytes split trim replace find starts_with ends_with parse extend append sort sort_by dedup
    retain drain pop first last nth skip take zip enumerate rev chain flat_map filter_map any all count sum max min
    to_lowercase to_uppercase format join concat flush send recv spawn await_ready wait notify load store swap
    fetch_add compare_exchange cloned copied unwrap_or unwrap_or_default ok_or and_then or_else is_some is_none is_ok
    """.split()
_LOOPS = ("for_expression", "while_expression", "loop_expression", "closure_expression")
_RULE = """\
id: naive-{number}
language: rust
severity: warning
message: {method} in a loop
rule:
  pattern: $RECEIVER.{method}($$$ARGUMENTS)
  inside:
    kind: {loop}
    stopBy: end
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one child process took."""

    wall: float
    cpu: float
    megabytes: float


def main() -> int:
    """Measure on the tree named on the command line."""
    arguments = _arguments()
    if shutil.which(arguments.ast_grep) is None:
        print(
            "ast-grep not found: pip install ast-grep-cli, or give its path with --ast-grep", file=sys.stderr
        )
        return 2
    gc.disable()  # as the command does
    tree = arguments.tree.resolve()
    ruleset, _ = load_rules()[0].select()
    targets = resolve(TargetRequest(targets=(str(tree),), cwd=tree))
    command = [
        sys.executable,
        "-m",
        "perfrules",
        "scan",
        str(tree),
        "--quiet",
        "--format",
        "json",
        "--no-progress",
    ]
    with tempfile.TemporaryDirectory() as folder:
        naive = naive_rules(Path(folder), len(ruleset.rules))
        other = [arguments.ast_grep, "scan", "--config", str(naive), str(tree), "--json=stream"]
        scans, others = [], []
        for _ in range(arguments.runs):
            scans.append(measured(command))
            others.append(measured(other))
    parsing, indexing, ruling = shares(targets, ruleset, arguments.runs)
    report(targets, ruleset, best(scans), best(others), parsing, indexing, ruling)
    if arguments.profile:
        profile(targets, ruleset, arguments.profile)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", type=Path, help="a folder of Rust sources")
    parser.add_argument("--ast-grep", default="ast-grep", help="path of the program")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", type=int, default=0, metavar="N", help="print the N costliest functions")
    return parser.parse_args()


def naive_rules(folder: Path, count: int) -> Path:
    """Write ast-grep rules, and the configuration that names them."""
    rules = folder / "rules"
    rules.mkdir()
    for number in range(count):
        method, loop = _METHODS[number % len(_METHODS)], _LOOPS[number // len(_METHODS) % len(_LOOPS)]
        text = _RULE.format(number=number, method=method, loop=loop)
        (rules / f"naive-{number}.yml").write_text(text, "utf-8")
    configuration = folder / "sgconfig.yml"
    configuration.write_text("ruleDirs: [rules]\n", "utf-8")
    return configuration


def measured(command: list[str]) -> Cost:
    """Run a command to its end."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} failed with status {child.returncode}: {said.decode()[-500:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(costs: list[Cost]) -> Cost:
    """The least time, the most memory."""
    return Cost(min(c.wall for c in costs), min(c.cpu for c in costs), max(c.megabytes for c in costs))


def shares(targets: Targets, ruleset: RuleSet, runs: int) -> tuple[float, float, float]:
    """Seconds for parsing alone, for extracting and merging facts, and for the rules, inference included."""
    sources = [file.path.read_bytes() for file in targets.files]
    parsing = min(timed(lambda: [parse(source).root for source in sources])[0] for _ in range(runs))
    built, ruled = [], []
    for _ in range(runs):
        seconds, project = timed(lambda: build(targets.files))
        built.append(seconds)
        ruled.append(timed(lambda project=project: diagnose(project, ruleset))[0])  # type: ignore[misc]
    return parsing, min(built) - parsing, min(ruled)


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    """Seconds that ``work`` takes, and what it gives."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def report(
    targets: Targets,
    ruleset: RuleSet,
    scan: Cost,
    other: Cost,
    parsing: float,
    indexing: float,
    ruling: float,
) -> None:
    """Print figures and ratios."""
    lines = sum(file.path.read_bytes().count(b"\n") for file in targets.files)
    print(f"{len(targets.files)} files, {lines:,} lines, {len(ruleset.rules)} rules on either side\n")
    print(f"{'':16} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}")
    for name, cost in (("perfrules scan", scan), ("ast-grep scan", other)):
        print(f"{name:16} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.megabytes:8.0f}")
    print(f"\n{'parsing':16} {parsing:8.2f}\n{'index':16} {indexing:8.2f}\n{'rules':16} {ruling:8.2f}\n")
    print(f"scan / ast-grep, wall   {scan.wall / other.wall:6.2f}")
    print(f"scan / ast-grep, cpu    {scan.cpu / other.cpu:6.2f}")
    print(f"index / parsing         {indexing / parsing:6.2f}")
    print(f"rules / parsing         {ruling / parsing:6.2f}")
    print(f"peak memory, MB         {scan.megabytes:6.0f}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"this process, MB        {own:6.0f}")


def profile(targets: Targets, ruleset: RuleSet, count: int) -> None:
    """Print where the time of indexing and of the rules goes."""
    profiler = cProfile.Profile()
    project: Project = profiler.runcall(build, targets.files)
    profiler.runcall(diagnose, project, ruleset)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(count)


if __name__ == "__main__":
    sys.exit(main())
