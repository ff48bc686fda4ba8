"""Scratch trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.pipeline.workshop import Workshop, project_top
from tests.phase2.yard import git, make_crate, state_of


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    return make_crate(tmp_path / "numbers")


@pytest.fixture
def workshop(crate: Path) -> Workshop:
    folder = crate / ".perfrules" / "runs" / "1"
    folder.mkdir(parents=True)
    (crate / ".perfrules" / ".gitignore").write_text("*\n")
    made = Workshop(crate, folder)
    made.open()
    return made


def test_a_tree_holds_what_is_there_now_and_not_what_was_committed(crate: Path) -> None:
    (crate / "src/lib.rs").write_text("// edited\n")
    (crate / "new.txt").write_text("new\n")
    (crate / "src/other.rs").unlink()
    (crate / "target").mkdir()
    (crate / "target/big").write_text("built\n")
    (crate / "Cargo.lock").write_text("locked\n")
    git(crate, "rm", "--cached", "--quiet", ".gitignore")
    (crate / ".gitignore").write_text("target\nCargo.lock\n")
    workshop = Workshop(crate, crate / ".perfrules/runs/1")
    (crate / ".perfrules/runs/1").mkdir(parents=True)
    (crate / ".perfrules/.gitignore").write_text("*\n")
    workshop.open()
    tree = workshop.tree("base")
    assert (tree / "src/lib.rs").read_text() == "// edited\n"
    assert (tree / "new.txt").is_file()
    assert (tree / "Cargo.lock").is_file(), "without it, other versions would be built"
    assert not (tree / "src/other.rs").exists()
    assert not (tree / "target").exists()


def test_the_users_repository_is_only_read(crate: Path, workshop: Workshop) -> None:
    before = state_of(crate)
    tree = workshop.tree("a")
    (tree / "src/lib.rs").write_text("// changed\n")
    workshop.commit(tree, "change", "a")
    assert state_of(crate) == before
    workshop.close()
    assert not list((crate / ".perfrules/runs/1/trees").glob("*"))


def test_a_change_is_a_patch_that_the_project_takes(crate: Path, workshop: Workshop) -> None:
    tree = workshop.tree("a")
    text = (tree / "src/lib.rs").read_text()
    (tree / "src/lib.rs").write_text(text.replace("    1\n", "    2 - 1\n"))
    assert workshop.changed(tree) == ["src/lib.rs"]
    workshop.commit(tree, "change", "a")
    patch = crate.parent / "a.patch"
    patch.write_text(workshop.patch("a"))
    git(crate, "apply", str(patch))
    assert "2 - 1" in (crate / "src/lib.rs").read_text()
    assert workshop.differing("a") == ["src/lib.rs"]
    assert b"2 - 1" in workshop.file("src/lib.rs", "a")


def test_two_changes_of_one_file_are_put_together_and_contradictions_are_told(workshop: Workshop) -> None:
    for name, old, new in [
        ("a", "    1\n", "    3 - 2\n"),
        ("b", "    2\n", "    4 - 2\n"),
        ("c", "    1\n", "    0\n"),
    ]:
        tree = workshop.tree(name)
        file = tree / "src/lib.rs"
        file.write_text(file.read_text().replace(old, new))
        workshop.commit(tree, name, name)
    kept = workshop.tree("kept")
    workshop.name(kept, "kept")
    assert workshop.pick(kept, "a")
    assert workshop.pick(kept, "b")
    head = workshop.head(kept)
    assert not workshop.pick(kept, "c")
    assert workshop.head(kept) == head
    assert workshop.changed(kept) == []
    assert {"3 - 2", "4 - 2"} <= set((kept / "src/lib.rs").read_text().replace("\n    ", "\n").splitlines())


def test_a_tree_is_moved_whole_to_another_branch(workshop: Workshop) -> None:
    tree = workshop.tree("a")
    (tree / "stray.txt").write_text("stray\n")
    (tree / "src/lib.rs").write_text("// harm\n")
    workshop.move(tree, "base")
    assert workshop.changed(tree) == []
    assert "pub fn one" in (tree / "src/lib.rs").read_text()


def test_outside_git_the_files_below_are_taken(tmp_path: Path) -> None:
    crate = make_crate(tmp_path / "numbers")
    import shutil

    shutil.rmtree(crate / ".git")
    (crate / "target").mkdir()
    (crate / "target/CACHEDIR.TAG").write_text("cargo's\n")
    assert project_top(crate / "src") == crate
    workshop = Workshop(crate, crate / ".perfrules/runs/1")
    (crate / ".perfrules/runs/1").mkdir(parents=True)
    workshop.open()
    tree = workshop.tree("base")
    assert sorted(path.name for path in tree.iterdir() if path.name != ".git") == [
        ".gitignore",
        "Cargo.toml",
        "src",
    ]
