"""Phase 2's outcome in any format."""

from __future__ import annotations

from perfrules.pipeline.phase2 import Completion
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline import completion, completion_html, completion_json, completion_markdown


def rendered(done: Completion, format_: str, options: RenderOptions) -> str:
    """``text``, ``markdown``, ``json`` or ``html``; only text heeds the options."""
    if format_ == "markdown":
        return completion_markdown.render(done)
    if format_ == "json":
        return completion_json.render(done)
    if format_ == "html":
        return completion_html.render(done)
    return completion.text(done, options)
