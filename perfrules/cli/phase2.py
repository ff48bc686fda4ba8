"""Phase 2 from the command line: what ``perfrules pipeline`` does once somebody has approved something."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from perfrules.cli import terminal
from perfrules.cli.group import INTERRUPTED, fail
from perfrules.cli.step_lines import StepLines

if TYPE_CHECKING:
    from perfrules.config.settings import ModelSettings
    from perfrules.pipeline.crew import Crew
    from perfrules.pipeline.phase2 import Completion, Diagnosed, Update
    from perfrules.pipeline.plan import Plan
    from perfrules.pipeline.runs import Run, Runs
    from perfrules.report.options import RenderOptions

INTERNAL = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """How phase 2 is to be run, and what of it is to be seen."""

    shown: RenderOptions
    format: str
    output: Path | None
    asking: bool
    """Somebody is there who can be asked."""
    visible: bool
    """Progress is shown."""
    quiet: bool
    apply: bool
    keep_harmless: bool
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What the command line says about the model."""
    spent: tuple[int, int] = (0, 0)
    """Tokens that phase 1 has sent to it, and received."""
    config: Path | None = None
    """The configuration file that the command line names."""


def begin(plan: Plan, wish: Wish) -> int:
    """Run a plan's approved steps; the exit status."""
    from perfrules.pipeline.runs import RunError, Runs
    from perfrules.pipeline.workshop import project_top

    runs = Runs(project_top(plan.root))
    asked = model(wish, plan.root)
    try:
        with runs.working():
            run = runs.begin(plan)
            return _carry_out(runs, run, plan, wish, asked)
    except RunError as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot write in {runs.home}: {error.strerror}")


def go_on(name: str, wish: Wish) -> int:
    """Go on with a run that was stopped or killed, or show one that is done; the exit status."""
    from perfrules.pipeline.plan import BadPlan
    from perfrules.pipeline.runs import RunError, Runs
    from perfrules.pipeline.workshop import project_top

    runs = Runs(project_top(Path.cwd()))
    try:
        run = runs.find(name)
        plan = run.plan
        asked = model(wish, plan.root)
        with runs.working():
            return _carry_out(runs, run, plan, wish, asked)
    except (RunError, BadPlan) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or runs.home}: {error.strerror}")


def model(wish: Wish, root: Path) -> ModelSettings | None:
    """The model that phase 2 may ask, by the command line and the configuration of a root; None: no one."""
    from perfrules.engine import configuration

    settings, problems = configuration((str(root),), Path.cwd(), wish.config)
    for problem in problems:
        terminal.tell(problem)
    asking = replace(settings.llm, **wish.asked)
    if asking.model is None or asking.offline or asking.show is not None:
        return None
    from perfrules.llm.inquiry import unusable

    if why := unusable(asking):
        fail(why)
    return asking


def preview(plan: Plan, wish: Wish, to: TextIO) -> None:
    """Print what would be run, and what a model would be told first."""
    from perfrules.pipeline.preview import preview
    from perfrules.pipeline.runs import Run, Runs
    from perfrules.pipeline.workshop import project_top
    from perfrules.report.safe import visible

    runs = Runs(project_top(plan.root))
    crew = _crew(runs, Run(runs.home / "runs" / "ID"), plan, wish)
    print("\nWould be run, in copies of the project:", file=to)
    for step, lines in preview(crew):
        print(f"\n{step.number}. {step.specialist}", file=to)
        for line in lines:
            print(f"  {visible(line)}", file=to)
    if show := wish.asked.get("show"):
        from perfrules.pipeline.agents.opening import prompts

        for text in prompts(crew):
            show(text)


