"""``perfrules scan`` on real crates, from the call to what is printed."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
from jsonschema import Draft4Validator, Draft202012Validator

import perfrules as package
from tests.e2e.command import FIXTURES, perfrules

TESTS = Path(__file__).resolve().parent.parent
SARIF = Draft4Validator(json.loads((TESTS / "report/sarif-schema-2.1.0.json").read_text()))
JSON = Draft202012Validator(json.loads((TESTS.parent / "docs/report.schema.json").read_text()))
CLONE = "clone-to-read"
"""The rule that fires on line 16 of wordfreq's library."""
WORDFREQ, SERVICE = FIXTURES / "wordfreq", FIXTURES / "service"


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    """The package ``wordfreq`` outside any repository, so that paths are its own."""
    return Path(shutil.copytree(WORDFREQ, tmp_path / "wordfreq"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SERVICE, tmp_path / "service"))


def findings(*args: str | Path, cwd: Path) -> list[dict[str, Any]]:
    outcome = perfrules("scan", *args, "--format", "json", cwd=cwd)
    assert outcome.status in (0, 1), outcome.err
    listed = json.loads(outcome.out)["findings"]
    assert isinstance(listed, list)
    return listed


def places(listed: list[dict[str, Any]], rule: str) -> list[tuple[str, int]]:
    return [(f["location"]["path"], f["location"]["startLine"]) for f in listed if f["ruleId"] == rule]


def test_a_crate_is_scanned_and_its_tests_are_left_alone(crate: Path) -> None:
    outcome = perfrules("scan", ".", cwd=crate)
    assert (outcome.status, outcome.err) == (1, "")
    assert CLONE in outcome.out
    assert "options.prefix.clone()" in outcome.out
    listed = findings(".", cwd=crate)
    assert places(listed, CLONE) == [("src/lib.rs", 16)]
    assert {f["location"]["path"] for f in listed} <= {"src/lib.rs", "src/main.rs"}


def test_a_member_of_a_workspace_by_name(workspace: Path) -> None:
    everywhere = findings(".", "--select", "all", cwd=workspace)
    of_codec = findings("--crate", "codec", "--select", "all", cwd=workspace)
    assert {f["location"]["path"] for f in of_codec} == {"codec/src/lib.rs"}
    assert [f["fingerprint"] for f in of_codec] == [
        f["fingerprint"] for f in everywhere if f["location"]["path"].startswith("codec/")
    ]


def test_sarif_and_json_are_valid() -> None:
    for fixture in (WORDFREQ, SERVICE):
        log = json.loads(perfrules("scan", ".", "--select", "all", "--format", "sarif", cwd=fixture).out)
        SARIF.validate(log)
        assert log["runs"][0]["results"]
        JSON.validate(
            json.loads(perfrules("scan", ".", "--select", "all", "--format", "json", cwd=fixture).out)
        )


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "markdown", "github"])
def test_two_runs_are_byte_identical(format_: str, tmp_path: Path) -> None:
    args = ("scan", WORDFREQ, "--select", "all", "--format", format_)
    first = perfrules(*args, cwd=WORDFREQ, PYTHONHASHSEED="1")
    again = perfrules(*args, cwd=WORDFREQ, PYTHONHASHSEED="2", XDG_CACHE_HOME=str(tmp_path))
    assert first.out == again.out
    assert first.status == again.status == 1


def test_the_report_is_the_same_from_another_folder(crate: Path, tmp_path: Path) -> None:
    args = ("scan", crate, "--select", "all", "--format", "sarif")
    inside, outside = perfrules(*args, cwd=crate), perfrules(*args, cwd=tmp_path)
    assert inside.out == outside.out


def test_fail_on_and_min_severity(crate: Path) -> None:
    assert perfrules("scan", ".", "--fail-on", "critical", cwd=crate).status == 0
    quiet = perfrules("scan", ".", "--min-severity", "critical", cwd=crate)
    assert quiet.status == 0
    assert quiet.out.startswith("No findings")


def test_who_finds_nothing_at_a_terminal_is_told_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "calm.rs").write_text("fn calm() {}\n")
    hint = "what to profile first: perfrules pipeline calm.rs"

    def said(*args: str) -> str:
        command = ["-m", "perfrules", "scan", "calm.rs", *args]
        return pexpect.run(shlex.join([sys.executable, *command]), cwd=str(tmp_path)).decode()

    assert said().splitlines()[-1] == hint
    assert hint not in said("--quiet")
    (tmp_path / "calm.rs").unlink()
    assert hint not in said()
    assert hint not in perfrules("scan", "calm.rs", cwd=tmp_path).out


