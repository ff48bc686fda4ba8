"""``perfrules runs``: what phase 2 has done here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfrules.cli.group import Choice, Group, fail

if TYPE_CHECKING:
    from perfrules.pipeline.runs import Run, Runs


@click.group(cls=Group)
def runs() -> None:
    """List, show or remove runs of phase 2."""


@runs.command("list")
def list_() -> None:
    """One line for each run, the oldest first: its id, its state, how many steps were approved."""
    from perfrules.cli import terminal

    terminal.write("".join(f"{run.id}  {run.state:<8}  {_steps(run)}\n" for run in _runs().all()), None)


@runs.command()
@click.argument("name", metavar="ID", default="last")
@click.option(
    "--format",
    "format_",
    type=Choice(("text", "markdown", "json", "html")),
    default="text",
    show_default=True,
    help="The report's format.",
)
@click.option("--verbose", "-v", is_flag=True, help="All that the specialists saw.")
def show(name: str, format_: str, verbose: bool) -> None:
    """What came of a run; without ID, of the last one."""
    from perfrules.cli import terminal
    from perfrules.pipeline.phase2 import Completion
    from perfrules.report.options import RenderOptions
    from perfrules.report.pipeline.outcome import rendered

    run = _found(name)
    done = run.known("completion", Completion)
    if done is None:
        fail(f"run {run.id} is {run.state}: go on by `perfrules pipeline --resume {run.id}`")
    shown = RenderOptions(
        color=terminal.wants_color("auto", to_file=False),
        width=terminal.width(to_file=False),
        verbose=verbose,
    )
    terminal.write(rendered(done, format_, shown), None)


@runs.command()
@click.argument("names", metavar="[ID]...", nargs=-1)
def clean(names: tuple[str, ...]) -> None:
    """Remove runs, or, without ID, all of them and what was built for them."""
    import shutil

    from perfrules.pipeline.runs import RunError

    known = _runs()
    try:
        with known.working():
            chosen = [_found(name) for name in names] if names else known.all()
            for run in chosen:
                known.remove(run)
            if not names:
                shutil.rmtree(known.home / "targets", ignore_errors=True)
    except RunError as error:
        fail(str(error))
    click.echo(f"{len(chosen)} removed")


def _runs() -> Runs:
    from perfrules.pipeline.runs import Runs
    from perfrules.pipeline.workshop import project_top

    return Runs(project_top(Path.cwd()))


def _found(name: str) -> Run:
    from perfrules.pipeline.runs import RunError

    try:
        return _runs().find(name)
    except RunError as error:
        fail(str(error))


def _steps(run: Run) -> str:
    from perfrules.pipeline.plan import BadPlan

    try:
        plan = run.plan
    except (OSError, BadPlan) as error:
        return f"its plan is damaged: {error}"
    return f"{len(plan.approved)} of {len(plan.steps)} approved"
