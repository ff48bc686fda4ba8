"""Phase 2's outcome for a code host."""

from __future__ import annotations

from collections.abc import Iterator

from perfrules.model.conclusion import Status
from perfrules.pipeline.phase2 import Completion, Row
from perfrules.report.markdown_text import link, prose
from perfrules.report.pipeline.charts import drawn
from perfrules.report.pipeline.completion import COLUMNS, DOUBTFUL, HEADING, how, next_steps, summary
from perfrules.report.safe import one_line, visible


def render(completion: Completion) -> str:
    """The results as a table, then the evidence of each, then what to run next."""
    lines = [f"## {HEADING}", "", prose(summary(completion)), ""]
    if completion.rows:
        lines += [f"| {' | '.join(COLUMNS)} |", "| ---: | --- | --- | --- | --- |"]
        lines += [_row(row) for row in completion.rows]
    for row in completion.rows:
        lines += _evidence(row)
    return "\n".join([*lines, "", "```text", *map(visible, next_steps(completion)), "```"]) + "\n"


def _row(row: Row) -> str:
    place = row.step.issue.location
    where = link(place.path, place.region.start_line, place.region.end_line)
    cells = (
        str(row.step.number),
        f"{where} {_cell(row.step.issue.lead.message)}",
        row.step.specialist,
        str(row.status),
        _cell(row.result),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return prose(one_line(text)).replace("|", "\\|")


def _evidence(row: Row) -> Iterator[str]:
    for conclusion in row.conclusions:
        if not (conclusion.evidence.observations or conclusion.evidence.charts or conclusion.opinion):
            continue
        yield from ("", f"### {row.step.number}. {prose(one_line(conclusion.result))}", "")
        if how(conclusion):
            yield from (prose(how(conclusion)), "")
        if conclusion.opinion:
            yield from (f"Model: {prose(one_line(conclusion.opinion))}", "")
        for chart in conclusion.evidence.charts:
            yield from ("```text", *(visible(line) for line in drawn(chart)), "```", "")
        for observation in conclusion.evidence.observations:
            place = observation.location
            where = f"`{visible(place.path)}:{place.region.start_line}` " if place is not None else ""
            yield f"- {where}{prose(one_line(observation.text))}"
    for each in row.changes:
        yield from ("", f"**{each.status}** {prose(each.change.title)}: {prose(one_line(each.result))}")
        if each.change.doubtful and each.status is Status.OPTIMIZED:
            yield from ("", prose(DOUBTFUL))
        for measurement in each.measurements:
            for chart in measurement.evidence.charts:
                yield from ("", "```text", *(visible(line) for line in drawn(chart)), "```")
