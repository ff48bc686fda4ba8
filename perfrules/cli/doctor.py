"""``perfrules doctor``: which specialists can work on this machine."""

from __future__ import annotations

import click

from perfrules.cli.group import Choice


@click.command()
@click.option(
    "--format",
    "format_",
    type=Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The report's format.",
)
def doctor(format_: str) -> None:
    """Say which specialists of phase 2 can work here, by which tools, and how to get what is missing.

    Programs are asked for their version, nothing else is run.
    """
    from perfrules.cli import terminal
    from perfrules.report import doctor as page
    from perfrules.specialists.machine import Machine
    from perfrules.specialists.readiness import readiness

    found = readiness(Machine())
    terminal.write(page.document(found) if format_ == "json" else page.text(found), None)
