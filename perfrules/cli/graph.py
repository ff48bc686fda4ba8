"""``perfrules graph``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfrules.cli.group import Choice, OutputPath, fail
from perfrules.suggest import hint

if TYPE_CHECKING:
    from perfrules.index.project import FunctionRef, Project

_PATH = click.Path(path_type=Path)
FORMATS = ("text", "dot", "json", "mermaid")
_LISTED = 10
"""Functions of an ambiguous name that are listed."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--crate", metavar="NAME", help="Take this member of the workspace.")
@click.option(
    "--function",
    "name",
    metavar="NAME",
    help="Show this function: by name, by the end of its path, or by place (FILE:LINE).",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True, help="So many hottest functions."
)
@click.option("--format", "format_", type=Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", type=OutputPath(), metavar="FILE", help="Write it there.")
@click.option(
    "--config", type=_PATH, metavar="FILE", help="Read this configuration instead of looking for one."
)
def graph(
    *,
    targets: tuple[str, ...],
    crate: str | None,
    name: str | None,
    top: int,
    format_: str,
    output: Path | None,
    config: Path | None,
) -> None:
    """Show who calls whom, and why a function counts as hot.

    Without --function: the entry points and the hottest functions. Without a TARGET: the current folder.
    """
    from perfrules.cli import terminal
    from perfrules.hotness.view import function_view, overview
    from perfrules.report import graph as formats

    project = _project(targets or (".",), crate, config)
    view = function_view(project, _find(project, name)) if name else overview(project, top)
    render = {
        "text": formats.as_text,
        "json": formats.as_json,
        "dot": formats.as_dot,
        "mermaid": formats.as_mermaid,
    }[format_]
    terminal.write(render(view), output)


def _project(targets: tuple[str, ...], crate: str | None, config: Path | None) -> Project:
    """The index of the targets; what is wrong with them is told."""
    from perfrules.cli import terminal
    from perfrules.engine import configuration
    from perfrules.index.build import build
    from perfrules.targets import TargetRequest, resolve

    cwd = Path.cwd()
    settings, notes = configuration(targets, cwd, config)
    found = resolve(TargetRequest(targets=targets, cwd=cwd, crate=crate, exclude=settings.exclude))
    project = build(found.files, settings.tiers)
    problems = [note for note in (*notes, *found.diagnostics, *project.diagnostics) if note.level == "error"]
    for note in problems:
        terminal.tell(note)
    if any(note.usage for note in problems):
        raise click.exceptions.Exit(2)
    return project


def _find(project: Project, name: str) -> FunctionRef:
    """The one function of that name; none or several end the command."""
    from perfrules.index.callgraph import call_graph
    from perfrules.index.callgraph.find import find_functions, full_name

    graph = call_graph(project)
    found = find_functions(graph, name)
    if len(found) == 1:
        return found[0]
    if not found:
        names = {ref.function.name for ref in graph.functions()} | {
            ref.function.qualified for ref in graph.functions()
        }
        fail(f"no function `{name}`{hint(name, names)}")
    listed = [f"{full_name(graph, ref)} ({ref.unit.display}:{ref.function.line})" for ref in found[:_LISTED]]
    more = [f"{len(found) - _LISTED} more"] if len(found) > _LISTED else []
    head = f"`{name}` is the name of {len(found)} functions; give more of its path, or FILE:LINE"
    return fail(f"{head}: {'; '.join([*listed, *more])}")
