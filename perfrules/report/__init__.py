"""Reports: one module per format, each a function of the report and the options alone."""

from __future__ import annotations

from importlib import import_module

from perfrules.model.report import Report
from perfrules.report.options import RenderOptions
from perfrules.report.portable import portable

__all__ = ["FORMATS", "RenderOptions", "render"]

_MODULES = {
    "text": "perfrules.report.text",
    "json": "perfrules.report.json",
    "sarif": "perfrules.report.sarif",
    "markdown": "perfrules.report.markdown",
    "github": "perfrules.report.github",
}
"""The module of each format; imported when the format is first asked for."""

FORMATS: tuple[str, ...] = tuple(_MODULES)


def render(report: Report, format: str, options: RenderOptions | None = None) -> str:
    """The report in a format of :data:`FORMATS`, ending with a line end; can always be encoded as UTF-8."""
    if format not in _MODULES:
        raise ValueError(f"unknown format {format!r}; one of {', '.join(FORMATS)}")
    if format != "text":
        report = portable(report)
    text = import_module(_MODULES[format]).render(report, options or RenderOptions())
    assert isinstance(text, str)
    return text