def _carry_out(runs: Runs, run: Run, plan: Plan, wish: Wish, asked: ModelSettings | None) -> int:
    from perfrules.pipeline.phase2 import Completion, carry_out
    from perfrules.pipeline.workshop import WorkshopError
    from perfrules.specialists.command import Stopped

    lines = StepLines(live=sys.stderr.isatty()) if wish.visible else None
    crew = _crew(runs, run, plan, wish, lines, asked)
    done = run.known("completion", Completion)
    try:
        if done is None:
            run.mark("running")
            with _stopping(crew):
                gate = _Gate(wish, lines)
                done = run.once("completion", Completion, lambda: carry_out(crew, gate))
            run.mark("done")
    except (KeyboardInterrupt, Stopped):
        _stopped(run, lines)
    except (WorkshopError, OSError) as error:
        run_on = f"go on by `perfrules pipeline --resume {run.id}` when it is mended"
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
        print(f"perfrules: error: {why}; {run_on}", file=sys.stderr)
        return INTERNAL
    finally:
        if lines is not None:
            lines.close()
    _report(done, wish)
    return _applied(done, runs, wish)


def _crew(
    runs: Runs,
    run: Run,
    plan: Plan,
    wish: Wish,
    lines: StepLines | None = None,
    asked: ModelSettings | None = None,
) -> Crew:
    from perfrules.pipeline.crew import Crew, Options
    from perfrules.pipeline.workshop import Workshop

    adviser = None
    if asked is not None:
        from perfrules.pipeline.agents.adviser import adviser as engaged

        adviser = engaged(asked, run, wish.spent)
    workshop = Workshop(runs.top, run.folder)
    told = lines if lines is not None else _nobody
    return Crew(
        plan, run, workshop, runs.home / "targets", Options(wish.keep_harmless), adviser=adviser, told=told
    )


def _nobody(who: str, what: str) -> None:
    """Is told and says nothing."""


@contextmanager
def _stopping(crew: Crew) -> Iterator[None]:
    """Ctrl-C and a polite kill both end everything in order."""

    def stop(*_: object) -> NoReturn:
        crew.stop.set()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopped(run: Run, lines: StepLines | None) -> NoReturn:
    run.mark("stopped")
    if lines is not None:
        lines.close()
    print(f"perfrules: stopped; go on by `perfrules pipeline --resume {run.id}`", file=sys.stderr)
    sys.exit(INTERRUPTED)


class _Gate:
    """The intermediate gate: asks if somebody is there, and otherwise follows the specialists."""

    def __init__(self, wish: Wish, lines: StepLines | None) -> None:
        self._wish = wish
        self._lines = lines

    def __call__(self, found: Sequence[Diagnosed], updates: Sequence[Update]) -> Mapping[int, str]:
        from perfrules.cli.gate import asked_again
        from perfrules.report.pipeline.completion import gate

        if self._lines is not None:
            self._lines.close()
        if not self._wish.quiet:
            page = gate(found, updates, self._wish.shown)
            print(page, file=sys.stdout if self._wish.asking else sys.stderr, flush=True)
        proposed = {update.step.number: update.specialist for update in updates}
        return asked_again(proposed) if self._wish.asking else proposed


def _report(done: Completion, wish: Wish) -> None:
    """Print the outcome; the same lies in the run's folder in each format."""
    from perfrules.report.pipeline.outcome import rendered

    for name, suffix in (("markdown", "md"), ("html", "html")):
        terminal.save(rendered(done, name, wish.shown), done.folder / f"report.{suffix}")
    terminal.write(rendered(done, wish.format, wish.shown), wish.output)


def _applied(done: Completion, runs: Runs, wish: Wish) -> int:
    """Change the user's tree if that was asked for."""
    from perfrules.pipeline.apply import NotApplied, accept
    from perfrules.report.summary import count

    if wish.apply and done.kept:
        try:
            changed = accept(done, runs.top)
        except NotApplied as error:
            fail(f"nothing is applied: {error}")
        print(
            f"perfrules: applied: {count(len(changed), 'file')} changed: {', '.join(changed)}",
            file=sys.stderr,
        )
    internal = any(
        conclusion.result.startswith("internal error") for row in done.rows for conclusion in row.conclusions
    )
    return INTERNAL if internal else 0