def test_a_baseline_silences_what_is_known(crate: Path) -> None:
    perfrules("scan", ".", "--write-baseline", "known.json", cwd=crate)
    assert perfrules("scan", ".", "--baseline", "known.json", cwd=crate).status == 0
    source = crate / "src/lib.rs"
    source.write_text(
        source.read_text().replace(
            "let key = normalise",
            "let again = options.prefix.clone();\n            show(&again);\n            let key = normalise",
        )
    )
    outcome = perfrules("scan", ".", "--baseline", "known.json", "--format", "json", cwd=crate)
    assert outcome.status == 1
    active = json.loads(outcome.out)["findings"]
    assert places(active, CLONE) == [("src/lib.rs", 20)]


def test_without_a_target_only_what_changed_is_reported(crate: Path) -> None:

    def git(*args: str) -> None:
        subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *args], cwd=crate, check=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    assert findings(cwd=crate) == []
    source = crate / "src/lib.rs"
    new = [("src/lib.rs", source.read_text().count("\n") + 4)]
    source.write_text(
        source.read_text()
        + "\npub fn shout(words: &[String], mark: &String, total: &mut usize) {\n"
        + "    for word in words {\n        let tail = mark.clone();\n"
        + "        *total += word.len() + tail.len();\n    }\n}\n"
    )
    assert places(findings(cwd=crate), CLONE) == new
    git("add", ".")
    assert places(findings(cwd=crate), CLONE) == new
    git("commit", "-qm", "second")
    assert findings(cwd=crate) == []
    assert places(findings("--since", "HEAD~1", cwd=crate), CLONE) == new


def test_suppressions(crate: Path) -> None:
    source = crate / "src/lib.rs"
    text = source.read_text().replace(
        "let prefix = options.prefix.clone();",
        "let prefix = options.prefix.clone(); // perfrules: allow(clone-to-read) -- measured, no cost",
    )
    source.write_text(
        text.replace(
            "//! Counts words.", "//! Counts words.\n//! perfrules: allow(clone-to-match, allocation)"
        )
    )
    outcome = perfrules("scan", ".", "--format", "json", "--select", "all", cwd=crate)
    report = json.loads(outcome.out)
    [finding] = [f for f in report["suppressed"] if f["ruleId"] == CLONE]
    assert finding["suppression"]["justification"] == "measured, no cost"
    assert [(d["code"], d["line"]) for d in report["diagnostics"]] == [("unused-suppression", 2)]


def test_the_library_gives_the_same_findings() -> None:
    report = package.scan([WORDFREQ], select=[CLONE])
    assert [(f.location.path, f.location.region.start_line) for f in report.active][-1][1] == 16


@pytest.mark.parametrize(("edition", "held"), [("2021", True), ("2024", False)])
def test_the_guard_of_an_if_let_is_gone_in_its_else_since_2024(
    tmp_path: Path, edition: str, held: bool
) -> None:
    (tmp_path / "Cargo.toml").write_text(f'[package]\nname = "small"\nedition = "{edition}"\n')
    (tmp_path / "src").mkdir()
    (tmp_path / "src/lib.rs").write_text(
        "use std::sync::Mutex;\n"
        "pub async fn f(cache: &Mutex<Option<u8>>) -> u8 {\n"
        "    if let Some(found) = *cache.lock().unwrap() { found } else { fetch().await }\n"
        "}\n"
        "async fn fetch() -> u8 { 1 }\n"
    )
    report = package.scan([tmp_path], select=["lock-across-await"])
    assert bool(report.active) is held


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ("let Some(found) = *cache.lock().unwrap() && fetch().await > 1", True),
        ("cache.lock().unwrap().is_some() && let found = fetch().await", False),
    ],
)
def test_a_guard_is_held_over_the_rest_of_a_let_chain_if_let_holds_it(
    tmp_path: Path, condition: str, held: bool
) -> None:
    (tmp_path / "Cargo.toml").write_text('[package]\nname = "small"\nedition = "2024"\n')
    (tmp_path / "src").mkdir()
    (tmp_path / "src/lib.rs").write_text(
        "use std::sync::Mutex;\n"
        "pub async fn f(cache: &Mutex<Option<u8>>) -> u8 {\n"
        f"    if {condition} {{ found }} else {{ 0 }}\n"
        "}\n"
        "async fn fetch() -> u8 { 1 }\n"
    )
    assert bool(package.scan([tmp_path], select=["lock-across-await"]).active) is held
