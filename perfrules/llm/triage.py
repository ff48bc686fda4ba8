"""A model's verdicts on the findings that a rule marked ambiguous; no finding is lost."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.index.project import Project
from perfrules.llm.inquiry import Inquiry
from perfrules.llm.prompt import prompt_for
from perfrules.llm.verdict import judged
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic


def triage(
    project: Project, findings: Sequence[Finding], inquiry: Inquiry
) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings in the same order, as the verdicts leave them, and what was not decided."""
    doubtful = [at for at, each in enumerate(findings) if each.ambiguous and each.suppression is None]
    prompts = [prompt_for(project, findings[at]) for at in doubtful]
    verdicts, notes = inquiry.verdicts(prompts, "open questions")
    result = list(findings)
    for at, verdict in zip(doubtful, verdicts, strict=True):
        if verdict is not None:
            result[at] = judged(findings[at], verdict, inquiry.model)
    return result, notes
