"""Asks git, in a way that runs nothing a repository's configuration names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

_KEPT = frozenset(
    {"GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_EXEC_PATH"}
)
_SAFE = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.quotepath=off")


class GitError(Exception):
    """Git is missing, or refused; the text says which, in one line."""


class Git:
    """The repository whose top folder is ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._env = _environment(root)
        self._disarm_filters()

    def run(self, *arguments: str) -> bytes:
        """What the command prints; raises GitError if it fails."""
        done = self._start(arguments)
        if done.returncode != 0:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = lines[0].removeprefix("fatal: ") if lines else f"exit status {done.returncode}"
            raise GitError(f"git {arguments[0]} failed: {reason}")
        return done.stdout

    def commit(self, revision: str) -> str | None:
        """The id of the commit that a revision names; None if there is none."""
        if not revision or revision.startswith("-") or "\0" in revision:
            return None
        done = self._start(("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"))
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def references(self) -> list[str]:
        """Short names of branches and tags."""
        listing = self.run(
            "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"
        )
        return os.fsdecode(listing).split()

    def _start(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        safe = [word for setting in _SAFE for word in ("-c", setting)]
        command = ["git", "-C", str(self._root), "--no-pager", *safe, *arguments]
        try:
            return subprocess.run(command, env=self._env, stdin=subprocess.DEVNULL, capture_output=True)
        except FileNotFoundError:
            raise GitError("git is not installed, or not on the PATH") from None
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror}") from None

    def _disarm_filters(self) -> None:
        """Empty every content filter: a diff of the working tree would run them."""
        found = self._start(("config", "-z", "--name-only", "--get-regexp", r"^filter\."))
        count = int(self._env.get("GIT_CONFIG_COUNT") or 0)
        for key in dict.fromkeys(os.fsdecode(found.stdout).split("\0")):
            if key:
                self._env[f"GIT_CONFIG_KEY_{count}"] = key
                self._env[f"GIT_CONFIG_VALUE_{count}"] = "false" if key.endswith(".required") else ""
                count += 1
        self._env["GIT_CONFIG_COUNT"] = str(count)


def top_of(folder: Path) -> Path | None:
    """The top of the working tree around a folder; None outside git."""
    for above in (folder, *folder.parents):
        if os.path.exists(above / ".git"):
            return above
    return None


def uncommitted(folder: Path, paths: Sequence[str]) -> list[str]:
    """Those of some paths, relative to a folder, that differ from the last commit; none outside git."""
    top = top_of(folder)
    if top is None or not paths:
        return []
    git = Git(top)
    absolute = {(folder / path).resolve(): path for path in paths}
    listing = os.fsdecode(git.run("status", "--porcelain", "-z", "--no-renames", "--", *map(str, absolute)))
    changed = {(top / entry[3:]).resolve() for entry in listing.split("\0") if entry}
    return [path for place, path in absolute.items() if place in changed]


def git_folder_of(top: Path) -> Path | None:
    """Where a working tree's repository keeps what its linked worktrees share; None if it is broken."""
    folder = top / ".git"
    try:
        if folder.is_file():
            text = folder.read_text(encoding="utf-8", errors="surrogateescape")
            folder = top / text.removeprefix("gitdir:").strip()
            if (common := folder / "commondir").is_file():
                folder /= common.read_text(encoding="utf-8", errors="surrogateescape").strip()
    except (OSError, ValueError):
        return None
    return folder


def _environment(root: Path) -> dict[str, str]:
    """The environment without what a hook or a user sets to steer git, which would point it elsewhere."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_")
        or name in _KEPT
        or name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"))
    }
    if not env.get("GIT_CONFIG_COUNT", "0").isdecimal():
        del env["GIT_CONFIG_COUNT"]
    return env | {
        "LC_ALL": "C",
        "GIT_CEILING_DIRECTORIES": str(root.parent),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }
