"""``perfrules fix`` by the real command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.command import perfrules

SOURCE = """\
pub fn middle(mut numbers: Vec<u32>) -> u32 {
    numbers.sort();
    numbers[numbers.len() / 2]
}
"""
FIXED = SOURCE.replace("sort()", "sort_unstable()")
UNSAFE = """\
pub fn add(users: &mut Vec<String>, name: String) {
    let upper = name.to_uppercase();
    users.push(name);
    users.push(upper.clone());
}
"""
RULE = "stable-sort-primitive"


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_text(SOURCE)
    (tmp_path / "Cargo.toml").write_text('[package]\nname = "c"\nversion = "0.1.0"\nedition = "2021"\n')
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_diff_is_printed_and_nothing_changed(crate: Path) -> None:
    done = perfrules("fix", ".", "--select", RULE, cwd=crate)
    assert done.status == 0
    assert "-    numbers.sort();\n+    numbers.sort_unstable();\n" in done.out
    assert done.err == "perfrules: 1 of 1 finding can be mended in 1 file\n"
    assert (crate / "src" / "lib.rs").read_text() == SOURCE


def test_apply_changes_the_file_and_then_there_is_nothing_left(crate: Path) -> None:
    call = ("fix", ".", "--select", RULE, "--apply")
    assert perfrules(*call, cwd=crate).status == 0
    assert (crate / "src" / "lib.rs").read_text() == FIXED
    again = perfrules(*call, cwd=crate)
    assert (again.status, again.err) == (0, "perfrules: 0 of 0 findings mended\n")


def test_uncommitted_changes_are_not_overwritten(crate: Path) -> None:
    source = crate / "src" / "lib.rs"
    source.write_text(SOURCE + "// mine\n")
    call = ("fix", ".", "--select", RULE, "--apply")
    refused = perfrules(*call, cwd=crate)
    assert refused.status == 2
    assert refused.err == (
        "perfrules: error: uncommitted changes in src/lib.rs: commit them first, or use --allow-dirty\n"
    )
    assert source.read_text() == SOURCE + "// mine\n"
    assert perfrules(*call, "--allow-dirty", cwd=crate).status == 0
    assert source.read_text().endswith("// mine\n")


def test_that_nothing_has_changed_is_said(crate: Path) -> None:
    done = perfrules("fix", cwd=crate)
    assert done.status == 0
    assert done.err.startswith("perfrules: note: no Rust files changed")


def test_fixes_that_are_left_to_a_reader_are_counted(crate: Path) -> None:
    (crate / "src" / "lib.rs").write_text(UNSAFE)
    call = ("fix", ".", "--select", "clone-last-use")
    safe = perfrules(*call, cwd=crate).err
    assert safe == "perfrules: 0 of 1 finding can be mended; 1 more with --unsafe\n"
    assert "1 of 1 finding can be mended" in perfrules(*call, "--unsafe", cwd=crate).err


def test_wrong_calls(crate: Path) -> None:
    done = perfrules("fix", ".", "--apply", "--diff", cwd=crate)
    assert (done.status, done.err) == (2, "perfrules: error: --apply and --diff exclude each other\n")
