"""Every rule proves itself: its bad examples are flagged where they are marked, its good ones are silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from perfrules.rules import tester
from perfrules.rules.loader import load_rules
from perfrules.rules.rule import Example, Rule, read_rule
from perfrules.rules.schema import json_schema

RULES, PROBLEMS = load_rules()
CASES = [
    pytest.param(rule, example, id=f"{rule.info.id}-{'bad' if example.bad else 'good'}-{example.index + 1}")
    for rule in RULES.rules
    for example in rule.examples
]


def test_all_queries_compile() -> None:
    for rule in RULES.rules:
        read_rule(replace(rule.document, path=Path("rule.yaml")), rule.data, RULES.packs[rule.info.id])


def test_all_rules_load() -> None:
    assert [(p.path, p.line, p.message) for p in PROBLEMS] == []
    assert len(RULES.rules) == len(set(RULES.infos))


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example(rule: Rule, example: Example) -> None:
    failure = tester.test_example(rule, example)
    assert failure is None, str(failure)


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.info.id)
def test_a_rule_says_what_a_reader_needs(rule: Rule) -> None:
    assert rule.info.id == rule.document.path.stem
    assert len(rule.info.help.split()) >= 20, "the help says why it costs and how to change it"
    assert rule.advice or rule.fix, "the finding says what to do"
    assert not rule.info.title.endswith(".")
    assert sum(example.bad for example in rule.examples) >= 1
    assert sum(not example.bad for example in rule.examples) >= 1


def test_all_rules_are_valid_by_the_published_schema() -> None:
    validator = Draft202012Validator(json_schema())
    wrong = {
        rule.info.id: [error.message for error in validator.iter_errors(rule.document.data)]
        for rule in RULES.rules
    }
    assert {rule: errors for rule, errors in wrong.items() if errors} == {}


def test_pedantic_rules_are_off() -> None:
    assert {info.default for info in RULES.infos if info.pack == "pedantic"} == {False}
    assert all(Path(rule.document.path).parent.name == rule.info.pack for rule in RULES.rules)
