"""Verdicts of a scripted model, and what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfrules.report import RenderOptions, render
from tests.llm.crate import CONFIRMED, DISMISSED, SECOND, SOURCE, address, judge, make, undecided
from tests.llm.server import Reply, serving, user


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_confirmed_finding_carries_the_verdict(tmp_path: Path, provider: str) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), address(server, provider), provider)
    (finding,) = report.active
    assert finding.ambiguous is None
    assert finding.evidence[-1].text == f"confirmed by {provider}:scripted, line 4: A copy each."
    assert not undecided(report)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_dismissed_finding_is_suppressed_and_stays_in_sarif(tmp_path: Path, provider: str) -> None:
    with serving([Reply(DISMISSED)]) as server:
        report = judge(make(tmp_path), address(server, provider), provider)
    assert not report.active
    (result,) = json.loads(render(report, "sarif", RenderOptions()))["runs"][0]["results"]
    (suppression,) = result["suppressions"]
    assert suppression["kind"] == "external"
    assert "The copies are kept." in suppression["justification"]


def test_the_model_sees_the_function_and_nothing_else(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        judge(make(tmp_path, SOURCE + 'const SECRET: &str = "hidden";\n'), server.url)
    text = user(server.requests[0])
    assert "Is the clone of `name` worth avoiding?" in text
    assert "found.push(name.clone())" in text
    assert "hidden" not in json.dumps(server.requests)
    assert str(tmp_path) not in json.dumps(server.requests)


def test_a_second_run_sends_nothing_and_says_the_same(tmp_path: Path) -> None:
    def script(text: str) -> Reply:
        return Reply(DISMISSED) if "fn names" in text else Reply("{")

    with serving(script) as server:
        first = judge(make(tmp_path, SOURCE + SECOND), server.url)
        sent = len(server.requests)
        second = judge(tmp_path, server.url)
        assert len(server.requests) == sent > 0
    third = judge(tmp_path, offline=True, model="openai:scripted")
    outputs = {render(report, "sarif", RenderOptions()) for report in (first, second, third)}
    assert len(outputs) == 1


def test_offline_without_a_verdict_leaves_the_question_open(tmp_path: Path) -> None:
    report = judge(make(tmp_path), offline=True, model="openai:scripted")
    assert report.active[0].ambiguous
    assert undecided(report) == ["1 of 1 open questions not decided: no verdict kept"]


def test_a_foreign_server_never_gets_the_key_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfrules.config.settings import ModelSettings
    from perfrules.llm import client
    from perfrules.llm.transport import capped_client

    monkeypatch.setenv("OPENAI_API_KEY", "for-openai-alone")
    settings = ModelSettings(model="openai:x", base_url="http://127.0.0.1:1")
    model = client._model(settings, capped_client(1.0))
    assert model.client.api_key == "none"  # type: ignore[attr-defined]
