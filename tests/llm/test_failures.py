"""All the ways in which a model or its server can fail triage: nothing is decided by it, nothing is lost."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.llm.crate import CONFIRMED, DISMISSED, SECOND, SOURCE, address, judge, make, undecided
from tests.llm.server import Reply, serving

BOTH = pytest.mark.parametrize("provider", ["openai", "anthropic"])
MANY = "".join(SOURCE.replace("names", f"names{at}") for at in range(8))
BROKEN = {
    "malformed": Reply("{not json"),
    "wrong-shape": Reply({"verdict": "dismissed"}),
    "extra-key": Reply(DISMISSED | {"edit": "Cargo.toml"}),
    "line-outside": Reply(DISMISSED | {"lines": [99]}),
    "no-lines": Reply(DISMISSED | {"lines": []}),
    "wrong-word": Reply(DISMISSED | {"verdict": "delete"}),
    "wrong-confidence": Reply(DISMISSED | {"confidence": 7}),
    "no-number": Reply(DISMISSED | {"confidence": float("nan")}),
    "arguments-no-object": Reply([DISMISSED]),
    "wrong-tool": Reply({"path": "/etc/passwd"}, tool="read_file"),
    "two-calls": Reply(DISMISSED, calls=2),
    "no-calls": Reply(DISMISSED, calls=0),
    "refuses": Reply(text="I cannot help with that."),
    "filtered": Reply(text="", stop="content_filter"),
    "truncated": Reply('{"verdict": "dismissed", "reas', stop="length"),
    "truncated-object": Reply({"verdict": "dismissed"}, stop="length"),
    "truncated-text": Reply(text="The clone of `na", stop="length"),
    "unsure": Reply(DISMISSED | {"confidence": 0.2}),
    "cannot-tell": Reply(DISMISSED | {"verdict": "undecided"}),
    "server-error": Reply(status=500),
    "overloaded": Reply(status=529),
    "rate-limited": Reply(status=429, headers={"retry-after": "1"}),
    "wait-too-long": Reply(status=429, headers={"retry-after": "9999"}),
    "forbidden": Reply(status=401),
    "drops": Reply(drop=True),
    "huge": Reply(raw=b'{"x": "' + b"a" * 10_000_000 + b'"}'),
    "empty": Reply(raw=b""),
    "no-json": Reply(raw=b"<html>"),
    "other-json": Reply(raw=b"{}"),
    "compressed": Reply(raw=b"\x1f\x8b", headers={"content-encoding": "gzip"}),
    "redirect": Reply(status=302, headers={"location": "http://127.0.0.1:1/"}),
}
BUDGET = 9_000
"""Tokens for all tries: some of the cases would need more."""


@BOTH
@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_decides_nothing_and_loses_nothing(
    tmp_path: Path, reply: Reply, provider: str
) -> None:
    with serving([reply]) as server:
        report = judge(make(tmp_path), address(server, provider), provider, max_tokens=BUDGET)
        assert 1 <= len(server.requests) <= 6
        assert server.tokens <= BUDGET
    (finding,) = report.active
    assert finding.ambiguous
    assert len(undecided(report)) == 1
    assert not any(note.internal for note in report.diagnostics)


@BOTH
def test_a_model_that_calls_ever_other_tools_is_asked_twice(tmp_path: Path, provider: str) -> None:
    number = count()
    with serving(lambda _: Reply({"path": "src"}, tool=f"read_{next(number)}")) as server:
        report = judge(make(tmp_path, SOURCE + SECOND), address(server, provider), provider)
        assert len(server.requests) == 4
    assert undecided(report) == ["2 of 2 open questions not decided: the model cannot tell"]


ENDLESS = {
    "silent": Reply(CONFIRMED, delay=60),
    "spaces": Reply(drip=b" "),
    "object": Reply(drip=b'{"x": 1, '),
}


@BOTH
@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_an_answer_without_end_is_given_up(tmp_path: Path, reply: Reply, provider: str) -> None:
    with serving([reply]) as server:
        report = judge(make(tmp_path), address(server, provider), provider, timeout=0.5)
        assert len(server.requests) <= 1
    assert undecided(report) == ["1 of 1 open questions not decided: no answer within 0.5 s"]


@BOTH
@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_the_time_limit_ends_all_questions_and_loses_nothing(
    tmp_path: Path, reply: Reply, provider: str
) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        judge(make(tmp_path), address(server, provider), provider)
    with serving([reply]) as server:
        limits = {"time_limit": 0.5, "timeout": 60.0, "concurrency": 2}
        report = judge(make(tmp_path, SOURCE + MANY), address(server, provider), provider, **limits)
        assert len(server.requests) <= 2
    assert undecided(report) == ["8 of 9 open questions not decided: the time limit of 0.5 s is reached"]
    decided = [finding for finding in report.active if finding.ambiguous is None]
    assert [finding.location.function for finding in decided] == ["names"]
    assert len(report.active) == 9


def test_waiting_for_another_try_counts_as_time(tmp_path: Path) -> None:
    with serving([Reply(status=429, headers={"retry-after": "30"})]) as server:
        report = judge(make(tmp_path), server.url, time_limit=0.5, backoff=1.0)
        assert len(server.requests) <= 1
    assert undecided(report) == ["1 of 1 open questions not decided: the time limit of 0.5 s is reached"]


@pytest.mark.parametrize("first", [Reply("{"), Reply(status=429), Reply(status=503), Reply(drop=True)])
@BOTH
def test_one_failure_is_got_over(tmp_path: Path, first: Reply, provider: str) -> None:
    with serving([first, Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), address(server, provider), provider)
        assert len(server.requests) == 2
    assert not undecided(report)


def test_one_failure_leaves_the_other_findings(tmp_path: Path) -> None:
    def script(text: str) -> Reply:
        return Reply(CONFIRMED) if "fn names" in text else Reply(text="no")

    with serving(script) as server:
        report = judge(make(tmp_path, SOURCE + SECOND), server.url)
    assert sorted(finding.ambiguous is None for finding in report.active) == [False, True]


@BOTH
@pytest.mark.parametrize("limit", [0, 1, 3_000, 6_000, 20_000])
def test_the_budget_in_tokens_is_never_exceeded(tmp_path: Path, limit: int, provider: str) -> None:
    with serving([Reply("{")]) as server:
        report = judge(make(tmp_path, MANY), address(server, provider), provider, max_tokens=limit)
        assert server.tokens <= limit
    assert len(report.active) == 8
    assert any("the budget is used up" in message for message in undecided(report))


@BOTH
@pytest.mark.parametrize("limit", [16_000, 20_000, 24_000, 28_000, 32_000])
def test_text_that_grows_on_the_way_does_not_exceed_the_budget(
    tmp_path: Path, limit: int, provider: str
) -> None:
    source = SOURCE.replace("name.clone());", "name.clone()); // " + "<|a|>" * 3_000)
    with serving([Reply("{")]) as server:
        judge(make(tmp_path, source), address(server, provider), provider, max_tokens=limit)
        assert server.tokens <= limit


@BOTH
def test_the_budget_in_money_is_never_exceeded(tmp_path: Path, provider: str) -> None:
    money = {"max_cost": 0.02, "input_price": 2.0, "output_price": 8.0}
    with serving([Reply("{")]) as server:
        judge(make(tmp_path, MANY), address(server, provider), provider, **money)
        assert 0 < server.tokens * 2.0 / 1e6 <= money["max_cost"]


def test_money_without_prices_is_refused(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED)]) as server:
        report = judge(make(tmp_path), server.url, max_cost=1.0)
        assert not server.requests
    assert [note.code for note in report.diagnostics if note.usage] == ["bad-model"]
