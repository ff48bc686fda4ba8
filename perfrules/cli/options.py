"""The options that ``scan``, ``pipeline`` and ``fix`` share: what to look at, by which rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from perfrules.cli.group import Choice
from perfrules.model.severity import Severity

if TYPE_CHECKING:
    from perfrules.engine import ScanSelection

SEVERITIES = tuple(severity.word for severity in Severity)
PATH = click.Path(path_type=Path)
_F = TypeVar("_F", bound=Callable[..., Any])


def _words(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated and comma separated values, one by one."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


_SELECTING = (
    click.option("--crate", metavar="NAME", help="Only this member of the workspace."),
    click.option(
        "--bench",
        metavar="NAME",
        help="Only what benchmarks of this name (a target, group or benchmark) exercise, with their data.",
    ),
    click.option(
        "--since",
        metavar="REV",
        envvar="PRE_COMMIT_FROM_REF",
        help="Only what changed since this git revision.",
    ),
    click.option(
        "--rules",
        type=PATH,
        multiple=True,
        metavar="PATH",
        help="A rule file or folder of your own; repeatable.",
    ),
    click.option(
        "--select",
        multiple=True,
        callback=_words,
        metavar="RULE|PACK|all|questions,...",
        help="Run these rules only.",
    ),
    click.option(
        "--ignore", multiple=True, callback=_words, metavar="RULE|PACK,...", help="Leave these rules out."
    ),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files out; repeatable."),
    click.option("--min-severity", type=Choice(SEVERITIES), help="Leave out findings below."),
    click.option("--baseline", type=PATH, metavar="FILE", help="Do not count the findings in this file."),
    click.option(
        "--model",
        metavar="PROVIDER:NAME",
        envvar="PERFRULES_MODEL",
        help="Ask this model about findings with an open question; nothing is sent without it.",
    ),
    click.option(
        "--base-url", metavar="URL", envvar="PERFRULES_BASE_URL", help="The model's server.", hidden=True
    ),
    click.option("--max-cost", type=click.FloatRange(min=0), metavar="MONEY", help="Spend no more on it."),
    click.option(
        "--offline-verdicts", type=PATH, metavar="DIR", help="Use the verdicts kept there, ask nothing."
    ),
    click.option("--show-prompts", is_flag=True, help="Show what would be sent to a model; send nothing."),
    click.option(
        "--config", type=PATH, metavar="FILE", help="Read this configuration instead of looking for one."
    ),
)
_SHOWING = (
    click.option(
        "--color",
        type=Choice(("auto", "always", "never")),
        default="auto",
        show_default=True,
        help="Colour the report.",
    ),
    click.option("--no-progress", is_flag=True, help="Show no progress."),
    click.option("-v", "--verbose", is_flag=True, help="Say more about each finding."),
    click.option("-q", "--quiet", is_flag=True, help="Nothing but errors on standard error."),
)


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """What is looked at, by which rules: the command gets it as ``selection``, for the engine."""

    @wraps(command)
    def gathered(
        *args: Any,
        crate: str | None,
        bench: str | None,
        since: str | None,
        rules: tuple[Path, ...],
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        exclude: tuple[str, ...],
        min_severity: str | None,
        baseline: Path | None,
        config: Path | None,
        model: str | None,
        base_url: str | None,
        max_cost: float | None,
        offline_verdicts: Path | None,
        show_prompts: bool,
        **others: Any,
    ) -> None:
        selection: ScanSelection = {
            "crate": crate,
            "bench": bench,
            "since": since,
            "rules": rules,
            "select": select,
            "ignore": ignore,
            "exclude": exclude,
            "min_severity": Severity.parse(min_severity) if min_severity else None,
            "baseline": baseline,
            "config": config,
        }
        asking = {
            "model": model,
            "base_url": base_url,
            "max_cost": max_cost,
            "verdicts": offline_verdicts and offline_verdicts.resolve(),
            "offline": offline_verdicts is not None or None,
            "show": partial(click.echo, err=True) if show_prompts else None,
        }
        if given := {key: value for key, value in asking.items() if value is not None}:
            selection["llm"] = given
        command(*args, selection=selection, **others)

    return _with(gathered, _SELECTING)


def showing(command: _F) -> _F:
    """How it is shown."""
    return _with(command, _SHOWING)


def _with(command: _F, options: tuple[Callable[[_F], _F], ...]) -> _F:
    for option in reversed(options):
        command = option(command)
    return command
