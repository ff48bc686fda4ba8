"""docs/rules.md is what the tool says of its rules, and every theme is covered."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.cli.catalog import as_markdown
from perfrules.rules.loader import load_rules
from perfrules.yamlfile import bundled, read_all

INFOS = sorted(load_rules()[0].infos, key=lambda rule: (rule.pack, rule.id))
[THEMES] = [document.data for document in read_all([bundled("themes.yaml")], None)]


def test_the_page_is_current() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/rules.md").read_text()
    assert page == as_markdown(INFOS, THEMES), "perfrules rules list --format markdown > docs/rules.md"


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_a_rule(theme: str) -> None:
    assert [info.id for info in INFOS if theme in info.tags]


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.id)
def test_every_rule_has_a_theme(info: object) -> None:
    tags = getattr(info, "tags", ())
    assert set(tags) & set(THEMES), f"tags name none of {', '.join(THEMES)}"


def test_questions_selects_the_rules_that_ask() -> None:
    rules, _ = load_rules()
    asking, problems = rules.select(["questions"])
    assert not problems
    assert {rule.info.id for rule in asking.rules} == {rule.info.id for rule in rules.rules if rule.question}
    assert len(asking.rules) >= 12
