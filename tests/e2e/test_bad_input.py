"""Bad input: one clear line, the right exit status, and the rest of the scan still done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.command import Outcome, perfrules

GOOD = """\
pub fn repeat(xs: &[Vec<u32>], name: &String, total: &mut usize) {
    for ys in xs { for y in ys { for _ in 0..*y {
        let copy = name.clone();
        *total += copy.len();
    } } }
}
"""
RULE = """\
id: my-rule
title: A rule
category: general-optimization
severity: low
precision: low
message: found
{match}
help: Help.
examples:
  bad: ["fn f() { g(); } //~ my-rule"]
  good: ["fn f() {}"]
"""


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    """A crate with one finding, on line 3 of src/lib.rs."""
    folder = tmp_path / "c"
    (folder / "src").mkdir(parents=True)
    (folder / "src/lib.rs").write_text(GOOD)
    (folder / "Cargo.toml").write_text('[package]\nname = "c"\nversion = "0.1.0"\nedition = "2021"\n')
    return folder


def scan(crate: Path, *args: str | Path) -> Outcome:
    outcome = perfrules("scan", *args, cwd=crate)
    assert "Traceback" not in outcome.out + outcome.err
    return outcome


def still_found(outcome: Outcome) -> bool:
    return "src/lib.rs:3:25" in outcome.out


def test_a_missing_path(crate: Path) -> None:
    outcome = scan(crate, ".", "scr")
    assert (outcome.status, still_found(outcome)) == (2, True)
    assert outcome.err == "perfrules: error: no such file or folder: `scr`; did you mean `src`?\n"


def test_an_unknown_option_value(crate: Path) -> None:
    outcome = scan(crate, ".", "--format", "jso")
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert "did you mean `json`?" in outcome.err


def test_an_unknown_rule(crate: Path) -> None:
    outcome = scan(crate, ".", "--select", "clone-in-lop")
    assert outcome.status == 2
    assert (
        outcome.err
        == "perfrules: error: select: no rule or pack `clone-in-lop`; did you mean `clone-in-loop`?\n"
    )


@pytest.mark.parametrize(
    ("match", "place", "message"),
    [
        ("mach: {method: g}", "7:1", "unknown key `mach` in a rule; did you mean `match`?"),
        ("match: {methd: g}", "7:9", "unknown key `methd` in a pattern; did you mean `method`?"),
        ("query: |\n  (call_expression\n    (identifier @match", "9:", "invalid tree-sitter query"),
        (
            "query: (call_expresion) @match",
            "7:8",
            "no node kind `call_expresion`; did you mean `call_expression`?",
        ),
        (
            "match: {kind: call_expresion}",
            "7:15",
            "no node kind `call_expresion`; did you mean `call_expression`?",
        ),
        (
            "match: {method: g}\nwhere: {insde: {loop: nearest}}",
            "8:9",
            "unknown word `insde`; did you mean `inside`?",
        ),
    ],
)
def test_a_broken_rule(crate: Path, match: str, place: str, message: str) -> None:
    (crate / "mine.yaml").write_text(RULE.replace("{match}", match))
    outcome = scan(crate, ".", "--rules", "mine.yaml")
    assert (outcome.status, still_found(outcome)) == (2, True)
    assert outcome.err.startswith(f"perfrules: error: mine.yaml:{place}"), outcome.err
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_rule_that_is_not_yaml(crate: Path) -> None:
    (crate / "mine.yaml").write_text("id: [\ntitle: x\n")
    outcome = scan(crate, ".", "--rules", "mine.yaml")
    assert (outcome.status, still_found(outcome)) == (2, True)
    assert outcome.err.startswith("perfrules: error: mine.yaml:3:1: not YAML")


def test_a_file_that_is_not_utf8(crate: Path) -> None:
    (crate / "src/latin.rs").write_bytes(b"// caf\xe9\nfn f() {}\n")
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (1, True)
    assert outcome.err.startswith("perfrules: error: src/latin.rs:1: not UTF-8 text")


def test_a_file_with_syntax_errors(crate: Path) -> None:
    (crate / "src/broken.rs").write_text("fn f( {\n" + GOOD)
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (1, True)
    assert "warning: src/broken.rs:1:" in outcome.out
    assert "[syntax-error]" in outcome.out


def test_an_empty_folder(crate: Path) -> None:
    (crate / "empty").mkdir()
    outcome = scan(crate, "empty")
    assert outcome.status == 2
    assert outcome.err == "perfrules: error: no Rust files under `empty`\n"


def test_a_huge_generated_file(crate: Path) -> None:
    (crate / "src/bindings.rs").write_text("pub const X: [u8; 4] = [1, 2, 3, 4];\n" * 550_000)
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (1, True)
    assert "bindings.rs" in outcome.out


def test_a_symlink_loop(crate: Path) -> None:
    (crate / "src/loop").symlink_to(crate / "src")
    (crate / "src/self.rs").symlink_to(crate / "src/self.rs")
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (1, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_an_unreadable_file(crate: Path) -> None:
    secret = crate / "src/secret.rs"
    secret.write_text(GOOD)
    secret.chmod(0)
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (1, True)
    assert outcome.err == "perfrules: error: src/secret.rs: cannot read the file: Permission denied\n"


def test_a_broken_manifest(crate: Path) -> None:
    (crate / "Cargo.toml").write_text("[package\nname = 1\n")
    outcome = scan(crate, ".")
    assert still_found(outcome)
    assert "Cargo.toml:1" in outcome.out + outcome.err


def test_a_broken_configuration(crate: Path) -> None:
    (crate / "perfrules.toml").write_text('selct = ["all"]\n')
    outcome = scan(crate, ".")
    assert (outcome.status, still_found(outcome)) == (2, True)
    assert outcome.err == "perfrules: error: perfrules.toml:1: unknown key `selct`; did you mean `select`?\n"
