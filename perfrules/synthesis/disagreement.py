"""When the analysts of an issue disagree; docs/synthesis.md explains it."""

from __future__ import annotations

from collections.abc import Iterator

from perfrules.model.finding import Finding
from perfrules.model.issue import Issue
from perfrules.model.severity import Analyst
from perfrules.synthesis.priority import measured
from perfrules.synthesis.tables import Tables, tables


def disagreement(issue: Issue, table: Tables | None = None) -> str | None:
    """The question that the analysts of an issue leave open by what they say against its leading finding.

    None where nobody says anything against it, and where it claims nothing that could be wrong.
    """
    table, lead = table or tables(), issue.lead
    against = list(_against(issue, table)) if _claims(lead, table) else []
    if not against:
        return None
    said = f"The {lead.analyst} analyst leads to {lead.specialist}, but {', and '.join(against)}."
    return f"{said} Is what the {lead.analyst} analyst says about this place worth a change?"


def _against(issue: Issue, table: Tables) -> Iterator[str]:
    lead = issue.lead
    for analyst in Analyst:
        claims = [each for each in issue.findings if each.analyst is analyst and _claims(each, table)]
        led = sorted({each.specialist for each in claims})
        if led and analyst is not lead.analyst and lead.specialist not in led:
            yield f"the {analyst} analyst to {', '.join(led)}"
    if any(finding.kind in table.against for finding in issue.findings):
        yield "a benchmark that runs it has become faster"


def _claims(finding: Finding, table: Tables) -> bool:
    """Whether it is a claim, from source alone, that something is slow and why."""
    where = table.convergence.silent | table.grouping.where
    return finding.kind not in where and not measured(finding)
