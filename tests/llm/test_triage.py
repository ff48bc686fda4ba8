"""Verdicts of a scripted model, and all the ways in which one can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from perfrules.model.report import Report
from perfrules.report import RenderOptions, render
from tests.llm.crate import CONFIRMED, DISMISSED, RULE, SECOND, SOURCE, judge, make
from tests.llm.server import Reply, serving, user


def undecided(report: Report) -> list[str]:
    return [note.message for note in report.diagnostics if note.code == "undecided"]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_confirmed_finding_carries_the_verdict(tmp_path: Path, provider: str) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), server.url + ("/v1" if provider == "openai" else ""), provider)
    (finding,) = report.active
    assert finding.ambiguous is None
    assert finding.evidence[-1].text == f"confirmed by {provider}:scripted, line 4: A copy each."
    assert not undecided(report)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_dismissed_finding_is_suppressed_and_stays_in_sarif(tmp_path: Path, provider: str) -> None:
    with serving([Reply(DISMISSED)]) as server:
        report = judge(make(tmp_path), server.url + ("/v1" if provider == "openai" else ""), provider)
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


BROKEN = {
    "malformed": Reply("{not json"),
    "wrong-shape": Reply({"verdict": "dismissed"}),
    "extra-key": Reply(DISMISSED | {"edit": "Cargo.toml"}),
    "line-outside": Reply(DISMISSED | {"lines": [99]}),
    "no-lines": Reply(DISMISSED | {"lines": []}),
    "wrong-word": Reply(DISMISSED | {"verdict": "delete"}),
    "wrong-confidence": Reply(DISMISSED | {"confidence": 7}),
    "wrong-tool": Reply({"path": "/etc/passwd"}, tool="read_file"),
    "two-calls": Reply(DISMISSED, calls=2),
    "refuses": Reply(text="I cannot help with that."),
    "truncated": Reply('{"verdict": "dismissed", "reas', stop="length"),
    "unsure": Reply(DISMISSED | {"confidence": 0.2}),
    "cannot-tell": Reply(DISMISSED | {"verdict": "undecided"}),
    "server-error": Reply(status=500),
    "rate-limited": Reply(status=429, headers={"retry-after": "1"}),
    "wait-too-long": Reply(status=429, headers={"retry-after": "9999"}),
    "forbidden": Reply(status=401),
    "drops": Reply(drop=True),
    "huge": Reply(raw=b'{"x": "' + b"a" * 10_000_000 + b'"}'),
    "no-json": Reply(raw=b"<html>"),
    "compressed": Reply(raw=b"\x1f\x8b", headers={"content-encoding": "gzip"}),
    "redirect": Reply(status=302, headers={"location": "http://127.0.0.1:1/"}),
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_decides_nothing_and_loses_nothing(tmp_path: Path, reply: Reply) -> None:
    with serving([reply]) as server:
        report = judge(make(tmp_path), server.url)
        assert 1 <= len(server.requests) <= 6
    (finding,) = report.active
    assert finding.ambiguous
    assert len(undecided(report)) == 1
    assert not any(note.internal for note in report.diagnostics)


def test_a_slow_model_is_given_up(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED, delay=3)]) as server:
        report = judge(make(tmp_path), server.url, timeout=0.5)
    assert undecided(report) == ["1 of 1 open questions not decided: no answer within 0.5 s"]


@pytest.mark.parametrize("first", [Reply("{"), Reply(status=429), Reply(status=503), Reply(drop=True)])
def test_one_failure_is_got_over(tmp_path: Path, first: Reply) -> None:
    with serving([first, Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), server.url)
        assert len(server.requests) == 2
    assert not undecided(report)


def test_one_failure_leaves_the_other_findings(tmp_path: Path) -> None:
    def script(text: str) -> Reply:
        return Reply(CONFIRMED) if "fn names" in text else Reply(text="no")

    with serving(script) as server:
        report = judge(make(tmp_path, SOURCE + SECOND), server.url)
    assert sorted(finding.ambiguous is None for finding in report.active) == [False, True]


@pytest.mark.parametrize("limit", [0, 1, 3_000, 6_000])
def test_the_budget_in_tokens_is_never_exceeded(tmp_path: Path, limit: int) -> None:
    source = "".join(SOURCE.replace("names", f"names{at}") for at in range(8))
    with serving([Reply("{")]) as server:
        report = judge(make(tmp_path, source), server.url, max_tokens=limit)
        assert server.tokens <= limit
    assert len(report.active) == 8
    assert any("the budget is used up" in message for message in undecided(report))


def test_the_budget_in_money_is_never_exceeded(tmp_path: Path) -> None:
    source = "".join(SOURCE.replace("names", f"names{at}") for at in range(8))
    with serving([Reply("{")]) as server:
        judge(make(tmp_path, source), server.url, max_cost=0.01, input_price=2.0, output_price=2.0)
        assert 0 < server.tokens * 2.0 / 1e6 <= 0.01


def test_money_without_prices_is_refused(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), server.url, max_cost=1.0)
        assert not server.requests
    assert [note.code for note in report.diagnostics if note.usage] == ["bad-model"]


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


_WITHOUT_NETWORK = """
import socket, sys
def refuse(*_, **__): raise SystemExit("a socket was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from perfrules.cli.main import main
try:
    main(sys.argv[1:])
finally:
    loaded = {"pydantic_ai", "openai", "anthropic", "httpx2"} & set(sys.modules)
    print("loaded:", sorted(loaded), file=sys.stderr)
"""


@pytest.mark.parametrize("extra", [[], ["--show-prompts"], ["--show-prompts", "--model", "openai:x"]])
def test_without_a_model_nothing_is_connected_or_imported(tmp_path: Path, extra: list[str]) -> None:
    make(tmp_path)
    command = ["scan", ".", "--rules", str(RULE), "--select", "doubtful-clone", *extra]
    ran = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK, *command], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 1, ran.stderr
    assert "loaded: []" in ran.stderr
    assert ("found.push(name.clone())" in ran.stderr) == bool(extra)
    plain = render(judge(tmp_path), "text", RenderOptions())
    assert ran.stdout.split() == plain.split()
