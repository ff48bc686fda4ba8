"""Which files below a folder are taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfrules.model.report import Diagnostic
from tests.targets_tree import codes, git, package, repository, rust, scan, shown, write

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_a_folder_is_taken_whole_and_sorted(tmp_path: Path) -> None:
    rust(tmp_path, "src/lib.rs", "src/a/b.rs", "build.rs", "src/notes.txt")
    found = scan(tmp_path, ".")
    assert shown(found) == ["build.rs", "src/a/b.rs", "src/lib.rs"]
    assert found.changed is None
    assert found.diagnostics == ()
    assert all(file.path == tmp_path / file.display for file in found.files)


def test_what_is_not_the_owners_code_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"crates/of_others/serde/.cargo-checksum.json": "{}"})
    rust(
        tmp_path,
        "src/lib.rs",
        "vendor/serde/src/lib.rs",
        "third_party/a.rs",
        "crates/of_others/serde/src/lib.rs",
        "node_modules/a.rs",
        ".hidden/a.rs",
        ".#lib.rs",
    )
    assert shown(scan(tmp_path, ".")) == ["src/lib.rs"]


def test_a_vendor_folder_that_is_a_module_is_the_owners_code(tmp_path: Path) -> None:
    rust(tmp_path, "src/vendor.rs", "src/vendor/invoice.rs", "app/vendor/mod.rs")
    assert shown(scan(tmp_path, ".")) == ["app/vendor/mod.rs", "src/vendor.rs", "src/vendor/invoice.rs"]


def test_only_cargos_target_folder_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"Cargo.toml": package("a"), "out/target/CACHEDIR.TAG": "Signature: 8a477f597d28d172\n"})
    rust(tmp_path, "target/debug/build/x.rs", "out/target/y.rs", "src/target/arch.rs")
    assert shown(scan(tmp_path, ".")) == ["src/target/arch.rs"]


def test_a_folder_named_outright_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    rust(tmp_path, "vendor/serde/src/lib.rs", ".hidden/a.rs")
    assert shown(scan(tmp_path, "vendor/serde")) == ["src/lib.rs"]
    assert shown(scan(tmp_path, ".hidden")) == ["a.rs"]


class TestGitignore:
    def test_nested_files_and_the_exclude_file(self, tmp_path: Path) -> None:
        root = repository(
            tmp_path,
            {
                ".gitignore": "gen/\n*.tmp.rs\n",
                "a/.gitignore": "/local.rs\n!keep.tmp.rs\n",
                ".git/info/exclude": "secret.rs\n",
            },
        )
        rust(root, "gen/x.rs", "a/gen/x.rs", "a/b.tmp.rs", "a/keep.tmp.rs", "a/local.rs", "a/b/local.rs")
        rust(root, "a/secret.rs")
        assert shown(scan(root, ".")) == ["a/b/local.rs", "a/keep.tmp.rs"]
        assert shown(scan(root / "a" / "b", ".", "../local.rs")) == ["a/b/local.rs", "a/local.rs"]

    def test_patterns_above_the_target_count(self, tmp_path: Path) -> None:
        root = repository(tmp_path, {".gitignore": "/a/b/skip.rs\n"})
        rust(root, "a/b/skip.rs", "a/b/take.rs")
        assert shown(scan(root / "a", "b")) == ["a/b/take.rs"]

    def test_an_ignored_folder_that_is_named_is_taken(self, tmp_path: Path) -> None:
        root = repository(tmp_path, {".gitignore": "gen/\n", "gen/.gitignore": "no.rs\n"})
        rust(root, "gen/x/yes.rs", "gen/no.rs")
        assert shown(scan(root, "gen")) == ["gen/x/yes.rs"]
        assert shown(scan(root, "gen/x")) == ["gen/x/yes.rs"]

    def test_it_counts_outside_git_and_bad_patterns_do_not(self, tmp_path: Path) -> None:
        write(tmp_path, {".gitignore": "[z-a]\n!\n# note\n\nout.rs\r\n"})
        rust(tmp_path, "out.rs", "in.rs")
        assert shown(scan(tmp_path, ".")) == ["in.rs"]

    def test_a_linked_worktree_shares_the_exclude_file(self, tmp_path: Path) -> None:
        root = repository(tmp_path / "main", {"a.rs": ""})
        git(root, "worktree", "add", str(tmp_path / "linked"))
        write(root, {".git/info/exclude": "local.rs\n"})
        linked = rust(tmp_path / "linked", "local.rs")
        assert shown(scan(linked, ".")) == ["a.rs"]


def test_another_repository_inside_is_left_to_itself(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.rs": ""})
    repository(root / "sub", {"b.rs": ""})
    assert shown(scan(root, ".")) == ["a.rs"]
    assert shown(scan(root, "sub")) == ["b.rs"]


class TestExclude:
    def test_patterns_are_relative_to_the_root(self, tmp_path: Path) -> None:
        root = repository(tmp_path, {})
        rust(root, "a/gen.rs", "a/lib.rs", "b/lib.rs")
        for cwd in (root, root / "a"):
            assert shown(scan(cwd, str(root), exclude=("b/", "**/gen.rs"))) == ["a/lib.rs"]

    def test_what_is_named_is_taken_all_the_same(self, tmp_path: Path) -> None:
        rust(tmp_path, "tests/fixtures/a.rs", "lib.rs")
        assert shown(scan(tmp_path, "lib.rs", exclude=("*.rs",))) == ["lib.rs"]
        write(tmp_path, {"Cargo.toml": package("x")})
        assert shown(scan(tmp_path, "tests/fixtures", exclude=("tests",))) == ["tests/fixtures/a.rs"]

    def test_a_bad_pattern_is_a_usage_error(self, tmp_path: Path) -> None:
        rust(tmp_path, "a.rs")
        found = scan(tmp_path, ".", exclude=("[z-a]",))
        assert shown(found) == ["a.rs"]
        assert [(note.code, note.usage) for note in found.diagnostics] == [("bad-exclude", True)]


class TestLinks:
    def test_folders_are_not_followed(self, tmp_path: Path) -> None:
        rust(tmp_path, "a/x.rs")
        (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
        assert shown(scan(tmp_path, ".")) == ["a/x.rs"]

    def test_a_file_inside_counts_once_and_one_outside_is_taken(self, tmp_path: Path) -> None:
        root = rust(tmp_path / "root", "x.rs")
        outside = rust(tmp_path / "shared", "s.rs")
        (root / "again.rs").symlink_to(root / "x.rs")
        (root / "gone.rs").symlink_to(root / "nowhere.rs")
        (root / "s1.rs").symlink_to(outside / "s.rs")
        (root / "s2.rs").symlink_to(outside / "s.rs")
        assert shown(scan(root, ".")) == ["s1.rs", "x.rs"]

    def test_a_link_that_is_named_stands_for_its_file(self, tmp_path: Path) -> None:
        rust(tmp_path, "x.rs")
        (tmp_path / "again.rs").symlink_to("x.rs")
        assert shown(scan(tmp_path, "again.rs", "x.rs")) == ["x.rs"]


class TestSifting:
    def test_generated_files_are_counted_in_one_line(self, tmp_path: Path) -> None:
        rust(tmp_path, "lib.rs")
        write(tmp_path, {"a.rs": "// @generated by prost\n", "b/c.rs": "// DO NOT EDIT\n"})
        found = scan(tmp_path, ".")
        assert shown(found) == ["lib.rs"]
        assert found.diagnostics == (
            Diagnostic("note", "generated", "2 generated files left out; name a file to scan it"),
        )
        assert shown(scan(tmp_path, ".", include_generated=True)) == ["a.rs", "b/c.rs", "lib.rs"]
        named = scan(tmp_path, "a.rs", ".")
        assert shown(named) == ["a.rs", "lib.rs"]
        assert [note.message for note in named.diagnostics] == [
            "1 generated file left out; name a file to scan it"
        ]

    def test_a_huge_file_is_a_warning_even_if_named(self, tmp_path: Path) -> None:
        rust(tmp_path, "a.rs")
        write(tmp_path, {"big.rs": "x" * 3_000_000})
        for targets in (".",), ("a.rs", "big.rs"):
            found = scan(tmp_path, *targets)
            assert shown(found) == ["a.rs"]
            assert found.diagnostics == (
                Diagnostic(
                    "warning",
                    "too-large",
                    "left out: 3.0 MB is more than the limit of 2.0 MB",
                    "big.rs",
                ),
            )

    @pytest.mark.skipif(AS_ROOT, reason="root may read everything")
    def test_what_cannot_be_read_does_not_stop_the_rest(self, tmp_path: Path) -> None:
        rust(tmp_path, "a.rs", "locked.rs", "shut/b.rs")
        (tmp_path / "locked.rs").chmod(0)
        (tmp_path / "shut").chmod(0)
        try:
            found = scan(tmp_path, ".")
        finally:
            (tmp_path / "shut").chmod(0o700)
        assert shown(found) == ["a.rs"]
        assert [(note.code, note.path) for note in found.diagnostics] == [
            ("unreadable", "shut"),
            ("unreadable", "locked.rs"),
        ]


def test_two_runs_and_other_folders_give_the_same(tmp_path: Path) -> None:
    root = repository(tmp_path, {"Cargo.toml": package("a")})
    rust(root, *(f"src/m{number}/f{number}.rs" for number in range(50)))
    first = scan(root, str(root))
    assert first == scan(root, str(root)) == scan(root / "src", str(root)) == scan(Path("/"), str(root))
    assert len(first.files) == 50


def test_the_root_is_the_repository_the_workspace_or_the_common_folder(tmp_path: Path) -> None:
    loose = rust(tmp_path / "loose", "a/x.rs", "b/y.rs")
    assert scan(loose, "a/x.rs", "b").root == loose
    assert scan(loose, "a/x.rs").root == loose / "a"
    space = write(tmp_path / "ws", {"Cargo.toml": "[workspace]\n", "one/Cargo.toml": package("one")})
    rust(space, "one/src/lib.rs")
    assert scan(space, "one/src").root == space
    assert shown(scan(space / "one", "src/lib.rs")) == ["one/src/lib.rs"]
    alone = write(tmp_path / "alone", {"Cargo.toml": package("alone")})
    rust(alone, "src/lib.rs")
    assert scan(alone, "src").root == alone
    repo = repository(tmp_path / "repo", {"deep/Cargo.toml": package("deep"), "deep/src/lib.rs": ""})
    assert scan(repo, "deep/src").root == repo
    assert scan(tmp_path, "repo/deep", "loose").root == tmp_path
    assert codes(scan(tmp_path, "repo/deep", "loose")) == []
