"""One run in which a scripted model's proposals meet different ends, with the real cargo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from perfrules.cli.phase2 import Wish, begin
from perfrules.config.settings import ModelSettings
from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.model.step import Step
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.phase2 import Completion, Row, carry_out
from perfrules.pipeline.plan import Plan
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.outcome import rendered
from perfrules.specialists.site import Site
from tests.llm.server import Reply, Server, serving
from tests.phase2.yard import Fake, figures, make_crate, make_crew, make_step, state_of

LIB = "src/lib.rs"
CHECK, FINISH = Reply({}, tool="run_checks"), Reply({"reason": "nothing is left"}, tool="finish")


def propose(search: str, by: str, path: str = LIB, title: str = "a change") -> Reply:
    edit = {"path": path, "search": search, "replace": by}
    return Reply({"title": title, "edits": [edit]}, tool="propose_edits")


DIFF = f"--- a/{LIB}\n+++ b/{LIB}\n@@ -10,3 +10,3 @@\n pub fn two() -> u32 {{\n-    2\n+    5 - 3\n }}\n"
PLAYS: dict[str, list[Reply]] = {
    "kept": [
        Reply({"path": LIB, "first": 1, "last": 9}, tool="read_file"),
        propose("    1\n", "    3 - 2\n"),
        CHECK,
        FINISH,
    ],
    "by a diff": [Reply({"title": "two", "diff": DIFF}, tool="propose_edits"), CHECK, FINISH],
    "failing test": [propose("    1\n", "    7\n"), CHECK, FINISH],
    "other file": [propose("three() -> u32", "three() -> u64", "src/other.rs"), FINISH],
    "unsafe": [propose("    1\n", "    unsafe { std::mem::zeroed::<u32>() + 1 }\n"), CHECK, FINISH],
    "fruitless": [propose("    1\n", "    true\n"), CHECK, propose("    1\n", "    8\n"), CHECK, FINISH],
    "not checked": [propose("    1\n", "    4 - 3\n"), FINISH],
    "endless": [Reply({"path": LIB, "first": at}, tool="read_file") for at in range(40)],
    "the same again": [Reply({"name": "nothing"}, tool="read_evidence")],
    "only talks": [Reply(text="I would rather talk.")],
    "no edit": [propose("    1000\n", "    1\n"), FINISH],
}
NUMBERS = {name: number for number, name in enumerate(PLAYS, 1)}
OPINION = {"result": "It allocates 3 blocks a round.", "specialist": "asm-forge"}


def play(task: str, answered: list[str]) -> Reply:
    name = next(name for name in [*PLAYS, "diagnosis"] if f"case {name}\n" in task)
    if name == "diagnosis":
        said = [propose("    1\n", "    3\n"), Reply({"result": ""}, tool="conclude")]
        return [*said, Reply(OPINION, tool="conclude")][len(answered)]
    return PLAYS[name][min(len(answered), len(PLAYS[name]) - 1)]


def step_of(number: int, name: str, specialist: str = "asm-forge") -> Step:
    step = make_step(number, specialist)
    finding = replace(step.issue.lead, message=f"case {name}")
    return replace(step, issue=replace(step.issue, findings=(finding,)))


def measured(step: Step, site: Site) -> Evidence:
    return figures(**{"instructions before": 100.0, "instructions after": 50.0})


@pytest.fixture(scope="module", params=["openai", "anthropic"])
def provider(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving([], play) as server:
        yield server


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_crate(tmp_path_factory.mktemp("agents") / "numbers")


@pytest.fixture(scope="module")
def crew(crate: Path, server: Server, provider: str) -> Crew:
    steps = [step_of(number, name) for name, number in NUMBERS.items()]
    diagnosis = step_of(len(PLAYS) + 1, "diagnosis", "heap-profile")
    url = server.url + ("/v1" if provider == "openai" else "")
    settings = ModelSettings(
        model=f"{provider}:scripted", base_url=url, input_price=1.0, output_price=2.0, max_tokens=2_000_000
    )
    return make_crew(crate, [*steps, diagnosis], settings)


@pytest.fixture(scope="module")
def done(crew: Crew, crate: Path, server: Server) -> Completion:
    fakes = {"asm-forge": Fake(read=lambda step, site: Evidence()), "heap-profile": Fake()}
    fakes["bench-compare"] = Fake(Conclusion(Status.MEASURED, "looked at"), alone=True, read=measured)
    before, server.tokens = state_of(crate), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("perfrules.specialists.specialist.module_of", fakes.__getitem__)
        completion = carry_out(crew, lambda found, updates: {})
    assert state_of(crate) == before
    return completion


def row(done: Completion, name: str) -> Row:
    return next(row for row in done.rows if row.step.issue.lead.message == f"case {name}")


@pytest.mark.parametrize(
    ("name", "status", "result"),
    [
        ("kept", Status.OPTIMIZED, "looked at"),
        ("by a diff", Status.OPTIMIZED, "looked at"),
        ("failing test", Status.REVERTED, "cargo test: tests::numbers"),
        ("other file", Status.REVERTED, "refused: `src/other.rs` is not a file of this issue"),
        ("unsafe", Status.FLAGGED, "adds or changes `unsafe` code, for a person to look at: looked at"),
        ("fruitless", Status.REVERTED, "cargo check"),
        ("not checked", Status.REVERTED, "it contradicts another change that is kept"),
        ("endless", Status.DIAGNOSED, "no ready change"),
        ("the same again", Status.DIAGNOSED, "no ready change"),
        ("only talks", Status.DIAGNOSED, "no ready change"),
        ("no edit", Status.DIAGNOSED, "no ready change"),
    ],
)
def test_a_proposal_ends_as_it_deserves(done: Completion, name: str, status: Status, result: str) -> None:
    ended = row(done, name)
    assert (ended.status, ended.result[: len(result)]) == (status, result)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("kept", "nothing is left"),
        ("fruitless", "2 proposals in a row brought nothing"),
        ("endless", "30 requests brought it to no end"),
        ("the same again", "the model repeats itself"),
        ("only talks", "the model calls none of its tools"),
    ],
)
def test_it_is_said_why_the_work_ended(done: Completion, name: str, why: str) -> None:
    assert row(done, name).conclusions[-1].opinion == why


def test_what_is_kept_is_in_the_patch_and_nothing_else(done: Completion) -> None:
    assert done.patch is not None
    patch = done.patch.read_text()
    assert "+    3 - 2" in patch
    assert not any(text in patch for text in ("+    7", "u64", "unsafe", "true", "+    8"))


def test_a_diagnosis_gets_an_opinion_and_its_agent_no_way_to_edit(done: Completion, server: Server) -> None:
    (conclusion,) = row(done, "diagnosis").conclusions
    assert conclusion.result == "looked at"
    assert conclusion.opinion.endswith(": It allocates 3 blocks a round.")
    assert conclusion.specialist == "asm-forge"
    transcript = read(done, "diagnosis")
    tools = [entry["text"] for entry in transcript if entry["role"] == "tool"]
    assert tools[0].startswith("Not done: there is no such tool, only read_file, read_evidence, conclude")
    assert tools[1] == "Not done: result must be text"
    assert not list((done.folder / "changes").glob(f"{NUMBERS['endless']}.*"))


def read(done: Completion, name: str) -> list[dict[str, Any]]:
    step = row(done, name).step
    (path,) = (done.folder / "steps" / str(step.number)).glob("*-model.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_transcript_has_every_word(done: Completion) -> None:
    entries = read(done, "kept")
    assert [entry["role"] for entry in entries[:5]] == ["system", "user", "model", "tool", "model"]
    assert "case kept" in entries[1]["text"]
    assert "    6 | pub fn one() -> u32 {" in entries[3]["text"]
    assert entries[4]["calls"][0]["arguments"]["edits"][0]["replace"] == "    3 - 2\n"
    assert entries[-1] == {"role": "end", "text": "nothing is left"}


def test_the_cost_is_in_the_run_and_in_every_report(done: Completion, server: Server, provider: str) -> None:
    spent = json.loads((done.folder / "model.json").read_text())
    assert spent["model"] == f"{provider}:scripted"
    assert spent["input"] + spent["output"] == server.tokens > 0
    assert spent["cost"] == pytest.approx((spent["input"] + 2 * spent["output"]) / 1e6)
    for format_ in ("text", "markdown", "json", "html"):
        assert f"{spent['input']} tokens sent" in rendered(done, format_, RenderOptions())


def test_a_wrong_model_is_told_before_a_run_begins(tmp_path: Path) -> None:
    root = make_crate(tmp_path / "numbers")
    wish = Wish(RenderOptions(), "text", None, False, False, True, False, False, {"model": "nobody"})
    with pytest.raises(SystemExit) as ended:
        begin(Plan("1", root, (make_step(1),)), wish)
    assert ended.value.code == 2
    assert not (root / ".perfrules").exists()
