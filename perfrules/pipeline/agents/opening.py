"""What a model is told first: how to work, and all that is known of the issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from perfrules.llm.prompt import fenced
from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.step import Step
from perfrules.pipeline.agents.policy import method, policy
from perfrules.pipeline.agents.reading import numbered
from perfrules.pipeline.crew import Crew

_AROUND = 60
"""Lines before and after a finding that are shown at once."""
Manner = Literal["editing", "judging"]
"""How a model works on a step."""


def opening(
    manner: Manner, step: Step, root: Path, conclusion: Conclusion, more: Sequence[str] = ()
) -> tuple[str, str]:
    """The system prompt and the task of a step."""
    data = [*_issue(step), *_evidence(conclusion)]
    if manner == "editing":
        data.append(f"files that may be edited: {', '.join(step.files)}")
    return f"{method(manner)}\n{method(step.specialist)}", fenced(
        "\n".join([*data, *more, *_source(step, root)])
    )


def prompts(crew: Crew) -> Iterator[str]:
    """For each approved step that a model would be asked about, what it would be told first, for people."""
    nothing = Conclusion(Status.DIAGNOSED, "not known before it runs")
    for step in crew.plan.approved:
        manner: Manner = "judging" if step.type == "Diagnostic" else "editing"
        if manner == "judging" or step.specialist in policy().edits:
            system, text = opening(manner, step, crew.plan.root, nothing)
            yield f"--- system\n{system}\n--- user\n{text}\n"


def _issue(step: Step) -> Iterator[str]:
    yield f"specialist: {step.specialist}"
    yield f"category: {step.issue.category}"
    for finding in step.issue.findings:
        place = finding.location
        yield f"finding: {finding.rule_id} at {place.path}:{place.region.start_line} in {place.function}"
        yield f"  {finding.message}"
        yield from (f"  fact: {each.text}" for each in finding.evidence)
    yield from (f"measured by: {bench.target} {bench.name}" for bench in step.issue.benches)


def _evidence(conclusion: Conclusion) -> Iterator[str]:
    yield f"evidence ({conclusion.way or 'no tool'}): {conclusion.result}"
    for seen in conclusion.evidence.observations:
        at = f"{seen.location.path}:{seen.location.region.start_line} " if seen.location else ""
        yield f"  {at}{seen.text}"
    yield from (f"  {figure.name}: {figure.value:g} {figure.unit}" for figure in conclusion.evidence.figures)


def _source(step: Step, root: Path) -> Iterator[str]:
    """The lines around the findings, file by file."""
    for path in step.files:
        lines = (root / path).read_bytes().decode("utf-8", "replace").split("\n")
        regions = [each.location.region for each in step.issue.findings if each.location.path == path]
        near = {
            line
            for region in regions
            for line in range(region.start_line - _AROUND, region.end_line + _AROUND + 1)
        }
        yield f"source of {path}, {len(lines)} lines:"
        yield from numbered((at, line) for at, line in enumerate(lines, 1) if at in near)
