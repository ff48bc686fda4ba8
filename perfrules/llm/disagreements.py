"""A model's verdicts on issues whose analysts disagree; no issue is lost, and none of its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfrules.index.project import Project
from perfrules.llm.inquiry import Inquiry
from perfrules.llm.prompt import Prompt, about
from perfrules.model.finding import Evidence
from perfrules.model.issue import Issue, Judgement
from perfrules.model.report import Diagnostic
from perfrules.synthesis.disagreement import disagreement


def settle(
    project: Project, issues: Sequence[Issue], inquiry: Inquiry
) -> tuple[list[Issue], list[Diagnostic]]:
    """The issues with the verdicts as evidence, dismissed ones after the others, and what was not decided."""
    questions = {at: question for at, issue in enumerate(issues) if (question := disagreement(issue))}
    prompts = [_prompt(project, issues[at], question) for at, question in questions.items()]
    verdicts, notes = inquiry.verdicts(prompts, "disagreements")
    result = list(issues)
    for at, verdict in zip(questions, verdicts, strict=True):
        if verdict is not None:
            said = Evidence(verdict.told(inquiry.model), "heuristic")
            judgement = Judgement(verdict.verdict == "dismissed", said)
            result[at] = replace(issues[at], judgement=judgement)
    return sorted(result, key=lambda issue: issue.dismissed), notes


def _prompt(project: Project, issue: Issue, question: str) -> Prompt | None:
    return about(project, issue.lead, question, [f"analyst: {issue.lead.analyst}", *_others(issue)])


def _others(issue: Issue) -> Iterator[str]:
    """What the other findings say, and what measures the place."""
    for finding in issue.findings[1:]:
        place = finding.location
        inside = f", in {place.function}" if place.function else ""
        where = f"{place.path}, line {place.region.start_line}{inside}"
        led = f"{finding.analyst}, {finding.rule_id}, leads to {finding.specialist}"
        yield f"other finding ({led}): {where}: {finding.message}"
        yield from (f"its fact: {evidence.text}" for evidence in finding.evidence)
    yield from (f"measured by: {bench.target}, {bench.name}" for bench in issue.benches)
