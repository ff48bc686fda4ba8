"""Phase 2 with a scripted model: the real command, cargo, valgrind, Criterion, and a local server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.e2e.command import FIXTURES, perfrules
from tests.llm.server import Reply, Server, serving
from tests.phase2.yard import git, state_of

pytestmark = pytest.mark.skipif(
    shutil.which("cargo") is None or shutil.which("valgrind") is None, reason="needs cargo and valgrind"
)
READ = "trades/src/read.rs"
KEPT, FAILING, ELSEWHERE = f"{READ}:24 in read", f"{READ}:50 in symbol", "daily/src/lib.rs:11 in summaries"


def propose(path: str, search: str, by: str) -> Reply:
    edit = {"path": path, "search": search, "replace": by}
    return Reply({"title": "a change", "edits": [edit]}, tool="propose_edits")


CHECK, FINISH = Reply({}, tool="run_checks"), Reply({"reason": "done"}, tool="finish")
PLAYS = {
    KEPT: [
        Reply({"path": READ, "first": 50, "last": 60}, tool="read_file"),
        propose(READ, "field.to_string().trim()", "field.trim()"),
        CHECK,
        FINISH,
    ],
    FAILING: [propose(READ, "!field.is_empty() && ", ""), CHECK, FINISH],
    ELSEWHERE: [propose("trades/src/session.rs", "self.trades.clone()", "&self.trades"), FINISH],
}


def play(task: str, answered: list[str]) -> Reply:
    where = next(where for where in PLAYS if f" at {where}\n" in task)
    return PLAYS[where][len(answered)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving([], play) as server:
        yield server


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, server: Server) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("model") / "trades"
    shutil.copytree(FIXTURES / "trades", folder, ignore=shutil.ignore_patterns("target", ".perfrules"))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "trades")
    plan = folder.parent / "plan.yaml"
    assert perfrules("pipeline", ".", "--limit", "0", "--plan", plan, cwd=folder).status == 0
    yaml = YAML()
    data = yaml.load(plan.read_text())
    for decision in data["decisions"]:
        if decision["where"] in PLAYS:
            decision["approve"], decision["specialist"] = True, "asm-forge"
    with plan.open("w") as file:
        yaml.dump(data, file)
    before = state_of(folder)
    model = {"PERFRULES_MODEL": "openai:scripted", "PERFRULES_BASE_URL": f"{server.url}/v1"}
    ran = perfrules("pipeline", "--resume", plan, "--format", "json", cwd=folder, **model)
    assert ran.status == 0, ran.err
    assert state_of(folder) == before
    document: dict[str, Any] = json.loads(ran.out)
    return document


def row(report: dict[str, Any], where: str) -> dict[str, Any]:
    path, _, function = where.partition(" in ")
    found: dict[str, Any] = next(
        row
        for row in report["results"]
        if f"{row['location']['path']}:{row['location']['startLine']}" == path
        and row["location"]["function"] == function
    )
    return found


def test_one_edit_is_kept_after_verification_and_measurement(report: dict[str, Any]) -> None:
    ended = row(report, KEPT)
    assert ended["status"] == "Optimized", ended
    figures = {
        figure["name"]: figure["value"]
        for measurement in ended["changes"][0]["measurements"]
        for figure in measurement["evidence"]["figures"]
    }
    assert figures["instructions after"] < figures["instructions before"]
    assert "+    field.trim().parse().ok()" in Path(report["patch"]).read_text()


def test_one_is_taken_back_for_a_failing_test(report: dict[str, Any]) -> None:
    ended = row(report, FAILING)
    assert ended["status"] == "Reverted"
    assert ended["result"].startswith("cargo test: ")


def test_one_is_refused_for_leaving_its_files(report: dict[str, Any]) -> None:
    ended = row(report, ELSEWHERE)
    assert ended["status"] == "Reverted"
    assert ended["result"].startswith("refused: `trades/src/session.rs` is not a file of this issue")
    assert "session.rs" not in Path(report["patch"]).read_text()


def test_transcripts_and_cost_are_in_the_runs_folder(report: dict[str, Any], server: Server) -> None:
    folder = Path(report["folder"])
    transcripts = [json.loads(line) for path in folder.glob("steps/*/*.jsonl") for line in path.open()]
    assert sum(entry["role"] == "system" for entry in transcripts) == 3
    assert sum(entry["role"] == "model" for entry in transcripts) == len(server.requests)
    spent = json.loads((folder / "model.json").read_text())
    assert spent["input"] + spent["output"] == server.tokens
