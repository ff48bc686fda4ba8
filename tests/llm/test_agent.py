"""A model at work with tools, against a server that fails in every way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest

from perfrules.config.settings import ModelSettings
from perfrules.llm.agent import Ability, Task, ability, work
from perfrules.llm.budget import Budget
from tests.llm.server import Reply, Server, serving

TURNS = 6


@dataclass(frozen=True)
class Look:
    """Looks at a line."""

    line: int


@dataclass
class Desk:
    """What the tool was asked, and what the transcript says."""

    seen: list[int]
    entries: list[Any]
    ended: str = ""

    def look(self, asked: Look) -> str:
        self.seen.append(asked.line)
        self.ended = "it is found" if asked.line == 0 else ""
        return f"line {asked.line}"

    def task(self) -> Task:
        abilities: tuple[Ability, ...] = (ability(Look, self.look),)
        return Task("Look for it.", "Where is it?", abilities, TURNS, 1_000, lambda: self.ended)


@pytest.fixture
def desk() -> Desk:
    return Desk([], [])


def run(desk: Desk, server: Server, provider: str = "openai", stop: Event | None = None, **llm: Any) -> str:
    url = server.url + ("/v1" if provider == "openai" else "")
    given = {"model": f"{provider}:x", "base_url": url, "backoff": 0.001, "timeout": 20.0} | llm
    return work(Budget(ModelSettings(**given)), desk.task(), desk.entries.append, stop or Event())


def look(line: object) -> Reply:
    return Reply({"line": line}, tool="look")


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_it_calls_until_the_work_is_over(desk: Desk, provider: str) -> None:
    with serving([look(3), look(2), look(0), look(9)]) as server:
        assert run(desk, server, provider) == "it is found"
        assert len(server.requests) == 3
    assert desk.seen == [3, 2, 0]
    assert [entry["role"] for entry in desk.entries] == ["system", "user", *["model", "tool"] * 3]


FAILURES = {
    "malformed": (Reply("{", tool="look"), "the model repeats itself"),
    "wrong-arguments": (look("everywhere"), "the model repeats itself"),
    "other-tool": (Reply({"command": "rm -rf /"}, tool="shell"), "the model repeats itself"),
    "truncated": (Reply('{"li', tool="look", stop="length"), "the model repeats itself"),
    "refuses": (Reply(text="I cannot help with that."), "the model calls none of its tools"),
    "server-error": (Reply(status=500), "the server answered 500"),
    "rate-limited": (Reply(status=429, headers={"retry-after": "1"}), "the server answered 429"),
    "forbidden": (Reply(status=401), "the server answered 401"),
    "drops": (Reply(drop=True), "the request failed"),
    "huge": (Reply(raw=b'{"x": "' + b"a" * 10_000_000 + b'"}'), "the request failed"),
    "arguments-no-object": (Reply([3], tool="look"), "the "),
    "no-json": (Reply(raw=b"<html>"), "the request failed"),
}


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize(("reply", "why"), FAILURES.values(), ids=FAILURES)
def test_a_failing_model_ends_the_work_and_nothing_else(
    desk: Desk, reply: Reply, why: str, provider: str
) -> None:
    if provider == "anthropic" and isinstance(reply.arguments, str):
        reply = Reply({}, tool=reply.tool, stop=reply.stop)  # arguments are always an object there
    with serving([reply]) as server:
        assert run(desk, server, provider).startswith(why)
        assert 1 <= len(server.requests) <= TURNS
    assert desk.seen == []


def test_it_learns_what_was_wrong_with_a_call(desk: Desk) -> None:
    def answer(_: str, answered: list[str]) -> Reply:
        return [look("two"), Reply({}, tool="list"), look(0)][len(answered)]

    with serving([], answer) as server:
        assert run(desk, server) == "it is found"
    told = [entry["text"] for entry in desk.entries if entry["role"] == "tool"]
    assert told[0].startswith("Not done: line: Input should be a valid integer")
    assert told[1] == "Not done: there is no such tool, only look."


def test_many_calls_at_once_are_not_heeded(desk: Desk) -> None:
    with serving([Reply({"line": 5}, tool="look", calls=50), look(0)]) as server:
        assert run(desk, server) == "it is found"
    assert desk.seen == [5] * 4 + [0]


def test_an_endless_loop_ends_with_the_turns(desk: Desk) -> None:
    with serving([], lambda _, answered: look(len(answered) + 1)) as server:
        assert run(desk, server) == f"{TURNS} requests brought it to no end"
        assert len(server.requests) == TURNS


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("limit", [0, 2_000, 9_000])
def test_the_budget_is_never_exceeded(desk: Desk, limit: int, provider: str) -> None:
    with serving([], lambda _, answered: look(len(answered) + 1)) as server:
        assert run(desk, server, provider, max_tokens=limit) == "the budget is used up"
        assert server.tokens <= limit
        assert len(server.requests) < TURNS


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_server_that_is_not_there_costs_nothing(desk: Desk, provider: str) -> None:
    given: dict[str, Any] = {"model": f"{provider}:x", "base_url": "http://127.0.0.1:1", "backoff": 0.001}
    budget = Budget(ModelSettings(**given))
    assert work(budget, desk.task(), desk.entries.append, Event()) == "the server cannot be reached"
    assert budget.spent == (0, 0)


def test_a_slow_model_is_given_up(desk: Desk) -> None:
    with serving([Reply({"line": 0}, tool="look", delay=3)]) as server:
        assert run(desk, server, timeout=0.3) == "no answer within 0.3 s"


def test_it_stops_in_the_middle_of_a_request(desk: Desk) -> None:
    stop = Event()
    Timer(0.3, stop.set).start()
    with serving([Reply({"line": 0}, tool="look", delay=5)]) as server:
        assert run(desk, server, stop=stop) == "stopped"
    assert desk.seen == []


def test_a_run_that_is_gone_on_with_goes_on_spending(desk: Desk, tmp_path: Path) -> None:
    from perfrules.pipeline.agents.adviser import adviser
    from perfrules.pipeline.runs import Run

    with serving([look(0)]) as server:
        settings = ModelSettings(model="openai:x", base_url=f"{server.url}/v1", max_tokens=4_000)
        before = adviser(settings, Run(tmp_path)).budget
        while work(before, desk.task(), desk.entries.append, Event()) != "the budget is used up":
            desk.ended = ""
        sent = len(server.requests)
        assert sent > 1
        after = adviser(settings, Run(tmp_path)).budget
        assert work(after, desk.task(), desk.entries.append, Event()) == "the budget is used up"
        assert len(server.requests) == sent
        assert server.tokens <= 4_000


def test_phase_2_goes_on_with_what_phase_1_has_spent(tmp_path: Path) -> None:
    from perfrules.pipeline.agents.adviser import adviser
    from perfrules.pipeline.runs import Run

    settings = ModelSettings(model="openai:x", max_tokens=5_000)
    first = adviser(settings, Run(tmp_path), (3_000, 500))
    first.budget.reserve(100, 100)
    again = adviser(settings, Run(tmp_path), (1, 1))
    assert again.budget.spent == first.budget.spent == (3_700, 600)
