"""Charts as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from perfrules.model.conclusion import Chart

_WIDTH = 30
"""Columns of the longest bar."""
_LABEL = 44


def drawn(chart: Chart, most: int | None = None) -> Iterator[str]:
    """A chart's title, and a line for each bar, or for the first few."""
    yield f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    longest = max((bar.value for bar in chart.bars), default=0.0)
    wide = min(max((len(bar.label) for bar in chart.bars), default=0), _LABEL)
    for bar in chart.bars[:most]:
        filled = round(_WIDTH * bar.value / longest) if longest > 0 else 0
        yield f"  {_short(bar.label):<{wide}} {'█' * max(filled, 0):<{_WIDTH}} {number(bar.value)}"


def number(value: float) -> str:
    """Four digits that matter, and thousands set apart."""
    if value == int(value) or abs(value) >= 10_000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}"


def _short(label: str) -> str:
    """A label whose end, which tells most, is kept."""
    return label if len(label) <= _LABEL else f"…{label[-_LABEL + 1 :]}"
