"""The call graph drawn: Graphviz and Mermaid."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfrules.hotness.view import FunctionView, Overview
from perfrules.index.callgraph import Edge, Key, key_of
from perfrules.index.project import FunctionRef


@dataclass(slots=True)
class _Picture:
    """Nodes and arrows, each once, in the order they are met."""

    nodes: dict[Key, tuple[FunctionRef, str]] = field(default_factory=dict)
    arrows: dict[tuple[Key, Key], Edge] = field(default_factory=dict)

    def node(self, ref: FunctionRef, label: str = "") -> None:
        known = self.nodes.get(key_of(ref))
        if known is None or (label and not known[1]):
            self.nodes[key_of(ref)] = ref, label

    def arrow(self, edge: Edge) -> None:
        if edge.caller is None:
            return
        self.node(edge.caller)
        self.node(edge.callee)
        ends = key_of(edge.caller), key_of(edge.callee)
        known = self.arrows.get(ends)
        if known is None or edge.loop_depth > known.loop_depth:
            self.arrows[ends] = edge


def _picture(view: FunctionView | Overview) -> _Picture:
    """A function, its callers, callees and ways from entry points; or the hottest functions and the calls
    that make them hot."""
    picture = _Picture()
    if isinstance(view, FunctionView):
        picture.node(view.ref, f"{view.hotness.value:.2f}")
        edges = [*(edge for way in view.ways for edge in way.edges), *view.callers, *view.callees]
        for edge in edges:
            if not edge.unit.in_test(edge.start):
                picture.arrow(edge)
        return picture
    for ref, hotness in view.hottest:
        picture.node(ref, f"{hotness.value:.2f}")
        for term in hotness.terms:
            for edge in term.path.edges if term.path is not None else ():
                picture.arrow(edge)
    return picture


def as_dot(view: FunctionView | Overview) -> str:
    """For Graphviz."""
    picture = _picture(view)
    ids = {key: f"n{at}" for at, key in enumerate(picture.nodes)}
    lines = ["digraph calls {", "  rankdir=LR;", '  node [shape=box, fontname="monospace"];']
    for key, (ref, label) in picture.nodes.items():
        text = _quoted(ref.function.qualified) + (f"\\n{label}" if label else "")
        lines.append(f'  {ids[key]} [label="{text}"{", style=bold" if label else ""}];')
    for (start, end), edge in picture.arrows.items():
        lines.append(f"  {ids[start]} -> {ids[end]}{_style(edge)};")
    return "\n".join([*lines, "}"]) + "\n"


def _style(edge: Edge) -> str:
    styles = []
    if edge.loop_depth:
        styles.append('label="' + " ".join(["loop"] * edge.loop_depth) + '"')
    if edge.spawned or edge.confidence < 0.5:
        styles.append("style=" + ("dashed" if edge.spawned else "dotted"))
    return f" [{', '.join(styles)}]" if styles else ""


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def as_mermaid(view: FunctionView | Overview) -> str:
    """For Markdown that draws Mermaid."""
    picture = _picture(view)
    ids = {key: f"n{at}" for at, key in enumerate(picture.nodes)}
    lines = ["flowchart LR"]
    for key, (ref, label) in picture.nodes.items():
        name = ref.function.qualified.replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
        lines.append(f'  {ids[key]}["{name}{f" {label}" if label else ""}"]')
    for (start, end), edge in picture.arrows.items():
        arrow = "-.->" if edge.spawned or edge.confidence < 0.5 else "-->"
        loops = f"|{' '.join(['loop'] * edge.loop_depth)}|" if edge.loop_depth else ""
        lines.append(f"  {ids[start]} {arrow}{loops} {ids[end]}")
    return "\n".join(lines) + "\n"
