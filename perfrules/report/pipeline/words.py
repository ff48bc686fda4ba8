"""What every format says alike."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.analysts.diagnose import Outcome
from perfrules.model.issue import Issue
from perfrules.report.summary import count

HEADING = "Phase 1 Complete"
COLUMNS = ("#", "Risk", "Location", "Issue", "Category", "Phase 2 skill", "Type")


def found(issues: Sequence[Issue]) -> str:
    """``Found 9 performance findings across 4 files, in 5 issues``."""
    findings = [finding for issue in issues for finding in issue.findings]
    files = {finding.location.path for finding in findings}
    said = f"Found {count(len(findings), 'performance finding')} across {count(len(files), 'file')}"
    return f"{said}, in {count(len(issues), 'issue')}" if len(issues) < len(findings) else said


def title(issue: Issue) -> str:
    """What an issue is about, in one line: its leading finding, and who else speaks of it."""
    others = len(issue.findings) - 1
    met = f", {len(issue.analysts)} analysts" if len(issue.analysts) > 1 else ""
    more = f" (+{others} more{met})" if others else ""
    return f"{issue.lead.message}{more}{'; dismissed by a model' if issue.dismissed else ''}"


def left_out(total: int, shown: int) -> str:
    """What the table does not show; empty if it shows all."""
    if total <= shown:
        return ""
    return f"{count(total - shown, 'issue')} of lower priority not shown; --limit 0 shows all"


def analyst_line(outcome: Outcome) -> str:
    """How an analyst fared."""
    if outcome.failure is not None:
        kept = f"; {count(len(outcome.findings), 'finding')} kept" if outcome.findings else ""
        return f"{outcome.analyst}: failed: {outcome.failure}{kept}"
    return f"{outcome.analyst}: {count(len(outcome.findings), 'finding')}"
