"""Folders and git repositories for the tests of the targets stage."""

from __future__ import annotations

import subprocess
from pathlib import Path

from perfrules.model.source import Role, Targets
from perfrules.targets import TargetRequest, resolve

_SETTINGS = ("user.name=t", "user.email=t@example.org", "init.defaultBranch=main", "commit.gpgsign=false")


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below ``root``, which is handed back."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return root


def rust(root: Path, *names: str) -> Path:
    """Write small Rust files."""
    return write(root, dict.fromkeys(names, "fn f() {}\n"))


def package(name: str, more: str = "") -> str:
    """The text of a manifest."""
    return f'[package]\nname = "{name}"\nedition = "2021"\n{more}'


def git(root: Path, *arguments: str) -> None:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    subprocess.run(["git", "-C", str(root), *settings, *arguments], check=True, capture_output=True)


def repository(root: Path, files: dict[str, str]) -> Path:
    """A git repository with one commit of ``files``."""
    root.mkdir(exist_ok=True)
    git(root, "init")
    write(root, files)
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "--all", "--force")
    git(root, "commit", "--allow-empty", "-m", "x")


def scan(cwd: Path, *targets: str, **more: object) -> Targets:
    return resolve(TargetRequest(targets=targets, cwd=cwd, **more))  # type: ignore[arg-type]


def shown(targets: Targets) -> list[str]:
    return [file.display for file in targets.files]


def roles(targets: Targets) -> dict[str, Role]:
    return {file.display: file.role for file in targets.files}


def codes(targets: Targets) -> list[str]:
    return [note.code for note in targets.diagnostics]
