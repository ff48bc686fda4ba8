"""Phase 1's outcome as a table for a code host."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.model.issue import Issue
from perfrules.report.markdown_text import cell, link, prose
from perfrules.report.pipeline.words import COLUMNS, HEADING, found, left_out, title


def table(issues: Sequence[Issue], shown: int) -> str:
    """The heading, the counts and the table of the first ``shown`` issues."""
    lines = [f"## {HEADING}", "", prose(found(issues)), ""]
    if issues:
        lines += [f"| {' | '.join(COLUMNS)} |", "| ---: | --- | --- | --- | --- | --- | --- |"]
        lines += [_row(number, issue) for number, issue in enumerate(issues[:shown], 1)]
    if rest := left_out(len(issues), shown):
        lines += ["", prose(rest)]
    return "\n".join(lines) + "\n"


def _row(number: int, issue: Issue) -> str:
    place = issue.location
    where = link(place.path, place.region.start_line, place.region.end_line)
    inside = f"<br>{cell(place.function)}" if place.function else ""
    said = (title(issue), *([issue.judgement.evidence.text] if issue.judgement is not None else []))
    cells = (
        str(number),
        issue.risk,
        f"{where}{inside}",
        "<br>".join(prose(text).replace("|", "\\|") for text in said),
        str(issue.category),
        issue.specialist,
        issue.type,
    )
    return f"| {' | '.join(cells)} |"
