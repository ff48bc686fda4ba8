"""``perfrules bench``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perfrules.cli.group import Choice, Group, OutputPath, fail
from perfrules.suggest import hint

if TYPE_CHECKING:
    from perfrules.analysts.benchmarks.workspace import Workspace
    from perfrules.model.finding import Finding

_PATH = click.Path(path_type=Path)
_SEVERITIES = ("low", "medium", "high", "critical", "never")
FINDINGS = 1


@click.group(cls=Group)
def bench() -> None:
    """Benchmarks: what there is, how fast it runs, what got slower, and which code it exercises."""


def _options(*more: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The options that all commands have, and some more."""
    common = (
        click.option(
            "--path", type=_PATH, default=Path(), metavar="DIR", help="The crate or workspace.  [default: .]"
        ),
        click.option("--crate", metavar="NAME", help="Take this member of the workspace."),
        click.option("--criterion", type=_PATH, metavar="DIR", help="Read Criterion's results there."),
        click.option(
            "--bench", "name", metavar="NAME", help="Take this bench target, benchmark or group only."
        ),
        click.option("--format", "format_", type=Choice(("text", "json")), default="text", show_default=True),
        click.option("--output", "-o", type=OutputPath(), metavar="FILE", help="Write it there."),
    )
    running = (
        click.option("--run", is_flag=True, help="Run the benchmarks first, by `cargo bench`."),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=1),
            default=600.0,
            show_default=True,
            metavar="SECONDS",
            help="For everything that --run runs.",
        ),
        click.option("--no-progress", is_flag=True, help="Show no progress."),
    )

    def decorate(function: Any) -> Any:
        for option in reversed((*common, *more, *running)):
            function = option(function)
        return function

    return decorate


_THRESHOLD = click.option(
    "--threshold",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Change a number of rules/benchmarks.yaml; repeatable.",
)
_FAIL_ON = click.option(
    "--fail-on",
    type=Choice(_SEVERITIES),
    default="medium",
    show_default=True,
    help="Exit with 1 for findings at or above.",
)
_VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Show the evidence of each finding.")
_ARGUMENTS = click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- CRITERION OPTIONS]")


@bench.command("list")
@_options()
def list_(*, format_: str, output: Path | None, run: bool, **options: Any) -> None:
    """List bench targets and benchmarks, from Cargo.toml and source.

    With --run: from `cargo bench --bench NAME -- --list`, which is exact where names are computed.
    """
    from perfrules.analysts.benchmarks.reach import reached
    from perfrules.cli import terminal
    from perfrules.report.bench import json, text

    place = _open(options, needs_data=False)
    if run:
        with _Running(options) as running:
            found = place.ask_cargo(running.clock, running.told)
        _tell(place)
    else:
        found = place.written()
    targets = sorted(
        {one.target for one in found if one.target is not None} if options["name"] else place.suite.targets,
        key=lambda target: (target.crate.name, target.name),
    )
    pairs = [(one, reached(place.project, one)) for one in found]
    shown = text.listing(targets, pairs) if format_ == "text" else json.listing(targets, pairs, place.notes)
    terminal.write(shown, output)


@bench.command()
@_options(_THRESHOLD, _FAIL_ON, _VERBOSE)
@_ARGUMENTS
@click.pass_context
def report(ctx: click.Context, /, **options: Any) -> None:
    """Report the latest results: what got slower or faster, what cannot be trusted, what is not measured.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 a wrong call or wrong input.
    """
    _report(ctx, options, None)


@bench.command()
@click.argument("base")
@click.argument("new")
@_options(_THRESHOLD, _FAIL_ON, _VERBOSE)
@_ARGUMENTS
@click.pass_context
def compare(ctx: click.Context, /, *, base: str, new: str, **options: Any) -> None:
    """Compare two saved runs: names given to `--save-baseline`, or `base` and `new`.

    With --run, NEW is measured first and saved under that name.
    """
    _report(ctx, options, (base, new))


@bench.command()
@click.argument("baselines", nargs=-1)
@_options(_THRESHOLD)
def trend(
    *, baselines: tuple[str, ...], format_: str, output: Path | None, run: bool, **options: Any
) -> None:
    """Show the medians of several saved runs, and from which run on they differ.

    Runs come in the order given, or by their names, numbers by value; `base` and `new` are last.
    """
    from perfrules.analysts.benchmarks.trend import order, trends
    from perfrules.cli import terminal
    from perfrules.report.bench import json, text

    place = _open(options)
    if run:
        with _Running(options) as running:
            place.run(["--save-baseline", baselines[-1]] if baselines else [], running.clock, running.told)
    _tell(place)
    for name in baselines:
        _known_run(place, name)
    found = list(trends(place.chosen_results, baselines or order(place.chosen_results), _limits(options)))
    if not found:
        fail("no benchmark has two of these runs; save them by `cargo bench -- --save-baseline NAME`")
    terminal.write(text.trend(found) if format_ == "text" else json.trend(found, place.notes), output)


