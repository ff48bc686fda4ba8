"""The call graph as text, JSON, Graphviz and Mermaid."""

from perfrules.report.graph.drawing import as_dot, as_mermaid
from perfrules.report.graph.listing import as_json, as_text

__all__ = ["as_dot", "as_json", "as_mermaid", "as_text"]
