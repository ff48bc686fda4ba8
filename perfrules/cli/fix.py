"""``perfrules fix``: the ready fixes of findings, as a diff or in place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfrules.cli.group import fail
from perfrules.cli.options import selecting
from perfrules.cli.scan import status
from perfrules.model.severity import Applicability

if TYPE_CHECKING:
    from perfrules.engine import ScanSelection


@click.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@selecting
@click.option("--apply", "in_place", is_flag=True, help="Change the files instead of printing a diff.")
@click.option("--diff", is_flag=True, help="Print a diff; the default.")
@click.option("--unsafe", is_flag=True, help="Also fixes that may be incorrect: read each of them.")
@click.option("--allow-dirty", is_flag=True, help="Change files that have uncommitted changes, too.")
@click.pass_context
def fix(
    ctx: click.Context,
    *,
    targets: tuple[str, ...],
    selection: ScanSelection,
    in_place: bool,
    diff: bool,
    unsafe: bool,
    allow_dirty: bool,
) -> None:
    """Mend what has a ready fix. Prints a diff; with --apply, changes the files.

    Only fixes that keep the meaning are made, unless --unsafe. Check the result: cargo check, cargo test.

    Exit status: 0 done, or nothing to do; 2 a wrong call or wrong input; 3 an internal error.
    """
    from perfrules.cli import terminal
    from perfrules.engine import scan
    from perfrules.pipeline.edits import fixes
    from perfrules.report.summary import count

    if in_place and diff:
        fail("--apply and --diff exclude each other")
    report = scan(targets, **selection)
    for note in report.diagnostics:
        if note.level == "error" or note.code == "no-changes":
            terminal.tell(note)
    safe = (Applicability.MACHINE_APPLICABLE,)
    found = fixes(report.active, report.root, (*safe, Applicability.MAYBE_INCORRECT) if unsafe else safe)
    if in_place:
        if not allow_dirty:
            _refuse_dirty(report.root, [change.path for change in found.changes])
        for change in found.changes:
            terminal.save(change.after, report.root / change.path)
    else:
        terminal.write("".join(change.diff for change in found.changes), None)
    mended = sum(len(change.mended) for change in found.changes)
    done = "mended" if in_place else "can be mended"
    where = f" in {count(len(found.changes), 'file')}" if mended else ""
    summary = f"{mended} of {count(len(report.active), 'finding')} {done}{where}"
    if found.overlapping:
        summary += f"; {len(found.overlapping)} more overlap with these: run it again"
    unsafe_ones = sum(
        finding.fix is not None and finding.fix.applicability is Applicability.MAYBE_INCORRECT
        for finding in report.active
    )
    if unsafe_ones and not unsafe:
        summary += f"; {unsafe_ones} more with --unsafe"
    print(f"perfrules: {summary}", file=sys.stderr)
    left = [(path, "it cannot be read") for path in found.unreadable]
    left += [(path, "the result would not be Rust") for path in found.spoilt]
    for path, reason in left:
        print(f"perfrules: warning: {path}: left as it is: {reason}", file=sys.stderr)
    ctx.exit(status(report, "never"))


def _refuse_dirty(root: Path, paths: list[str]) -> None:
    from perfrules.pipeline.apply import some
    from perfrules.targets.git import uncommitted

    if dirty := uncommitted(root, paths):
        fail(f"uncommitted changes in {some(dirty)}: commit them first, or use --allow-dirty")
