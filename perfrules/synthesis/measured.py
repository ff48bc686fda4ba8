"""Which benchmarks measure an issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from perfrules.analysts.benchmarks.reach import reached
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.index.callgraph import Key, key_of
from perfrules.index.project import Project
from perfrules.model.issue import Bench, Issue
from perfrules.synthesis.place import function_of

MOST = 5
"""Benchmarks named with an issue: more are not needed to measure it."""


def with_benches(project: Project, issues: Iterable[Issue]) -> list[Issue]:
    """The issues, each with the benchmarks that exercise its leading finding's function."""
    known = _benches(project)
    if not known:
        return list(issues)
    measured = []
    for issue in issues:
        ref = function_of(project, issue.location)
        near = known.get(key_of(ref), ()) if ref is not None else ()
        measured.append(replace(issue, benches=tuple(near)))
    return measured


def _benches(project: Project) -> dict[Key, list[Bench]]:
    """The nearest benchmarks of each function; guesses, which a name alone leads to, do not count."""
    found: dict[Key, dict[Bench, int]] = defaultdict(dict)
    for benchmark in suite(project).benchmarks:
        if benchmark.target is None:
            continue
        bench = Bench(benchmark.target.crate.name, benchmark.target.name, str(benchmark.name))
        for one in reached(project, benchmark):
            if not one.guessed:
                near = found[key_of(one.ref)]
                near[bench] = min(one.calls, near.get(bench, one.calls))
    return {
        key: sorted(near, key=lambda bench: (near[bench], bench.package, bench.target, bench.name))[:MOST]
        for key, near in found.items()
    }
