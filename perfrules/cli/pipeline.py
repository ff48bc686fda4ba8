"""``perfrules pipeline``: phase 1, then a person decides what goes on."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from perfrules.cli.group import Choice, OutputPath, fail
from perfrules.cli.options import PATH, selecting, showing
from perfrules.cli.scan import status

if TYPE_CHECKING:
    from perfrules.engine import Diagnosis, ScanSelection
    from perfrules.model.issue import Issue
    from perfrules.pipeline.answer import Selection
    from perfrules.pipeline.plan import Plan
    from perfrules.report.options import RenderOptions

FORMATS = ("text", "markdown", "json")
LIMIT = 20
"""Issues in the table: more is not decided on in a minute."""
QUESTION = "Which of them shall phase 2 take on? [all, 1,2,3, 3 -> asm-forge, none, show 3, help, quit] "
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
    help="The table's format; only text asks.",
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
@click.option("--resume", type=PATH, metavar="FILE", help="Go on with a plan instead of looking anew.")
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
    resume: Path | None,
    color: str,
    no_progress: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Find issues by three analysts, and decide which go on.

    Benchmark data, antipatterns and hotspots are put together as one ranked table; then you are asked.
    Nothing is changed, and nothing of the project is run, before you have approved it.

    Without a TARGET: the files changed in the git working tree, or, outside git, the current folder.

    Exit status: 0 decided, 2 a wrong call or nobody to ask, 3 an internal error.
    """
    from perfrules.cli import terminal
    from perfrules.report.options import RenderOptions

    to_file = output is not None
    shown = RenderOptions(
        color=terminal.wants_color(color, to_file=to_file),
        width=terminal.width(to_file=to_file),
        verbose=verbose,
    )
    if resume is not None:
        if targets or approve is not None or plan is not None:
            fail("--resume takes what the plan says: leave TARGET, --approve and --plan out; edit the plan")
        _tell_steps(_resumed(resume), quiet)
        return
    diagnosis = _diagnosed(targets, selection, visible=not (no_progress or quiet))
    notes = diagnosis.report.diagnostics
    for note in notes:
        if verbose or note.level == "error" or note.code in TOLD:
            terminal.tell(note)
    if not diagnosis.report.files and any(note.usage for note in notes):
        ctx.exit(2)
    number = min(limit or len(diagnosis.issues), len(diagnosis.issues))
    terminal.write(_table(diagnosis, number, format_, shown), output)
    asked = format_ == "text" and not to_file
    decided = _decided(diagnosis.issues[:number], approve, asking=asked)
    if decided == "quit":
        if plan is not None:
            _say(f"{plan} is not written: nothing was decided", quiet)
    elif plan is not None or decided is not None:
        from perfrules.pipeline.answer import Selection
        from perfrules.pipeline.plan import dump, make

        made = make(
            diagnosis.report.version,
            diagnosis.report.root,
            diagnosis.issues[:number],
            decided or Selection(()),
        )
        if plan is not None:
            terminal.save(dump(made), plan)
            _say(f"the plan is in {plan}: edit it, and go on by `{_resuming(plan)}`", quiet)
        if decided is not None and decided.approved:
            _tell_steps(made, quiet, to_error=not asked)
            if plan is None:
                _say("write it down with --plan FILE to go on from there later", quiet)
    elif asked:
        fail(f"nobody to ask: {CHOOSE}")
    else:
        _say(f"nothing is asked and nothing goes on: {CHOOSE}", quiet)
    ctx.exit(status(diagnosis.report, "never"))


def _diagnosed(targets: tuple[str, ...], selection: ScanSelection, *, visible: bool) -> Diagnosis:
    """Phase 1, with a line of progress for each analyst that stays when it is done."""
    from perfrules.analysts.forked import available
    from perfrules.cli.analyst_lines import AnalystLines
    from perfrules.engine import diagnose_all
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


def _decided(
    issues: tuple[Issue, ...], approve: str | None, *, asking: bool
) -> Selection | Literal["quit"] | None:
    """The answer, given or asked for; None if there is nobody to ask."""
    from perfrules.pipeline.answer import BadAnswer, Selection, parse

    if approve is not None:
        try:
            answer = parse(approve, len(issues))
        except BadAnswer as error:
            fail(f"--approve: {error}")
        if not isinstance(answer, Selection):
            fail("--approve takes all, none, numbers, or NUMBER -> SPECIALIST")
        return answer
    if not issues:
        return Selection(())
    if not asking or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return _asked(issues)


def _asked(issues: tuple[Issue, ...]) -> Selection | Literal["quit"]:
    from perfrules.pipeline.answer import HELP, BadAnswer, Show, parse
    from perfrules.report.pipeline.text import details
    from perfrules.report.safe import visible

    print()
    while True:
        try:
            answer = parse(input(QUESTION), len(issues))
        except BadAnswer as error:
            print(visible(str(error)))
            continue
        except EOFError:
            print()
            return "quit"
        if isinstance(answer, Show):
            for number in answer.numbers:
                print(details(number, issues[number - 1]))
        elif answer == "help":
            print(HELP)
        else:
            return answer


def _resumed(path: Path) -> Plan:
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
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        fail(f"{path}: the source has changed since at {', '.join(places[:3])}{more}; make the plan anew")
    return plan


def _resuming(plan: Path) -> str:
    return f"perfrules pipeline --resume {shlex.quote(str(plan))}"


def _tell_steps(plan: Plan, quiet: bool, *, to_error: bool = False) -> None:
    """What goes on; not in the midst of a document that a program reads."""
    from perfrules.report.pipeline.text import steps

    if not quiet:
        print(steps(plan), end="", file=sys.stderr if to_error else sys.stdout)


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        print(f"perfrules: {text}", file=sys.stderr)
