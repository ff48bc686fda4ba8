"""``perfrules eval``: how right a model is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click


@click.group("eval")
def evaluation() -> None:
    """Measure what is not decided by rules."""


@evaluation.command()
@click.option("--model", required=True, metavar="PROVIDER:NAME", help="The model to measure.")
@click.option("--base-url", metavar="URL", envvar="PERFRULES_BASE_URL", help="The model's server.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="MONEY", help="Spend no more on it.")
@click.option(
    "--cases",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder of labelled cases.",
)
def triage(model: str, base_url: str | None, max_cost: float | None, folder: Path) -> None:
    """Score a model's verdicts against labelled cases."""
    from perfrules.engine import configuration
    from perfrules.llm.evaluate import cases, evaluate

    config, _ = configuration([], Path.cwd(), None)
    settings = replace(config.llm, model=model)
    settings = replace(settings, base_url=base_url) if base_url else settings
    settings = replace(settings, max_cost=max_cost) if max_cost is not None else settings
    try:
        kept = settings.verdicts or Path(".perfrules", "verdicts")
        score = evaluate(cases(folder), settings, kept)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"cases      {score.cases}, {score.decided} decided")
    click.echo(f"precision  {score.precision:.2f}")
    click.echo(f"recall     {score.recall:.2f}")
    click.echo(f"agreement  {score.agreed / score.cases:.2f}")
    click.echo(f"cost       {score.cost:.4f}, {score.tokens:,} tokens")
