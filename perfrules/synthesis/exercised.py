"""``--bench``: only what the benchmarks of a name exercise."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.analysts.benchmarks.find import exercised
from perfrules.index.callgraph import key_of
from perfrules.index.project import Project
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Analyst
from perfrules.synthesis.place import function_of


def exercised_only(
    findings: Sequence[Finding], project: Project, name: str
) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings in functions that the benchmarks of a name exercise, and those about the benchmarks."""
    reached = exercised(project, name)
    if reached is None:
        message = f"no benchmark, group or bench target is called `{name}`; `perfrules bench list` shows them"
        return [], [Diagnostic("error", "unknown-benchmark", message, usage=True)]
    keys = {key_of(one.ref) for one in reached}
    return [
        finding
        for finding in findings
        if finding.analyst is Analyst.BENCHMARKS
        or ((ref := function_of(project, finding.location)) is not None and key_of(ref) in keys)
    ], []
