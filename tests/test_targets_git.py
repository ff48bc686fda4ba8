"""What changed in a working tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfrules.model.source import ChangedLines
from perfrules.targets.changes import parse_diff
from tests.targets_tree import codes, commit, git, package, repository, rust, scan, shown, write

TEN = "".join(f"// {number}\n" for number in range(1, 11))
WHOLE = ChangedLines(whole_file=True)


def lines(*ranges: tuple[int, int]) -> ChangedLines:
    return ChangedLines(ranges)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "repo", {"Cargo.toml": package("a"), "src/lib.rs": TEN, "src/b.rs": TEN, "src/c.rs": TEN}
    )


def edit(path: Path, **edits: str | None) -> None:
    """Replace lines, named ``l3`` and so on; None takes the line out."""
    text: list[str | None] = list(path.read_text().splitlines(keepends=True))
    for name, new in edits.items():
        text[int(name[1:]) - 1] = new
    path.write_text("".join(line for line in text if line is not None))


class TestWorkingTree:
    def test_staged_unstaged_and_untracked(self, repo: Path) -> None:
        edit(repo / "src/lib.rs", l2="// two\n", l3="// three\n", l7="// a\n// b\n")
        edit(repo / "src/b.rs", l10="// ten\n")
        git(repo, "add", "src/b.rs")
        rust(repo, "src/new.rs", "src/staged.rs")
        git(repo, "add", "src/staged.rs")
        for cwd in (repo, repo / "src"):
            found = scan(cwd)
            assert shown(found) == ["src/b.rs", "src/lib.rs", "src/new.rs", "src/staged.rs"]
            assert found.changed == {
                "src/lib.rs": lines((2, 3), (7, 8)),
                "src/b.rs": lines((10, 10)),
                "src/new.rs": WHOLE,
                "src/staged.rs": WHOLE,
            }
            assert found.root == repo
            assert [crate.name for crate in found.crates] == ["a"]

    def test_a_file_both_staged_and_edited_again(self, repo: Path) -> None:
        edit(repo / "src/lib.rs", l2="// two\n")
        git(repo, "add", "-A")
        edit(repo / "src/lib.rs", l9="// nine\n")
        assert scan(repo).changed == {"src/lib.rs": lines((2, 2), (9, 9))}

    def test_nothing_changed(self, repo: Path) -> None:
        found = scan(repo)
        assert (found.files, found.changed) == ((), {})
        assert [(note.level, note.code, note.usage) for note in found.diagnostics] == [
            ("note", "no-changes", False)
        ]

    def test_lines_taken_out_mark_the_line_before(self, repo: Path) -> None:
        edit(repo / "src/lib.rs", l5=None, l6=None)
        edit(repo / "src/b.rs", l1=None)
        assert scan(repo).changed == {"src/lib.rs": lines((4, 4)), "src/b.rs": lines((1, 1))}

    def test_renamed_and_deleted(self, repo: Path) -> None:
        git(repo, "mv", "src/lib.rs", "src/moved.rs")
        edit(repo / "src/moved.rs", l4="// four\n")
        git(repo, "mv", "src/b.rs", "src/same.rs")
        (repo / "src/c.rs").unlink()
        assert scan(repo).changed == {"src/moved.rs": lines((4, 4)), "src/same.rs": lines()}

    def test_ignored_vendored_and_excluded_files_do_not_count(self, repo: Path) -> None:
        write(repo, {".gitignore": "out/\n/kept.rs\n", "kept.rs": TEN})
        commit(repo)
        edit(repo / "kept.rs", l1="// one\n")
        rust(repo, "out/a.rs", "vendor/x/lib.rs", ".cfg/a.rs", "target/a.rs", "src/not.rs", "src/ok.rs")
        write(repo, {"src/made.rs": "// @generated\n"})
        found = scan(repo, exclude=("not.rs",))
        assert shown(found) == ["kept.rs", "src/ok.rs"]
        assert codes(found) == ["generated"]
        assert set(found.changed or ()) == set(shown(found))

    def test_before_the_first_commit_all_is_new(self, tmp_path: Path) -> None:
        git(tmp_path, "init")
        rust(tmp_path, "staged.rs", "untracked.rs", "gone.rs")
        git(tmp_path, "add", "staged.rs", "gone.rs")
        (tmp_path / "gone.rs").unlink()
        assert scan(tmp_path).changed == {"staged.rs": WHOLE, "untracked.rs": WHOLE}

    def test_a_detached_head(self, repo: Path) -> None:
        git(repo, "checkout", "--detach")
        edit(repo / "src/lib.rs", l1="// one\n")
        assert scan(repo).changed == {"src/lib.rs": lines((1, 1))}

    def test_a_linked_worktree(self, repo: Path) -> None:
        linked = repo.parent / "linked"
        git(repo, "worktree", "add", str(linked))
        edit(linked / "src/lib.rs", l1="// one\n")
        found = scan(linked / "src")
        assert (found.root, found.changed) == (linked, {"src/lib.rs": lines((1, 1))})

    def test_submodules_are_left_to_themselves(self, repo: Path) -> None:
        repository(repo.parent / "other", {"x.rs": TEN})
        git(repo, "-c", "protocol.file.allow=always", "submodule", "add", str(repo.parent / "other"), "sub")
        commit(repo)
        edit(repo / "sub/x.rs", l1="// one\n")
        rust(repo, "sub/new.rs")
        assert shown(scan(repo)) == []

    @pytest.mark.parametrize(
        "name", ["a b.rs", 'quo"te.rs', "tab\there.rs", "ünï.rs", "b/a/+++ x.rs", "-x.rs"]
    )
    def test_odd_names(self, repo: Path, name: str) -> None:
        write(repo, {name: TEN})
        commit(repo)
        edit(repo / name, l3="++ b/other.rs\n@@ -1 +1 @@\n")
        assert scan(repo).changed == {name: lines((3, 4))}
        git(repo, "mv", "--", name, "n " + Path(name).name)
        assert set(scan(repo).changed or ()) == {"n " + Path(name).name}

    @pytest.mark.skipif(os.name == "nt", reason="names are text there")
    def test_a_name_that_is_not_utf_8(self, repo: Path) -> None:
        name = os.fsdecode(b"\xff.rs")
        (repo / name).write_text(TEN)
        commit(repo)
        edit(repo / name, l3="x\n")
        assert scan(repo).changed == {name: lines((3, 3))}

    def test_no_newline_at_the_end(self, repo: Path) -> None:
        (repo / "src/b.rs").write_text("// 1")
        (repo / "src/lib.rs").write_text(TEN.rstrip("\n"))
        edit(repo / "src/c.rs", l2="// two\n")
        assert scan(repo).changed == {
            "src/b.rs": lines((1, 1)),
            "src/lib.rs": lines((10, 10)),
            "src/c.rs": lines((2, 2)),
        }

    def test_a_file_turned_into_a_link_is_passed_over(self, repo: Path) -> None:
        (repo / "src/b.rs").unlink()
        (repo / "src/b.rs").symlink_to("lib.rs")
        assert shown(scan(repo)) == []


class TestSince:
    @pytest.fixture
    def ahead(self, repo: Path) -> Path:
        git(repo, "tag", "v1")
        edit(repo / "src/lib.rs", l2="// two\n")
        commit(repo)
        edit(repo / "src/b.rs", l3="// three\n")
        rust(repo, "src/new.rs")
        return repo

    def test_from_a_revision_to_the_working_tree(self, ahead: Path) -> None:
        assert scan(ahead, since="v1").changed == {
            "src/lib.rs": lines((2, 2)),
            "src/b.rs": lines((3, 3)),
            "src/new.rs": WHOLE,
        }
        assert set(scan(ahead, since="HEAD").changed or ()) == {"src/b.rs", "src/new.rs"}

    def test_targets_and_crates_narrow_it(self, ahead: Path) -> None:
        assert shown(scan(ahead / "src", "lib.rs", "c.rs", since="v1")) == ["src/lib.rs"]
        assert shown(scan(ahead, "src/*b.rs", since="v1")) == ["src/b.rs", "src/lib.rs"]
        assert shown(scan(ahead, crate="a", since="HEAD")) == ["src/b.rs", "src/new.rs"]
        assert codes(scan(ahead, "src/c.rs", since="v1")) == ["no-changes"]

    @pytest.mark.parametrize("revision", ["v2", "", "-p", "v1..HEAD", "HEAD:src/lib.rs", "a\0b"])
    def test_an_unknown_revision(self, ahead: Path, revision: str) -> None:
        found = scan(ahead, since=revision)
        assert found.files == ()
        assert [(note.code, note.usage) for note in found.diagnostics] == [("no-such-revision", True)]

    def test_the_nearest_name_is_suggested(self, ahead: Path) -> None:
        (note,) = scan(ahead, since="mian").diagnostics
        assert note.message == "no git revision `mian`; did you mean `main`?"

    def test_outside_git(self, tmp_path: Path) -> None:
        rust(tmp_path, "a.rs")
        for targets in (), (".",):
            found = scan(tmp_path, *targets, since="HEAD")
            assert [(note.code, note.usage) for note in found.diagnostics] == [("no-git", True)]
            assert found.files == ()


class TestTrouble:
    def test_a_missing_git(self, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rust(repo, "src/new.rs")
        monkeypatch.setenv("PATH", str(repo / "src"))
        (note,) = scan(repo).diagnostics
        assert (note.code, note.usage) == ("git-failed", True)
        assert "git is not installed" in note.message
        assert codes(scan(repo, "src")) == []

    def test_a_broken_repository(self, tmp_path: Path) -> None:
        repository(tmp_path, {"a.rs": TEN})
        inner = rust(tmp_path / "inner", "b.rs")
        (inner / ".git").mkdir()
        found = scan(inner)
        assert found.root == inner
        assert [(note.code, note.usage) for note in found.diagnostics] == [("git-failed", True)]
        (inner / ".git").rmdir()
        (inner / ".git").write_text("gitdir: nowhere\n")
        assert codes(scan(inner)) == ["git-failed"]
        assert shown(scan(inner, ".")) == ["b.rs"]

    def test_the_environment_of_a_hook_does_not_lead_astray(
        self, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = repository(tmp_path / "other", {"x.rs": TEN})
        edit(repo / "src/lib.rs", l2="// two\n")
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        monkeypatch.setenv("GIT_WORK_TREE", str(other))
        monkeypatch.setenv("GIT_DIFF_OPTS", "-u5")
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.noprefix")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
        assert scan(repo).changed == {"src/lib.rs": lines((2, 2))}

    @pytest.mark.skipif(os.name == "nt", reason="the bait is a shell script")
    def test_nothing_of_the_repository_is_run(self, repo: Path) -> None:
        bait = repo.parent / "bait.sh"
        bait.write_text(f"#!/bin/sh\ntouch '{repo.parent}/bitten'\ncat\n")
        bait.chmod(0o755)
        write(repo, {".gitattributes": "*.rs filter=Trap.x=y diff=trap\n"})
        commit(repo)
        for key in (
            "core.fsmonitor",
            "core.pager",
            "filter.Trap.x=y.clean",
            "filter.Trap.x=y.process",
            "diff.external",
            "diff.trap.command",
            "diff.trap.textconv",
        ):
            git(repo, "config", key, str(bait))
        git(repo, "config", "filter.Trap.x=y.required", "true")
        for hook in ("post-index-change", "post-checkout"):
            write(repo, {f".git/hooks/{hook}": bait.read_text()})
            (repo / ".git/hooks" / hook).chmod(0o755)
        edit_bytes = (repo / "src/lib.rs").read_bytes().replace(b"// 2\n", b"// two\n")
        (repo / "src/lib.rs").write_bytes(edit_bytes)
        os.utime(repo / "src/b.rs", (1, 1))
        assert scan(repo).changed == {"src/lib.rs": lines((2, 2))}
        assert not (repo.parent / "bitten").exists()

    def test_the_users_diff_settings_change_nothing(self, repo: Path) -> None:
        for key, value in {
            "diff.noprefix": "true",
            "diff.mnemonicPrefix": "true",
            "diff.interHunkContext": "9",
            "diff.renames": "false",
            "diff.relative": "true",
            "color.ui": "always",
            "core.quotepath": "on",
        }.items():
            git(repo, "config", key, value)
        write(repo, {".gitattributes": "*.rs binary\n", "ü.rs": TEN})
        commit(repo)
        edit(repo / "ü.rs", l2="// two\n", l5="// five\n")
        git(repo, "mv", "src/lib.rs", "src/moved.rs")
        assert scan(repo).changed == {"ü.rs": lines((2, 2), (5, 5)), "src/moved.rs": lines()}


def test_a_diff_as_text() -> None:
    diff = (
        b"diff --git a/x.rs b/x.rs\nindex 1..2 100644\n--- a/x.rs\n+++ b/x.rs\n"
        b"@@ -1 +1,2 @@ fn f\n-a\n+b\n+++ b/evil.rs\n@@ -9,2 +10,0 @@\n-@@ -1 +1 @@\n-x\n"
        b'diff --git "a/q\\"\\303\\274.rs" "b/q\\"\\303\\274.rs"\nnew file mode 100644\n'
        b'--- /dev/null\n+++ "b/q\\"\\303\\274.rs"\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n'
    )
    assert parse_diff(diff) == {"x.rs": lines((1, 2), (10, 10)), 'q"ü.rs': WHOLE}
