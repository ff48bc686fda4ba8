"""``perfrules pipeline``: phase 1, then a person decides what goes on, then phase 2."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from perfrules.cli.group import Choice, OutputPath, fail
from perfrules.cli.options import selecting, showing
from perfrules.cli.scan import status

if TYPE_CHECKING:
    from perfrules.cli.phase2 import Wish
    from perfrules.engine import Diagnosis, ScanSelection
    from perfrules.model.issue import Issue
    from perfrules.pipeline.answer import Selection
    from perfrules.pipeline.plan import Plan
    from perfrules.report.options import RenderOptions

FORMATS = ("text", "markdown", "json", "html")
LIMIT = 20
"""Issues in the table: more is not decided on in a minute."""
CHOOSE = "choose with --approve all|1,2|none, or write a plan to edit with --plan FILE"
TOLD = ("no-changes", "cold-paths")
"""Notes that are told without --verbose: why the table is empty, or not whole."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@selecting
@click.option(
    "--format",
    "format_",
    type=Choice(FORMATS),
    default="text",
    show_default=True,
    help="The format of the table and of the outcome; only text asks.",
)
@click.option("--output", "-o", type=OutputPath(), metavar="FILE", help="Write the table there.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=LIMIT,
    show_default=True,
    help="Show so many issues at most; 0: all.",
)
@click.option("--approve", metavar="ANSWER", help="Answer the question: all, 1,2, 3 -> asm-forge, none.")
@click.option(
    "--plan", type=OutputPath(), metavar="FILE", help="Write the plan there, to edit it or to resume it."
)
@click.option("--resume", metavar="FILE|ID", help="Go on with a plan, or with a run that was stopped.")
@click.option("--dry-run", is_flag=True, help="Say what would be run for what is approved, and run nothing.")
@click.option("--apply", "in_place", is_flag=True, help="Make the changes that are kept in the working tree.")
@click.option(
    "--keep",
    type=Choice(("gains", "harmless")),
    default="gains",
    show_default=True,
    help="Which changes are kept: those that measure faster, or all that pass every check.",
)
@click.option(
    "--allow-edit",
    "allowed",
    multiple=True,
    metavar="PATH",
    help="Let a model edit this file of an issue, though it is a test, build.rs or the like; repeatable.",
)
@click.option(
    "--ask-disagreements",
    is_flag=True,
    help="Ask the --model about issues whose analysts disagree, too.",
)
@showing
@click.pass_context
def pipeline(
    ctx: click.Context,
    *,
    targets: tuple[str, ...],
    selection: ScanSelection,
    format_: str,
    output: Path | None,
    limit: int,
    approve: str | None,
    plan: Path | None,
    resume: str | None,
    dry_run: bool,
    in_place: bool,
    keep: str,
    allowed: tuple[str, ...],
    ask_disagreements: bool,
    color: str,
    no_progress: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Find issues by three analysts, and decide which go on.

    Benchmark data, antipatterns and hotspots are put together as one ranked table; then you are asked.
    What you approve is diagnosed, changed, verified and measured in copies of the project below .perfrules.
    Nothing of the project is run before you have approved it, and your files stay as they are, unless you
    say --apply.

    Without a TARGET: the files changed in the git working tree, or, outside git, the current folder.

    Exit status: 0 decided, 2 a wrong call or nobody to ask, 3 an internal error, 130 stopped by Ctrl-C.
    """
    from perfrules.cli import gate, phase2, terminal
    from perfrules.cli.phase2 import Wish
    from perfrules.pipeline.plan import dump
    from perfrules.report.options import RenderOptions

    if ask_disagreements:
        selection["llm"] = {**selection.get("llm", {}), "disagreements": True}
    to_file = output is not None
    asked = format_ == "text" and not to_file
    wish = Wish(
        shown=RenderOptions(
            color=terminal.wants_color(color, to_file=to_file),
            width=terminal.width(to_file=to_file),
            verbose=verbose,
        ),
        format=format_,
        output=output,
        asking=asked and approve is None and gate.somebody(),
        visible=not (no_progress or quiet),
        quiet=quiet,
        apply=in_place,
        keep_harmless=keep == "harmless",
        asked=selection.get("llm", {}),
        config=selection.get("config"),
    )
    if resume is not None:
        if targets or approve is not None or plan is not None or allowed or ask_disagreements:
            options = "--approve, --plan, --allow-edit and --ask-disagreements"
            fail(f"--resume takes what the plan says: leave TARGET, {options} out; edit the plan")
        if not Path(resume).exists():
            if dry_run:
                fail("--dry-run takes a plan: that of a run is .perfrules/runs/ID/plan.yaml")
            ctx.exit(phase2.go_on(resume, wish))
        ctx.exit(_go_on(_resumed(Path(resume)), wish, dry_run=dry_run))
    diagnosis = _diagnosed(targets, selection, visible=wish.visible)
    wish = replace(wish, spent=diagnosis.spent)
    notes = diagnosis.report.diagnostics
    for note in notes:
        if verbose or note.level == "error" or note.code in TOLD:
            terminal.tell(note)
    if not diagnosis.report.files and any(note.usage for note in notes):
        ctx.exit(2)
    issues = diagnosis.issues[: limit or None]
    given = gate.given(approve, issues) if approve is not None else None
    goes_on = given is not None and bool(given.approved) and plan is None and not dry_run
    if format_ == "html" and not goes_on:
        fail("html shows what phase 2 came to: approve something with --approve")
    if not (goes_on and (to_file or format_ in ("json", "html"))):
        terminal.write(_table(diagnosis, len(issues), format_, wish.shown), output)
    answer = given or (gate.asked(issues) if asked else None)
    code = status(diagnosis.report, "never")
    if answer == "quit":
        if plan is not None:
            _say(f"{plan} is not written: nothing was decided", quiet)
    elif answer is not None or plan is not None:
        made = _planned(diagnosis, issues, answer, allowed)
        if plan is not None:
            terminal.save(dump(made), plan)
            _say(f"the plan is in {plan}: edit it, and go on by `{_resuming(plan)}`", quiet)
            if made.approved:
                _tell_steps(made, wish)
        elif made.approved:
            code = max(code, _go_on(made, wish, dry_run=dry_run))
    elif asked:
        fail(f"nobody to ask: {CHOOSE}")
    else:
        _say(f"nothing is asked and nothing goes on: {CHOOSE}", quiet)
    ctx.exit(code)


def _planned(
    diagnosis: Diagnosis, issues: tuple[Issue, ...], answer: Selection | None, allowed: tuple[str, ...]
) -> Plan:
    from perfrules.pipeline.answer import Selection
    from perfrules.pipeline.plan import make

    root = diagnosis.report.root
    inside = tuple(Path(os.path.relpath(Path(path).resolve(), root)).as_posix() for path in allowed)
    return make(diagnosis.report.version, root, issues, answer or Selection(()), inside)


def _go_on(plan: Plan, wish: Wish, *, dry_run: bool) -> int:
    """Phase 2, or what it would be; the exit status."""
    from perfrules.cli import phase2

    _tell_steps(plan, wish)
    if not plan.approved:
        return 0
    if dry_run:
        phase2.preview(plan, wish, _told(wish))
        return 0
    return phase2.begin(plan, wish)


def _diagnosed(targets: tuple[str, ...], selection: ScanSelection, *, visible: bool) -> Diagnosis:
    """Phase 1, with a line of progress for each analyst that stays when it is done."""
    from perfrules.cli.analyst_lines import AnalystLines
    from perfrules.engine import diagnose_all
    from perfrules.forked import available
    from perfrules.report.pipeline.words import analyst_line

    lines = AnalystLines() if visible and sys.stderr.isatty() else None
    diagnosis = diagnose_all(targets, **selection, progress=lines, processes=available())
    told = [analyst_line(outcome) for outcome in diagnosis.outcomes]
    if lines is not None:
        lines.close(told)
    elif visible:
        print("\n".join(told), file=sys.stderr)
    return diagnosis


def _table(diagnosis: Diagnosis, number: int, format_: str, shown: RenderOptions) -> str:
    if format_ == "json":
        from perfrules.report.pipeline import json

        return json.render(diagnosis)
    if format_ == "markdown":
        from perfrules.report.pipeline import markdown

        return markdown.table(diagnosis.issues, number)
    from perfrules.report.pipeline import text

    return text.table(diagnosis.issues, number, shown)


def _resumed(path: Path) -> Plan:
    from perfrules.pipeline.apply import some
    from perfrules.pipeline.plan import BadPlan, changed, load

    try:
        plan = load(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"cannot read {path}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"{path}: not a plan of `perfrules pipeline`: not UTF-8 text")
    except BadPlan as error:
        fail(f"{path}: {error}")
    if not plan.root.is_dir():
        fail(f"{path}: its root {plan.root} is no folder")
    if places := changed(plan):
        fail(f"{path}: the source has changed since at {some(places)}; make the plan anew")
    return plan


def _resuming(plan: Path) -> str:
    return f"perfrules pipeline --resume {shlex.quote(str(plan))}"


def _tell_steps(plan: Plan, wish: Wish) -> None:
    """What goes on."""
    from perfrules.report.pipeline.text import steps

    if not wish.quiet:
        print(steps(plan), end="", file=_told(wish), flush=True)


def _told(wish: Wish) -> TextIO:
    """Where to tell things that are no part of the report."""
    return sys.stdout if wish.format == "text" and wish.output is None else sys.stderr


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        print(f"perfrules: {text}", file=sys.stderr)
