"""Phase 2's outcome as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from perfrules.model.conclusion import Chart, Conclusion, Status
from perfrules.pipeline.phase2 import Completion, Row
from perfrules.report.pipeline.charts import number
from perfrules.report.pipeline.completion import COLUMNS, DOUBTFUL, HEADING, finding, how, next_steps, summary

_STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color-scheme: light dark; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; }
th, td { border-bottom: 1px solid #8884; }
section { margin-top: 2rem; }
figure { margin: 1rem 0; }
figcaption { font-weight: 600; }
.bar { display: grid; grid-template-columns: minmax(8rem, 24rem) 1fr 8rem; gap: .8rem; align-items: center;
  font-variant-numeric: tabular-nums; }
.bar i { display: block; height: .9rem; background: #c4622d; border-radius: 2px; }
.bar span { overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; background: #8881; padding: .8rem; }
.Optimized { color: #23863a; font-weight: 600; }
.Flagged, .Reverted { color: #a86500; font-weight: 600; }
.Failed, .Unavailable { color: #c2362b; font-weight: 600; }
"""


def render(completion: Completion) -> str:
    """The whole page."""
    return "\n".join(_page(completion)) + "\n"


def _page(completion: Completion) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(HEADING)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(HEADING)}</h1><p>{escape(summary(completion))}</p>"
    yield f"<table><thead><tr>{''.join(f'<th>{escape(name)}</th>' for name in COLUMNS)}</tr></thead><tbody>"
    for row in completion.rows:
        cells = (str(row.step.number), finding(row), row.step.specialist)
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}"
        yield f'<td class="{row.status}">{row.status}</td><td>{escape(row.result)}</td></tr>'
    yield "</tbody></table>"
    for row in completion.rows:
        yield from _section(row)
    yield f"<section><pre>{escape(chr(10).join(next_steps(completion)))}</pre></section></body></html>"


def _section(row: Row) -> Iterator[str]:
    yield f"<section><h2>{row.step.number}. {escape(finding(row))}</h2>"
    for conclusion in row.conclusions:
        yield from _conclusion(conclusion)
    for each in row.changes:
        yield f'<p><span class="{each.status}">{each.status}</span> {escape(each.change.title)}: '
        yield f"{escape(each.result)}</p>"
        if each.change.doubtful and each.status is Status.OPTIMIZED:
            yield f"<p>{escape(DOUBTFUL)}</p>"
        if each.change.weighed:
            yield f"<p>{escape(each.change.weighed)}</p>"
        for measurement in each.measurements:
            yield from _conclusion(measurement)
    yield "</section>"


def _conclusion(conclusion: Conclusion) -> Iterator[str]:
    way = f" <small>{escape(how(conclusion))}</small>" if how(conclusion) else ""
    yield f"<p>{escape(conclusion.result)}{way}</p>"
    if conclusion.opinion:
        yield f"<p>Model: {escape(conclusion.opinion)}</p>"
    for chart in conclusion.evidence.charts:
        yield from _chart(chart)
    if conclusion.evidence.observations:
        yield "<ul>"
        for observation in conclusion.evidence.observations:
            place = observation.location
            where = f"<code>{escape(place.path)}:{place.region.start_line}</code> " if place else ""
            yield f"<li>{where}{escape(observation.text)}</li>"
        yield "</ul>"


def _chart(chart: Chart) -> Iterator[str]:
    longest = max((bar.value for bar in chart.bars), default=0.0)
    unit = f" ({chart.unit})" if chart.unit else ""
    yield f"<figure><figcaption>{escape(chart.title + unit)}</figcaption>"
    for bar in chart.bars:
        share = 100 * bar.value / longest if longest > 0 else 0
        yield f'<div class="bar"><span>{escape(bar.label)}</span><i style="width:{max(share, 0):.1f}%"></i>'
        yield f"<span>{escape(number(bar.value))}</span></div>"
    yield "</figure>"
