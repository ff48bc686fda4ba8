"""``perfrules graph`` as users meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from perfrules.cli.main import cli, main

SOURCES = {
    "Cargo.toml": '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n',
    "src/lib.rs": (
        "pub fn api(v: &[u8]) { for _ in v { step() } }\n"
        "fn step() { work() }\n"
        "fn work() { work() }\n"
        "struct A; impl A { fn make() {} } struct B; impl B { fn make() {} }\n"
        "#[cfg(test)] mod tests { #[test] fn t() { super::step() } }\n"
    ),
    "benches/speed.rs": "fn bench_api() { small::api(&[]) }\n",
}
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(cli, ["graph", *args], catch_exceptions=False)


def test_overview(run: Run) -> None:
    lines = run().output.splitlines()
    assert lines[0] == "7 functions in 2 files"
    assert "  bench        1  bench_api" in lines
    assert "  public       1  api" in lines
    hottest = lines[lines.index("hottest functions") + 1 :]
    assert hottest[0].endswith("src/lib.rs:3")
    assert lines[lines.index("recursive") + 1] == "  work"


def test_function(run: Run) -> None:
    out = run("--function", "step").output
    head, *blocks = out.strip().split("\n\n")
    assert head == "step  src/lib.rs:2"
    assert blocks[0].splitlines()[1] == "  +0.25  called from a loop in `api` (line 1)"
    assert blocks[1].splitlines() == ["reached from", "  api → step", "  bench_api → api → step"]
    assert blocks[2].splitlines() == [
        "callers (2)",
        "  api  src/lib.rs:1  path, in a loop",
        "  tests::t  src/lib.rs:5  path, test",
    ]
    assert blocks[3].splitlines() == ["callees (1)", "  work  src/lib.rs:2  path"]


def test_json(run: Run) -> None:
    data = json.loads(run("--function", "step", "--format", "json").output)
    assert data["function"] == "step"
    assert data["hotness"] == pytest.approx(sum(term["value"] for term in data["terms"]))
    assert [(c["function"], c["loopDepth"], c["test"]) for c in data["callers"]] == [
        ("api", 1, False),
        ("tests::t", 0, True),
    ]
    everything = json.loads(run("--format", "json").output)
    assert list(everything) == ["functions", "files", "entries", "hottest", "recursive"]


def test_pictures(run: Run) -> None:
    assert run("--function", "step", "--format", "mermaid").output.splitlines() == [
        "flowchart LR",
        f'  n0["step {json.loads(run("--function", "step", "--format", "json").output)["hotness"]:.2f}"]',
        '  n1["api"]',
        '  n2["bench_api"]',
        '  n3["work"]',
        "  n1 -->|loop| n0",
        "  n2 --> n1",
        "  n0 --> n3",
    ]
    dot = run("--function", "step", "--format", "dot").output
    assert dot.startswith("digraph calls {")
    assert '  n1 -> n0 [label="loop"];' in dot
    assert run("--format", "dot").output.count("->") == run("--format", "mermaid").output.count("-->")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--function", "stpe"], "no function `stpe`; did you mean `step`?"),
        (
            ["--function", "make"],
            "`make` is the name of 2 functions; give more of its path, or FILE:LINE: "
            "small::A::make (src/lib.rs:4); small::B::make (src/lib.rs:4)",
        ),
        (["--format", "png"], "png"),
        (["nowhere.rs"], "nowhere.rs"),
    ],
)
def test_wrong_calls(run: Run, capsys: pytest.CaptureFixture[str], args: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["graph", *args])
    shown = capsys.readouterr()
    assert stopped.value.code == 2
    assert message in shown.err
    assert shown.out == ""
