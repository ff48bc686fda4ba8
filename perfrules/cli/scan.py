"""``perfrules scan``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from perfrules.cli.group import Choice, OutputPath
from perfrules.cli.options import SEVERITIES, selecting, showing
from perfrules.cli.progress import ProgressBar
from perfrules.model.report import Report
from perfrules.model.severity import Severity

if TYPE_CHECKING:
    from perfrules.config import Config
    from perfrules.engine import ScanSelection

FORMATS = ("text", "json", "sarif", "markdown", "github")
FOR_PROGRAMS = ("json", "sarif")
"""These hold findings of low severity whether asked for or not: whoever reads them can sort them out."""
CLEAN, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@selecting
@click.option(
    "--format",
    "format_",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help="The report's format.",
)
@click.option("--output", "-o", type=OutputPath(), metavar="FILE", help="Write the report there.")
@click.option(
    "--fail-on",
    type=Choice((*SEVERITIES, "never")),
    help="Exit with 1 for findings at or above.  [default: medium; low where such are asked for]",
)
@click.option(
    "--write-baseline", type=OutputPath(), metavar="FILE", help="Write the findings of this scan there."
)
@click.option("--show-suppressed", is_flag=True, help="Show allowed and baseline findings too.")
@showing
@click.pass_context
def scan(
    ctx: click.Context,
    *,
    targets: tuple[str, ...],
    selection: ScanSelection,
    format_: str,
    output: Path | None,
    fail_on: str | None,
    write_baseline: Path | None,
    show_suppressed: bool,
    color: str,
    no_progress: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Scan files, folders and globs for performance problems.

    Without a TARGET: the files changed in the git working tree, or, outside git, the current folder.

    Findings of low severity are counted, and shown if asked for: by --min-severity, --fail-on low,
    --select or --bench.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 a wrong call or wrong input, 3 an
    internal error.
    """
    from perfrules.cli import terminal
    from perfrules.engine import configuration
    from perfrules.engine import scan as run
    from perfrules.forked import available
    from perfrules.report import RenderOptions, render

    if write_baseline and not selection["baseline"]:
        selection["baseline"] = False
    with _progress(no_progress or quiet) as progress:
        report = run(targets, **selection, progress=progress, processes=available())
    to_file = output is not None
    settings, _ = configuration(targets, Path.cwd(), selection["config"])
    failing = _fail_on(fail_on) or settings.fail_on
    least = Severity.LOW if failing is Severity.LOW else _least(selection, settings)
    shown = report if format_ in FOR_PROGRAMS or least is Severity.LOW else report.without_low()
    wishes = RenderOptions(
        color=terminal.wants_color(color, to_file=to_file),
        width=terminal.width(to_file=to_file),
        verbose=verbose,
        show_suppressed=show_suppressed,
    )
    for note in report.diagnostics:
        if note.level == "error" or not (quiet or format_ == "text"):  # the text report lists the others
            terminal.tell(note)
    terminal.write(render(shown, format_, wishes), output)
    looked_in_vain = targets and report.files and not shown.findings
    if looked_in_vain and not quiet and terminal.is_read(to_file=to_file):
        terminal.write(f"what to profile first: perfrules pipeline {shlex.join(targets)}\n", None)
    if write_baseline:
        from perfrules.synthesis.baseline import dump

        terminal.save(dump(report.findings), write_baseline)
    ctx.exit(status(report, failing or least))


def _least(selection: ScanSelection, settings: Config) -> Severity:
    """From which severity on findings are shown and counted: low ones if asked for in one way or another."""
    asked = selection["min_severity"] or settings.min_severity or selection["select"] or selection["bench"]
    return Severity.LOW if asked else Severity.MEDIUM


def _fail_on(word: str | None) -> Severity | Literal["never"] | None:
    if word == "never":
        return "never"
    return Severity.parse(word) if word else None


def status(report: Report, fail_on: Severity | Literal["never"]) -> int:
    """The exit status that a report leads to."""
    if any(note.internal for note in report.diagnostics):
        return INTERNAL
    if any(note.usage for note in report.diagnostics):
        return USAGE
    if fail_on == "never":
        return CLEAN
    return FINDINGS if any(finding.severity >= fail_on for finding in report.active) else CLEAN


@contextmanager
def _progress(unwanted: bool) -> Iterator[ProgressBar | None]:
    bar = None if unwanted or not sys.stderr.isatty() else ProgressBar()
    try:
        yield bar
    finally:
        if bar is not None:
            bar.close()
