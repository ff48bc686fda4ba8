"""``perfrules scan``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from perfrules.cli.group import Choice
from perfrules.cli.progress import ProgressBar
from perfrules.model.report import Report
from perfrules.model.severity import Severity

SEVERITIES = tuple(severity.word for severity in Severity)
FORMATS = ("text", "json", "sarif", "markdown", "github")
CLEAN, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3

_PATH = click.Path(path_type=Path)


def _words(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated and comma separated values, one by one."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--crate", metavar="NAME", help="Scan this member of the workspace.")
@click.option(
    "--since",
    metavar="REV",
    envvar="PRE_COMMIT_FROM_REF",
    help="Scan what changed since this git revision.",
)
@click.option(
    "--format",
    "format_",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help="The report's format.",
)
@click.option("--output", "-o", type=_PATH, metavar="FILE", help="Write the report there.")
@click.option(
    "--rules",
    type=_PATH,
    multiple=True,
    metavar="PATH",
    help="A rule file or folder of your own; repeatable.",
)
@click.option(
    "--select", multiple=True, callback=_words, metavar="RULE|PACK|all,...", help="Run these rules only."
)
@click.option(
    "--ignore", multiple=True, callback=_words, metavar="RULE|PACK,...", help="Leave these rules out."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files out; repeatable.")
@click.option("--min-severity", type=Choice(SEVERITIES), help="Leave out findings below.")
@click.option(
    "--fail-on",
    type=Choice((*SEVERITIES, "never")),
    help="Exit with 1 for findings at or above.  [default: low]",
)
@click.option("--baseline", type=_PATH, metavar="FILE", help="Do not count the findings in this file.")
@click.option("--write-baseline", type=_PATH, metavar="FILE", help="Write the findings of this scan there.")
@click.option(
    "--config", type=_PATH, metavar="FILE", help="Read this configuration instead of looking for one."
)
@click.option("--show-suppressed", is_flag=True, help="Show allowed and baseline findings too.")
@click.option(
    "--color",
    type=Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Colour the report.",
)
@click.option("--no-progress", is_flag=True, help="Show no progress bar.")
@click.option("-v", "--verbose", is_flag=True, help="Say more about each finding.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing but errors on standard error.")
@click.pass_context
def scan(
    ctx: click.Context,
    *,
    targets: tuple[str, ...],
    crate: str | None,
    since: str | None,
    format_: str,
    output: Path | None,
    rules: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    min_severity: str | None,
    fail_on: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    config: Path | None,
    show_suppressed: bool,
    color: str,
    no_progress: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Scan files, folders and globs for performance problems.

    Without a TARGET: the files changed in the git working tree, or, outside git, the current folder.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 a wrong call or wrong input, 3 an
    internal error.
    """
    from perfrules.cli import terminal
    from perfrules.engine import configuration
    from perfrules.engine import scan as run
    from perfrules.report import RenderOptions, render

    with _progress(no_progress or quiet) as progress:
        report = run(
            targets,
            crate=crate,
            since=since,
            config=config,
            rules=rules,
            select=select,
            ignore=ignore,
            exclude=exclude,
            min_severity=Severity.parse(min_severity) if min_severity else None,
            baseline=False if write_baseline and not baseline else baseline,
            progress=progress,
        )
    to_file = output is not None
    shown = RenderOptions(
        color=terminal.wants_color(color, to_file=to_file),
        width=terminal.width(to_file=to_file),
        verbose=verbose,
        show_suppressed=show_suppressed,
    )
    for note in report.diagnostics:
        if note.level == "error" or not (quiet or format_ == "text"):  # the text report lists the others
            terminal.tell(note)
    terminal.write(render(report, format_, shown), output)
    if write_baseline:
        from perfrules.synthesis.baseline import dump

        terminal.save(dump(report.findings), write_baseline)
    settings, _ = configuration(targets, Path.cwd(), config)
    ctx.exit(status(report, _fail_on(fail_on) or settings.fail_on))


def _fail_on(word: str | None) -> Severity | Literal["never"] | None:
    if word == "never":
        return "never"
    return Severity.parse(word) if word else None


def status(report: Report, fail_on: Severity | Literal["never"] | None) -> int:
    """The exit status that a report leads to."""
    if any(note.internal for note in report.diagnostics):
        return INTERNAL
    if any(note.usage for note in report.diagnostics):
        return USAGE
    if fail_on == "never":
        return CLEAN
    least = fail_on or Severity.LOW
    return FINDINGS if any(finding.severity >= least for finding in report.active) else CLEAN


@contextmanager
def _progress(unwanted: bool) -> Iterator[ProgressBar | None]:
    bar = None if unwanted or not sys.stderr.isatty() else ProgressBar()
    try:
        yield bar
    finally:
        if bar is not None:
            bar.close()
