"""Phase 1's outcome for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfrules.model.issue import Issue
from perfrules.pipeline.plan import Plan
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.words import COLUMNS, HEADING, found, left_out, title
from perfrules.report.safe import one_line, visible
from perfrules.report.summary import reason, remedy

_RISK_STYLE = {"High": "bold red", "Medium": "bold yellow", "Low": "bold cyan"}


def table(issues: Sequence[Issue], shown: int, options: RenderOptions) -> str:
    """The heading, the counts, and the ranked table of the first ``shown`` issues."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    text = StringIO()
    console = Console(
        file=text,
        width=options.width,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print(Text(HEADING, style="bold"))
    console.print(found(issues) + "\n")
    if issues:
        grid = Table(box=None, padding=(0, 1, 1, 0), pad_edge=False, show_edge=False, header_style="bold")
        widths = _widths(options.width, len(str(shown)))
        for name, width in zip(COLUMNS, widths, strict=True):
            grid.add_column(name, width=width, overflow="fold", justify="right" if name == "#" else "left")
        for number, issue in enumerate(issues[:shown], 1):
            grid.add_row(
                str(number),
                Text(issue.risk, style=_RISK_STYLE[issue.risk]),
                Text(_place(issue, widths[2]), style="bold"),
                visible(one_line(title(issue))),
                _broken(issue.category, widths[4]),
                _broken(issue.specialist, widths[5]),
                issue.type,
            )
        console.print(grid)
    if rest := left_out(len(issues), shown):
        console.print(rest)
    lines = (line.rstrip() for line in text.getvalue().splitlines())
    return "\n".join(lines).rstrip() + "\n"


def _widths(total: int, digits: int) -> tuple[int, ...]:
    """Columns fixed by the words that they hold; location and issue share what is left."""
    number, risk, category, skill, type_ = max(1, digits), 6, 14, 12, 12
    rest = max(28, total - (number + risk + category + skill + type_) - 6)
    place = rest * 9 // 20
    return number, risk, place, rest - place, category, skill, type_


def _place(issue: Issue, width: int) -> str:
    """File and line, and below them the function."""
    place = issue.location
    parts = [f"{place.path}:{place.region.start_line}", *([place.function] if place.function else [])]
    return "\n".join(_broken(visible(part), width) for part in parts)


def _broken(text: str, width: int) -> str:
    """Lines that end after a slash, a colon or an underscore where they can."""
    lines, line = [], ""
    for piece in re.findall(r"[^/:_-]*[/:_-]*", text):
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
            yield f"     | {visible(finding.snippet.strip())}"
        for bond in [link.bond for link in issue.links if at == link.second]:
            yield f"     belongs here: {bond}"
        if finding.impact is not None:
            what = f"about {finding.impact.factor:g} times: {finding.impact.text}"
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
    lines = [f"Approved {len(plan.approved)} of {len(plan.steps)}, in the order of phase 2:"]
    for step in plan.approved:
        place = step.issue.location
        what = f"  {step.number}. {step.type} by {step.specialist}: {place.path}:{place.region.start_line}"
        files = f" (may change {', '.join(step.files)})" if step.type == "Optimization" else ""
        lines.append(visible(what + files))
    return "\n".join(lines) + "\n"
