"""The pre-commit hook in a scratch repository: it blocks, and lets pass what is mended or allowed.

pre-commit installs the hook from the commit that is checked out here, as it would for a user.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
OLD = "pub fn older(xs: &[u32], name: &String) {\n    for _ in xs {\n        drop(name.clone());\n    }\n}\n"
NEW = """
pub fn greet(floors: &[Vec<Vec<String>>], greeting: &String) {
    for rooms in floors {
        for names in rooms {
            for name in names {
                let text = greeting.clone();
                println!("{text} {name}");
            }
        }
    }
}
"""

pytestmark = pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="needs a git checkout")


class Repository:
    """A scratch repository with the hook installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))},
            "PRE_COMMIT_HOME": str(folder.parent / "hooks"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", "-c", "user.name=n", "-c", "user.email=e@example.org", *args)

    def commit(self, text: str) -> subprocess.CompletedProcess[str]:
        (self.folder / "src/lib.rs").write_text(text)
        self.git("add", ".")
        return self.git("commit", "-qm", "change")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "scratch"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text('[package]\nname = "scratch"\nversion = "0.1.0"\nedition = "2021"\n')
    made = Repository(folder)
    made.git("init", "-q")
    assert made.commit(OLD).returncode == 0
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.strip()
    config = f"repos:\n  - repo: {PROJECT}\n    rev: {revision}\n    hooks:\n      - id: perfrules\n"
    (folder / ".pre-commit-config.yaml").write_text(config)
    assert made.run("pre-commit", "install").returncode == 0
    return made


def test_a_commit_is_blocked_until_it_is_mended_or_allowed(repository: Repository) -> None:
    blocked = repository.commit(OLD + NEW)
    assert blocked.returncode != 0
    assert "src/lib.rs:11:37  clone-to-read" in blocked.stdout + blocked.stderr
    assert "older" not in blocked.stdout + blocked.stderr, "only what the commit changes is looked at"

    mended = repository.commit(OLD + NEW.replace("greeting.clone()", "greeting"))
    assert mended.returncode == 0, mended.stdout + mended.stderr

    allowed = repository.commit(
        OLD + NEW.replace("clone();", "clone(); // perfrules: allow(clone-to-read) -- a handful of names")
    )
    assert allowed.returncode == 0, allowed.stdout + allowed.stderr
