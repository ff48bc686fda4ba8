"""Issues whose analysts disagree, put to a scripted model when that is asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from perfrules.engine import Diagnosis
from perfrules.pipeline.answer import Selection
from perfrules.pipeline.plan import dump, load
from perfrules.pipeline.plan import make as planned
from perfrules.report.pipeline import json as as_json
from perfrules.report.pipeline import markdown, text
from tests.e2e.command import perfrules
from tests.llm.crate import CONFIRMED, DISMISSED, DISPUTED, address, diagnose, make, undecided
from tests.llm.server import Reply, serving, user

QUIET = """pub fn wider(prices: &[Vec<u32>], more: &[u32]) -> u32 {
    let mut most = 0;
    for row in prices {
        for price in row {
            for each in more {
                most = most.max(price + each);
            }
        }
    }
    most
}
"""
"""A hotspot alone: nobody speaks against it."""
SHARED = QUIET + DISPUTED
DOUBTFUL = DISPUTED.replace("let own = row.to_vec();", "let own = row.clone();")
"""The copy is an open question itself, by the rule ``doubtful-clone``."""


def outputs(found: Diagnosis) -> list[str]:
    """All that phase 1 shows and writes."""
    number = len(found.issues)
    plan = planned("1", found.report.root, found.issues, Selection(()))
    return [as_json.render(found), markdown.table(found.issues, number), dump(plan)] + [
        text.details(at, issue) for at, issue in enumerate(found.issues, 1)
    ]


def functions(found: Diagnosis) -> list[str | None]:
    return [issue.location.function for issue in found.issues]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_dismissed_issue_is_marked_and_comes_last(tmp_path: Path, provider: str) -> None:
    before = diagnose(make(tmp_path, SHARED))
    with serving([Reply(DISMISSED | {"lines": [14]})]) as server:
        after = diagnose(tmp_path, address(server, provider), provider)
        (body,) = server.requests
    assert functions(before) == ["falls", "wider"]
    assert functions(after) == ["wider", "falls"]
    issue = after.issues[-1]
    said = f"dismissed by {provider}:scripted, line 14: The copies are kept."
    assert issue.judgement is not None
    assert (issue.dismissed, issue.judgement.evidence.text) == (True, said)
    assert replace(issue, judgement=None) == before.issues[0]
    assert after.report.findings == before.report.findings
    assert "analyst leads to perf-topdown" in user(body)
    assert "other finding (antipatterns, temporary-in-loop, leads to heap-profile)" in user(body)
    assert "let own = row.to_vec();" in user(body)
    assert "wider" not in json.dumps(body)
    for shown in (as_json.render(after), markdown.table(after.issues, 2), text.details(2, issue)):
        assert "The copies are kept." in shown
    assert json.loads(as_json.render(after))["issues"][1]["judgement"]["dismissed"] is True
    assert "; dismissed by a model" in markdown.table(after.issues, 2)


def test_a_confirmed_issue_stays_where_it_is_and_carries_the_verdict(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED | {"lines": [14]})]) as server:
        found = diagnose(make(tmp_path, SHARED), server.url)
    assert functions(found) == ["falls", "wider"]
    assert "model: confirmed by openai:scripted, line 14: A copy each." in text.details(1, found.issues[0])
    assert not found.issues[0].dismissed
    assert not undecided(found.report)


def test_nothing_of_it_is_sent_unless_asked_for(tmp_path: Path) -> None:
    plain = diagnose(make(tmp_path, SHARED))
    with serving([Reply(DISMISSED)]) as server:
        found = diagnose(tmp_path, server.url, disagreements=False)
        assert not server.requests
    assert outputs(found) == outputs(plain)
    assert "judgement" not in "".join(outputs(plain))


def test_a_second_run_sends_nothing_and_says_the_same(tmp_path: Path) -> None:
    with serving([Reply(DISMISSED | {"lines": [14]})]) as server:
        first = diagnose(make(tmp_path, SHARED), server.url)
        second = diagnose(tmp_path, server.url)
        assert len(server.requests) == 1
    third = diagnose(tmp_path, offline=True)
    assert outputs(first) == outputs(second) == outputs(third)


def test_a_plan_keeps_the_verdict(tmp_path: Path) -> None:
    with serving([Reply(DISMISSED | {"lines": [14]})]) as server:
        found = diagnose(make(tmp_path, SHARED), server.url)
    plan = planned("1", found.report.root, found.issues, Selection((2,)))
    assert load(dump(plan)) == plan
    assert plan.steps[1].issue.dismissed


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(DISMISSED | {"lines": [14], "confidence": 0.1}), "the model is not sure"),
        (Reply(DISMISSED | {"verdict": "undecided"}), "the model cannot tell"),
        (Reply(DISMISSED | {"lines": [1]}), "the model cannot tell"),  # a line of another function
        (Reply(status=401), "the server answered 401"),
    ],
)
def test_what_is_not_decided_is_told_and_changes_nothing(tmp_path: Path, reply: Reply, why: str) -> None:
    before = diagnose(make(tmp_path, SHARED))
    with serving([reply]) as server:
        found = diagnose(tmp_path, server.url)
    assert undecided(found.report) == [f"1 of 1 disagreements not decided: {why}"]
    assert found.issues == before.issues


def test_open_questions_come_first_and_a_dismissed_finding_is_nobodys_view(tmp_path: Path) -> None:
    with serving([Reply(DISMISSED)]) as server:
        found = diagnose(make(tmp_path, DOUBTFUL), server.url, rule="doubtful-clone")
        assert ["question: Is the clone" in user(body) for body in server.requests] == [True]
    assert [issue.judgement for issue in found.issues] == [None]
    assert sum(finding.suppression is not None for finding in found.report.findings) == 1


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("limit", [2_000, 14_000, 20_000])
def test_questions_and_disagreements_share_one_budget(tmp_path: Path, limit: int, provider: str) -> None:
    source = "".join(DOUBTFUL.replace("falls", f"falls{at}") for at in range(4))

    def confirm(prompt: str) -> Reply:
        return Reply(CONFIRMED | {"lines": [int(prompt.split("source:\n")[1].split("|")[0])]})

    with serving(confirm) as server:
        found = diagnose(
            make(tmp_path, source),
            address(server, provider),
            provider,
            rule="doubtful-clone",
            max_tokens=limit,
            concurrency=1,
        )
        assert server.tokens <= limit
    assert any(
        "disagreements not decided: the budget is used up" in message for message in undecided(found.report)
    )
    assert len(found.report.active) == 8


def test_without_time_nothing_is_sent(tmp_path: Path) -> None:
    with serving([Reply(DISMISSED)]) as server:
        found = diagnose(make(tmp_path, DOUBTFUL), server.url, rule="doubtful-clone", time_limit=0)
        assert not server.requests
    reason = "not decided: the time limit of 0 s is reached"
    assert undecided(found.report) == [f"1 of 1 open questions {reason}", f"1 of 1 disagreements {reason}"]


def test_questions_and_disagreements_share_one_time_limit(tmp_path: Path) -> None:
    with serving([Reply(CONFIRMED, delay=60)]) as server:
        found = diagnose(make(tmp_path, DOUBTFUL), server.url, rule="doubtful-clone", time_limit=0.5)
        assert len(server.requests) <= 1
    reason = "not decided: the time limit of 0.5 s is reached"
    assert undecided(found.report) == [f"1 of 1 open questions {reason}", f"1 of 1 disagreements {reason}"]


def test_from_the_command_line(tmp_path: Path) -> None:
    make(tmp_path, SHARED)
    asked = ["pipeline", ".", "--select", "temporary-in-loop,nested-loops", "--approve", "none"]
    with serving([Reply(DISMISSED | {"lines": [14]})]) as server:
        model = {"PERFRULES_MODEL": "openai:scripted", "PERFRULES_BASE_URL": f"{server.url}/v1"}
        plain = perfrules(*asked, "--format", "markdown", cwd=tmp_path, **model)
        assert not server.requests
        judged = perfrules(*asked, "--format", "markdown", "--ask-disagreements", cwd=tmp_path, **model)
        assert len(server.requests) == 1
    assert (plain.status, judged.status) == (0, 0)
    assert "dismissed" not in plain.out
    assert "; dismissed by a model" in judged.out
    assert judged.out.index("`wider`") < judged.out.index("`falls`")


def test_without_a_model_it_is_a_wrong_call(tmp_path: Path) -> None:
    done = perfrules("pipeline", ".", "--approve", "none", "--ask-disagreements", cwd=make(tmp_path, SHARED))
    assert done.status == 2
    assert "a model is named `provider:name`" in done.err


def test_what_would_be_sent_is_shown(tmp_path: Path) -> None:
    asked = ["pipeline", ".", "--approve", "none", "--ask-disagreements", "--show-prompts"]
    done = perfrules(*asked, "--select", "temporary-in-loop,nested-loops", cwd=make(tmp_path, SHARED))
    assert done.status == 0
    assert done.err.count("question: ") == 1
    assert "analyst leads to perf-topdown" in done.err
