"""Phase 2's outcome for a terminal, and the words that all formats share."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from perfrules.model.conclusion import Conclusion, Status
from perfrules.pipeline.phase2 import Completion, Diagnosed, Row, Update
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.charts import drawn
from perfrules.report.pipeline.console import drawn_lines
from perfrules.report.safe import one_line, visible
from perfrules.report.summary import count

HEADING = "Perf Pipeline — Complete"
GATE = "Diagnostic Phase 2 Complete"
COLUMNS = ("#", "Finding", "Phase 2 skill", "Status", "Result")
GATE_COLUMNS = ("#", "Location", "Original skill", "Updated skill", "Reason")
VERIFY = (
    "cargo fmt --all --check",
    "cargo check --workspace",
    "cargo clippy --all-targets --all-features -- -D warnings",
    "cargo test --workspace",
)
DOUBTFUL = "nobody promises that it keeps the meaning: read it before you take it"
_STYLE = {
    Status.OPTIMIZED: "bold green",
    Status.FLAGGED: "bold yellow",
    Status.REVERTED: "yellow",
    Status.FAILED: "bold red",
    Status.UNAVAILABLE: "red",
}
_BARS = 6
"""Of a chart, where not everything is asked for."""


def text(completion: Completion, options: RenderOptions) -> str:
    """The results as a table, what to run next, and with ``verbose`` the evidence."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, padding=(0, 2, 1, 0), pad_edge=False, show_edge=False, header_style="bold")
    for name in COLUMNS:
        grid.add_column(name, overflow="fold", no_wrap=name in ("#", "Status"))
    for row in completion.rows:
        grid.add_row(
            str(row.step.number),
            visible(one_line(finding(row))),
            row.step.specialist,
            Text(row.status, style=_STYLE.get(row.status, "")),
            visible(one_line(row.result)),
        )
    body = [HEADING, summary(completion), "", *drawn_lines(options, grid)]
    for row in completion.rows:
        body += [visible(line) for line in _evidence(row, options.verbose)]
    return "\n".join([*body, *next_steps(completion)]).rstrip() + "\n"


def gate(found: Sequence[Diagnosed], updates: Sequence[Update], options: RenderOptions) -> str:
    """What the diagnoses found, and what they change about the plan."""
    from rich.table import Table

    lines = [GATE, ""]
    for each in found:
        said = (
            f"{each.step.number}. {each.step.specialist}: {each.conclusion.status}: {each.conclusion.result}"
        )
        lines.append(visible(one_line(said)))
        lines += [f"   {visible(line)}" for chart in each.conclusion.evidence.charts for line in drawn(chart)]
    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for name in GATE_COLUMNS:
        grid.add_column(name, overflow="fold")
    for update in updates:
        place = update.step.issue.location
        where = f"{place.path}:{place.region.start_line}"
        reason = visible(one_line(update.conclusion.reason))
        grid.add_row(
            str(update.step.number), visible(where), update.step.specialist, update.specialist, reason
        )
    return "\n".join([*lines, "", *drawn_lines(options, grid)]).rstrip() + "\n"


def finding(row: Row) -> str:
    """Where and what, in a line."""
    place = row.step.issue.location
    return f"{place.path}:{place.region.start_line} {row.step.issue.lead.message}"


def summary(completion: Completion) -> str:
    """How many ended in which way."""
    ended = [row.status for row in completion.rows]
    ways = [f"{ended.count(status)} {status}" for status in Status if status in ended]
    return f"{count(len(ended), 'finding')}: {', '.join(ways) or 'nothing was approved'}"


def next_steps(completion: Completion) -> Iterator[str]:
    """How to take what is kept, how to check it, and where everything lies."""
    if completion.patch is not None:
        yield f"Kept: {count(len(completion.kept), 'change')}, in one patch:"
        yield f"  git apply {shlex.quote(str(completion.patch))}"
        yield f"  or: perfrules pipeline --resume {completion.id} --apply"
        yield "then verify:"
        yield from (f"  {command}" for command in VERIFY)
    flagged = [each for row in completion.rows for each in row.changes if each.status is Status.FLAGGED]
    for each in flagged:
        patch = completion.folder / "changes" / f"{each.change.name}.patch"
        yield f"For a person to decide: {each.change.title}: {patch}"
    if completion.spent:
        yield f"Model: {completion.spent}"
    yield f"Logs, raw profiles and reports: {completion.folder}"
    yield f"All that was seen: perfrules runs show {completion.id} --verbose"


def how(conclusion: Conclusion) -> str:
    """By which way a conclusion came about; empty if by none."""
    if not conclusion.way:
        return ""
    simulated = ", a simulation" if conclusion.simulated else ""
    better = f"; better with {'; '.join(conclusion.missing)}" if conclusion.missing else ""
    return f"by {conclusion.way}{simulated}{better}"


def _evidence(row: Row, verbose: bool) -> Iterator[str]:
    """What the specialists saw, and what became of the changes."""
    yield f"{row.step.number}. {one_line(finding(row))}"
    for conclusion in row.conclusions:
        yield f"   {one_line(conclusion.result)}"
        if conclusion.opinion:
            yield f"   model: {one_line(conclusion.opinion)}"
        if verbose and how(conclusion):
            yield f"   {how(conclusion)}"
        yield from _charts(conclusion, verbose)
        for observation in conclusion.evidence.observations if verbose else ():
            place = observation.location
            where = f"{place.path}:{place.region.start_line}: " if place is not None else ""
            yield f"     {where}{one_line(observation.text)}"
    for each in row.changes:
        yield f"   {each.status}: {one_line(each.change.title)} ({each.change.name}): {one_line(each.result)}"
        if each.change.doubtful and each.status is Status.OPTIMIZED:
            yield f"   {DOUBTFUL}"
        if each.change.weighed:
            yield f"   {each.change.weighed}"
        for measurement in each.measurements:
            yield from _charts(measurement, verbose)
    yield ""


def _charts(conclusion: Conclusion, verbose: bool) -> Iterator[str]:
    for chart in conclusion.evidence.charts:
        yield from (f"     {line}" for line in drawn(chart, None if verbose else _BARS))