def _report(ctx: click.Context, options: dict[str, Any], pair: tuple[str, str] | None) -> None:
    from perfrules.analysts.benchmarks.analysis import analyse
    from perfrules.analysts.benchmarks.findings import findings
    from perfrules.analysts.benchmarks.table import table
    from perfrules.cli import terminal
    from perfrules.report.bench import json, text

    limits = _limits(options)
    place = _open(options, needs_data=not options["run"])
    if options["run"]:
        save = ["--save-baseline", pair[1]] if pair is not None and pair[1] != "new" else []
        with _Running(options) as running:
            place.run([*save, *options["arguments"]], running.clock, running.told)
    elif options["arguments"]:
        fail("options for Criterion mean something with --run only")
    _tell(place)
    for name in pair or ():
        _known_run(place, name)
    whole = place.choice is None
    analysis = analyse(place.project, place.chosen_results, limits, pair=pair, whole=whole)
    found = findings(place.project, analysis, table().with_thresholds(limits), place.root)
    if options["format_"] == "text":
        shown = text.report(analysis, found, verbose=options["verbose"])
    else:
        shown = json.report(analysis, found, place.notes)
    terminal.write(shown, options["output"])
    ctx.exit(_status(found, options["fail_on"]))


def _status(found: Sequence[Finding], fail_on: str) -> int:
    from perfrules.model.severity import Severity

    if fail_on == "never":
        return 0
    least = Severity.parse(fail_on)
    return FINDINGS if any(finding.severity >= least for finding in found) else 0


def _open(options: dict[str, Any], *, needs_data: bool = True) -> Workspace:
    """The crate's source and results; what is wrong with the call ends it."""
    from perfrules.analysts.benchmarks.choice import names
    from perfrules.analysts.benchmarks.workspace import open_workspace
    from perfrules.engine import configuration
    from perfrules.targets import TargetRequest, resolve

    cwd = Path.cwd()
    settings, notes = configuration((str(options["path"]),), cwd, None)
    targets = resolve(
        TargetRequest(
            targets=(str(options["path"]),), cwd=cwd, crate=options["crate"], exclude=settings.exclude
        )
    )
    for note in (*notes, *targets.diagnostics):
        if note.usage:
            fail(note.message)
    criterion = cwd / options["criterion"] if options["criterion"] is not None else None
    if criterion is not None and not criterion.is_dir() and not options["run"]:
        fail(f"no such folder: `{options['criterion']}`")
    place = open_workspace(targets, settings.tiers, cwd / options["path"], criterion, os.environ)
    place.written_only = options["crate"] is not None
    if needs_data and place.results is None:
        fail("no results of Criterion found; run `cargo bench`, or add --run, or name them by --criterion")
    name = options["name"]
    if name is not None and not place.choose(name):
        fail(f"no bench target, benchmark or group `{name}`{hint(name, names(place.suite, place.results))}")
    return place


def _tell(place: Workspace) -> None:
    from perfrules.cli import terminal

    for note in place.notes:
        terminal.tell(note)


def _known_run(place: Workspace, name: str) -> None:
    known = place.results.baselines() if place.results is not None else []
    if name not in known:
        fail(f"no saved run `{name}`{hint(name, known)}; there are {', '.join(known) or 'none'}")


def _limits(options: dict[str, Any]) -> Any:
    """The thresholds, with those that the call changes."""
    from perfrules.analysts.benchmarks.table import names, table

    changed = {}
    for given in options["threshold"]:
        name, equals, number = given.partition("=")
        if name not in names():
            fail(f"no threshold `{name}`{hint(name, names())}")
        try:
            changed[name] = float(number) if equals else float("nan")
        except ValueError:
            changed[name] = float("nan")
        if not changed[name] >= 0:
            fail(f"`{given}`: a threshold is written NAME=NUMBER, as in change=0.1")
    return table().thresholds.changed(changed)


class _Running:
    """A time limit, and one line at a terminal that says what runs."""

    def __init__(self, options: dict[str, Any]) -> None:
        from perfrules.analysts.benchmarks.cargo import Clock

        self.clock = Clock(options["time_limit"])
        self.shown = not options["no_progress"] and sys.stderr.isatty()
        self._next = 0.0

    def told(self, what: str) -> None:
        """Show what runs."""
        now = time.monotonic()
        if self.shown and now >= self._next:
            self._next = now + 0.1
            spent = self.clock.limit - self.clock.left
            sys.stderr.write(f"\r{spent:4.0f} of {self.clock.limit:.0f} s  {what[:60]}\x1b[K")
            sys.stderr.flush()

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from perfrules.analysts.benchmarks.cargo import BenchError

        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        if isinstance(error, BenchError):
            fail(str(error))
