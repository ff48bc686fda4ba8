"""``perfrules rules …`` and ``perfrules explain``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfrules.cli.group import Choice, Group, fail
from perfrules.suggest import hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfrules.rules.loader import RuleSet

_PATH = click.Path(path_type=Path)
_packs = click.option(
    "--rules", "paths", type=_PATH, multiple=True, metavar="PATH", help="Rules of your own, too."
)


@click.group(cls=Group)
def rules() -> None:
    """List, explain, test and write rules."""


@rules.command("list")
@click.option(
    "--format", "format_", type=Choice(("text", "json", "markdown")), default="text", show_default=True
)
@_packs
def list_(format_: str, paths: tuple[Path, ...]) -> None:
    """List the rules, those that are off by default too."""
    from perfrules.cli import catalog, terminal

    infos = sorted(_load(paths).infos, key=lambda rule: (rule.pack, rule.id))
    if format_ == "markdown":
        terminal.write(catalog.as_markdown(infos, _themes()), None)
    else:
        terminal.write(catalog.as_json(infos) if format_ == "json" else catalog.as_text(infos), None)


@click.command()
@click.argument("rule_id", metavar="ID")
@_packs
def explain(rule_id: str, paths: tuple[Path, ...]) -> None:
    """Explain a rule: why it costs, when it does not, what to do."""
    from perfrules.cli import catalog, terminal

    by_id = {rule.id: rule for rule in _load(paths).infos}
    if rule_id not in by_id:
        fail(f"no rule `{rule_id}`{hint(rule_id, by_id)}")
    terminal.write(catalog.explanation(by_id[rule_id]) + "\n", None)


rules.add_command(explain)


@rules.command()
@click.argument("path", type=_PATH, required=False)
def test(path: Path | None) -> None:
    """Check that every rule flags its bad examples and none of its good ones; with PATH, yours too."""
    from perfrules.rules.tester import test_rules

    loaded = _load([path] if path else [])
    failures = test_rules(loaded)
    for failure in failures:
        click.echo(str(failure))
    click.echo(f"{len(loaded.infos)} rules, {len(failures)} failed examples")
    if failures:
        raise click.exceptions.Exit(1)


@rules.command()
@click.argument("rule_id", metavar="ID")
@click.option("--folder", type=_PATH, help="Where to write it.  [default: rules/PACK]")
@click.option("--pack", default="project", show_default=True, help="The pack it belongs to.")
def new(rule_id: str, folder: Path | None, pack: str) -> None:
    """Write the file of a new rule, ready to be filled in."""
    from perfrules.cli import terminal
    from perfrules.cli.new_rule import ID, template

    if not ID.fullmatch(rule_id):
        fail(f"`{rule_id}` is no rule id: lower case words joined by hyphens, such as `clone-in-loop`")
    path = (folder or Path("rules", pack)) / f"{rule_id}.yaml"
    if path.exists():
        fail(f"{path} exists")
    terminal.save(template(rule_id), path, make_folder=True)
    click.echo(f"wrote {path}; try it with `perfrules rules test {path}`")


@rules.command()
def schema() -> None:
    """Print the JSON Schema of rule files, for editors."""
    from perfrules.cli import terminal
    from perfrules.rules.schema import json_schema

    terminal.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", None)


@rules.command("words")
def words_() -> None:
    """Print the words of the rule language, as markdown."""
    from perfrules.cli import terminal
    from perfrules.cli.rule_words import as_markdown

    terminal.write(as_markdown(), None)


def _themes() -> dict[str, str]:
    """What rules' tags mean, from the file that ships with the rules."""
    from perfrules.yamlfile import bundled, cache_folder, read_all

    [document] = read_all([bundled("themes.yaml")], cache_folder())
    return {str(theme): str(text) for theme, text in document.data.items()}


def _load(paths: Sequence[Path]) -> RuleSet:
    """All rules; what is wrong with a rule file is told, and ends the command."""
    from perfrules.cli import terminal
    from perfrules.rules.loader import load_rules

    loaded, problems = load_rules([Path.cwd() / path for path in paths])
    errors = [problem for problem in problems if problem.level == "error"]
    for problem in errors:
        terminal.tell(problem)
    if errors:
        raise click.exceptions.Exit(2)
    return loaded
