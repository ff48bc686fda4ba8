"""Targets as typed: files, folders, globs, and what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.targets_tree import codes, rust, scan, shown, write


def only_message(cwd: Path, *targets: str) -> str:
    found = scan(cwd, *targets)
    assert len(found.diagnostics) == 1
    assert found.diagnostics[0].usage
    return found.diagnostics[0].message


class TestGlobs:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        return rust(tmp_path, "src/lib.rs", "src/a/b.rs", "src/a/c.rs", "crates/x/src/lib.rs", "top.rs")

    @pytest.mark.parametrize(
        ("pattern", "wanted"),
        [
            ("src/**/*.rs", ["a/b.rs", "a/c.rs", "lib.rs"]),
            ("src/*.rs", ["lib.rs"]),
            ("src/a/[b].rs", ["b.rs"]),
            ("crates/*", ["x/src/lib.rs"]),
            ("**/lib.rs", ["crates/x/src/lib.rs", "src/lib.rs"]),
            ("./src/?ib.rs", ["lib.rs"]),
        ],
    )
    def test_matches(self, tree: Path, pattern: str, wanted: list[str]) -> None:
        assert shown(scan(tree, pattern)) == wanted
        assert codes(scan(tree, pattern)) == []

    def test_without_a_match_it_is_a_usage_error_and_the_rest_goes_on(self, tree: Path) -> None:
        found = scan(tree, "src/*.sr", "src/lib.rs", "nowhere/*.rs", "[z-a]")
        assert shown(found) == ["lib.rs"]
        assert [(note.code, note.message, note.usage) for note in found.diagnostics] == [
            ("no-such-path", "no Rust files match `nowhere/*.rs`", True),
            ("no-such-path", "`[z-a]` is not a valid glob", True),
            ("no-such-path", "no Rust files match `src/*.sr`", True),
        ]

    def test_a_path_that_exists_is_no_glob(self, tmp_path: Path) -> None:
        rust(tmp_path, "[slug].rs", "s.rs")
        assert shown(scan(tmp_path, "[slug].rs")) == ["[slug].rs"]


class TestMissing:
    def test_the_nearest_name_is_suggested(self, tmp_path: Path) -> None:
        rust(tmp_path, "src/main.rs")
        assert only_message(tmp_path, "scr/main.rs") == (
            "no such file or folder: `scr/main.rs`; did you mean `src/main.rs`?"
        )
        assert only_message(tmp_path, "src/mian.rs").endswith("; did you mean `src/main.rs`?")
        assert only_message(tmp_path, "scr/other.rs").endswith("; did you mean `src`?")
        assert only_message(tmp_path, "qqqqqq") == "no such file or folder: `qqqqqq`"

    @pytest.mark.parametrize("typed", ["", "src/main.rs/deeper", "a\0b", "x" * 5000])
    def test_odd_names_are_no_traceback(self, tmp_path: Path, typed: str) -> None:
        rust(tmp_path, "src/main.rs")
        found = scan(tmp_path, typed)
        assert found.files == ()
        assert [note.usage for note in found.diagnostics] == [True]

    def test_the_rest_goes_on(self, tmp_path: Path) -> None:
        rust(tmp_path, "src/main.rs")
        found = scan(tmp_path, "gone", "src")
        assert len(found.files) == 1
        assert codes(found) == ["no-such-path"]

    def test_a_loop_of_links_is_no_traceback(self, tmp_path: Path) -> None:
        (tmp_path / "a.rs").symlink_to("b.rs")
        (tmp_path / "b.rs").symlink_to("a.rs")
        assert scan(tmp_path, "a.rs").diagnostics[0].usage


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    write(tmp_path, {"Cargo.toml": ""})
    assert only_message(tmp_path, "Cargo.toml") == "`Cargo.toml` is not a Rust file (.rs)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_neither_opened_nor_taken(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.rs")
    assert only_message(tmp_path, "pipe.rs") == "`pipe.rs` is neither a file nor a folder"
    assert codes(scan(tmp_path, ".")) == ["no-files"]


def test_a_folder_without_rust_files(tmp_path: Path) -> None:
    rust(tmp_path, "a/x.rs")
    (tmp_path / "empty").mkdir()
    found = scan(tmp_path, "a", "empty")
    assert shown(found) == ["a/x.rs"]
    assert [(note.level, note.code, note.usage) for note in found.diagnostics] == [
        ("error", "no-files", True)
    ]
    assert found.diagnostics[0].message == "no Rust files under `empty`"


def test_without_targets_outside_git_the_current_folder_is_taken(tmp_path: Path) -> None:
    rust(tmp_path, "a/x.rs")
    found = scan(tmp_path)
    assert shown(found) == ["a/x.rs"]
    assert found.changed is None
    (tmp_path / "empty").mkdir()
    assert only_message(tmp_path / "empty") == "no Rust files under `.`"
