"""A model's score, and the labelled cases that come with perfrules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from perfrules.cli.eval import evaluation
from perfrules.llm.evaluate import cases
from perfrules.rules.loader import load_rules
from perfrules.syntax import parse
from tests.llm.server import Reply, serving

CASES = Path(__file__).parents[2] / "benchmarks" / "triage"


def test_half_of_the_cases_are_worth_reporting() -> None:
    labelled = cases(CASES)
    assert len({prompt for prompt, _ in labelled}) == len(labelled) >= 30
    assert sum(worth for _, worth in labelled) * 2 == len(labelled)


def test_cases_that_were_read_name_their_place_and_parse() -> None:
    entries = [
        entry for file in CASES.glob("read-*.yaml") for entry in YAML(typ="safe").load(file.read_text())
    ]
    assert len(entries) >= 120
    assert sum(entry["label"] == "worth" for entry in entries) * 2 == len(entries)
    known = {rule.info.id for rule in load_rules()[0].rules if rule.question}
    for entry in entries:
        assert entry["rule"] in known
        assert re.fullmatch(r"[\w-]+-\d+\.\d+\.\d+/src/[\w/]+\.rs", entry["origin"])
        assert entry["line"] > 0
        code = entry["excerpt"]
        assert not parse(code.encode()).errors() or not parse(f"fn f() {{ {code} }}".encode()).errors(), code


def test_a_model_that_confirms_everything_has_all_recall_and_half_precision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "perfrules.toml").write_text("[llm]\ntime-limit = 0\n")  # is that of a scan
    reply = Reply({"verdict": "confirmed", "reason": "It costs.", "lines": [1], "confidence": 1})
    with serving([reply]) as server:
        asked = ["triage", "--model", "openai:m", "--base-url", server.url, "--cases", str(CASES)]
        result = CliRunner().invoke(evaluation, asked)
    assert result.exit_code == 0, result.output
    words = [line.split()[:2] for line in result.output.splitlines()]
    assert ["precision", "0.50"] in words
    assert ["recall", "1.00"] in words
    assert ["agreement", "0.50"] in words


def test_what_is_no_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("- rule: x\n")
    result = CliRunner().invoke(evaluation, ["triage", "--model", "openai:m", "--cases", str(tmp_path)])
    assert result.exit_code == 2
    assert "odd.yaml" in result.output
