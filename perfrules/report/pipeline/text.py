"""Phase 1's outcome for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from perfrules.model.issue import Issue
from perfrules.pipeline.plan import Plan
from perfrules.report.excerpt import CODE_WIDTH, excerpt
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.console import drawn_lines
from perfrules.report.pipeline.words import COLUMNS, HEADING, found, left_out, title
from perfrules.report.safe import one_line, visible
from perfrules.report.summary import reason, remedy

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_RISK_STYLE = {"High": "bold red", "Medium": "bold yellow", "Low": "bold cyan"}
_PIECE = re.compile(r"[A-Z]?(?:[^/_:A-Z-]|:(?!:))*(?:[/_-]+|::)?")
_NARROW, _WIDE = 80, 130
"""Columns below which a table has no room, and from which on no word needs to be broken."""


def table(issues: Sequence[Issue], shown: int, options: RenderOptions) -> str:
    """The heading, the counts, and the ranked table of the first ``shown`` issues."""
    from rich.text import Text

    parts: list[RenderableType] = [Text(HEADING, style="bold"), found(issues) + "\n"]
    if issues and options.width < _NARROW:
        for number, issue in enumerate(issues[:shown], 1):
            parts += [_card(number, issue), ""]
    elif issues:
        parts.append(_grid(issues[:shown], options.width))
    if rest := left_out(len(issues), shown):
        parts.append(rest)
    return "\n".join(drawn_lines(options, *parts)).rstrip() + "\n"


def _grid(issues: Sequence[Issue], width: int) -> Table:
    """The issues as rows of a table of a width."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, padding=(0, 1, 1, 0), pad_edge=False, show_edge=False, header_style="bold")
    widths = _widths(issues, width)
    for name, wide in zip(COLUMNS, widths, strict=True):
        grid.add_column(name, width=wide, overflow="fold", justify="right" if name == "#" else "left")
    for number, issue in enumerate(issues, 1):
        grid.add_row(
            str(number),
            Text(issue.risk, style=_RISK_STYLE[issue.risk]),
            Text("\n".join(_broken(part, widths[2]) for part in _place(issue)), style="bold"),
            visible(one_line(title(issue))),
            _broken(issue.category, widths[4]),
            _broken(issue.specialist, widths[5]),
            issue.type,
        )
    return grid


def _card(number: int, issue: Issue) -> Text:
    """An issue below its heading, where a table has no room."""
    from rich.text import Text

    return Text.assemble(
        f"{number} ",
        (issue.risk, _RISK_STYLE[issue.risk]),
        *((f"\n{part}", "bold") for part in _place(issue)),
        f"\n{visible(one_line(title(issue)))}",
        f"\n{issue.category} → {issue.specialist} ({issue.type})",
    )


def _widths(issues: Sequence[Issue], total: int) -> tuple[int, ...]:
    """Columns as wide as their words; location and issue share what is left. Where that is little, category
    and skill are broken."""
    number, risk, type_ = len(str(len(issues))), len("Medium"), len("Optimization")
    category = max(len("Category"), *(len(issue.category) for issue in issues))
    skill = max(len("Phase 2 skill"), *(len(issue.specialist) for issue in issues))
    if total < _WIDE:
        category, skill = 14, 12
    rest = total - (number + risk + category + skill + type_) - len(COLUMNS) + 1
    longest = max(len(part) for issue in issues for part in _place(issue))
    place = min(rest * 9 // 20, max(len("Location"), longest))
    return number, risk, place, rest - place, category, skill, type_


def _place(issue: Issue) -> Iterator[str]:
    """File and line, and the function."""
    place = issue.location
    yield visible(f"{place.path}:{place.region.start_line}")
    if place.function:
        yield visible(place.function)


def _broken(text: str, width: int) -> str:
    """Lines that end after a slash, a dash, an underscore or ``::``, or before a capital, where they can."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and len(line) + len(piece) > width:
            lines.append(line)
            line = ""
        line += piece
        while len(line) > width:
            lines.append(line[:width])
            line = line[width:]
    return "\n".join([*lines, line] if line else lines)


def details(number: int, issue: Issue) -> str:
    """Everything that is known about one issue."""
    return "\n".join(_details(number, issue)) + "\n"


def _details(number: int, issue: Issue) -> Iterator[str]:
    yield f"{number}. {visible(one_line(issue.lead.message))}"
    yield f"   {issue.risk} risk, ease of fix: {issue.ease}"
    yield f"   {issue.category} → {issue.specialist} ({issue.type})"
    yield f"   priority {issue.priority:.2f}:"
    for score in issue.scores:
        yield f"     {score.name:<12} {score.value:>6.2f}  {visible(one_line(score.text))}"
    if issue.judgement is not None:
        yield f"   model: {visible(one_line(reason(issue.judgement.evidence, issue.lead)))}"
    for bench in issue.benches:
        yield visible(
            f"   measured by: cargo bench -p {bench.package} --bench {bench.target} -- {bench.name}"
        )
    for at, finding in enumerate(issue.findings):
        place = finding.location
        inside = f" in {place.function}" if place.function else ""
        yield ""
        yield visible(
            f"   {place.path}:{place.region.start_line}{inside}  [{finding.analyst}, {finding.rule_id}]"
        )
        yield f"     {visible(one_line(finding.message))}"
        if finding.snippet.strip():
            code = excerpt(finding.snippet, place.region.start_column - 1, None, CODE_WIDTH)
            yield f"     | {code.text}"
        for link in issue.links:
            if link.second == at:
                other = issue.findings[link.first].location
                yield visible(f"     belongs to {other.path}:{other.region.start_line}: {link.bond}")
        if finding.impact is not None:
            what = f"about {round(finding.impact.factor, 2):g} times: {finding.impact.text}"
            yield f"     impact: {visible(one_line(what))} ({finding.impact.basis})"
        for evidence in finding.evidence:
            yield f"     why: {visible(one_line(reason(evidence, finding)))}"
        for evidence in finding.related:
            yield f"     see: {visible(one_line(reason(evidence, finding)))}"
        if finding.ambiguous:
            yield f"     open question: {visible(one_line(finding.ambiguous))}"
        if advice := remedy(finding):
            yield f"     fix: {visible(one_line(advice))}"


def steps(plan: Plan) -> str:
    """What phase 2 would do, in its order."""
    order = ", in the order of phase 2:" if plan.approved else ": nothing goes on"
    lines = [f"Approved {len(plan.approved)} of {len(plan.steps)}{order}"]
    for step in plan.approved:
        place = step.issue.location
        what = f"  {step.number}. {step.type} by {step.specialist}: {place.path}:{place.region.start_line}"
        files = f" (may change {', '.join(step.files)})" if step.type == "Optimization" else ""
        lines.append(visible(what + files))
    return "\n".join(lines) + "\n"
