"""Scratch trees of a project: what phase 2 changes, builds and measures; the user's tree stays as it is.

A run has a git repository of its own, in its folder, whose first commit holds the project's files as they
are. The user's repository is only read: no branch, no worktree, no hook and no lock of it is touched, and
what a killed run leaves behind is a folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

from perfrules.targets.git import Git, GitError, top_of

BASE = "base"
"""The branch with the project as it was found."""
_ALWAYS = ("Cargo.lock", ".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain")
"""Taken along though git may ignore them: without them, something else would be built."""
_SETTINGS = (
    "core.autocrlf=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotepath=off",
    "commit.gpgsign=false",
    "gc.auto=0",
    "user.name=perfrules",
    "user.email=perfrules@localhost",
)


class WorkshopError(Exception):
    """Why the scratch trees cannot be made, for people."""


def project_top(root: Path) -> Path:
    """The folder that is copied: that of the git repository around, or of the outermost Cargo workspace."""
    top = top_of(root)
    if top is not None:
        return top
    above = [folder for folder in (root, *root.parents) if (folder / "Cargo.toml").is_file()]
    return above[-1] if above else root


class Workshop:
    """The scratch trees of one run."""

    def __init__(self, top: Path, folder: Path) -> None:
        self.top = top
        self._git_folder = folder / "git"
        self._trees = folder / "trees"
        self._lock = Lock()

    def open(self) -> None:
        """Take the project's files in, unless that was done before. Raises :class:`WorkshopError`."""
        if self._exists(BASE):
            return
        shutil.rmtree(self._git_folder, ignore_errors=True)
        self._run("init", "--quiet", "--bare", str(self._git_folder), cwd=self.top)
        names = "\0".join(self._files()).encode("utf-8", "surrogateescape")
        work_tree = f"--work-tree={self.top}"
        self._run(work_tree, "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", given=names)
        self._run(work_tree, "commit", "--quiet", "--allow-empty", "--no-verify", "-m", "as it was found")
        self._run("branch", "--force", BASE, "HEAD")

    def tree(self, name: str, branch: str = BASE) -> Path:
        """A tree with what a branch holds."""
        path = self._trees / name
        with self._lock:
            self._remove(path)
            self._run("worktree", "add", "--quiet", "--force", "--detach", str(path), branch)
        return path

    def name(self, tree: Path, branch: str) -> None:
        """From here on, what is kept in a tree is on a branch of this name."""
        self._run("checkout", "--quiet", "-B", branch, cwd=tree)

    def move(self, tree: Path, branch: str) -> None:
        """Give a tree what another branch holds; files that do not differ keep their times."""
        self._run("reset", "--quiet", "--hard", cwd=tree)
        self._run("clean", "--quiet", "-d", "--force", cwd=tree)
        self._run("checkout", "--quiet", "--detach", branch, cwd=tree)

    def changed(self, tree: Path) -> list[str]:
        """The files of a tree that differ from its branch, new ones too, relative to it."""
        listing = self._run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", cwd=tree)
        return sorted(entry[3:] for entry in listing.split("\0") if entry)

    def commit(self, tree: Path, message: str, branch: str) -> None:
        """Keep what a tree holds, as the one commit of a branch that starts where the tree is."""
        self.name(tree, branch)
        self._run("add", "--all", cwd=tree)
        self._run("commit", "--quiet", "--no-verify", "-m", message, cwd=tree)

    def settle(self, tree: Path) -> None:
        """What a tree of the base holds now is the base: such as a lock file that cargo has written."""
        if self.changed(tree):
            self.commit(tree, "what cargo adds to it", BASE)
            self._run("checkout", "--quiet", "--detach", cwd=tree)

    def pick(self, tree: Path, branch: str) -> bool:
        """Put a branch's commit on top of what a tree holds; False if they contradict each other."""
        try:
            self._run("cherry-pick", branch, cwd=tree)
        except WorkshopError:
            self._run("cherry-pick", "--abort", cwd=tree)
            return False
        return True

    def head(self, tree: Path) -> str:
        """The commit that a tree is at."""
        return self._run("rev-parse", "HEAD", cwd=tree).strip()

    def back(self, tree: Path, commit: str) -> None:
        """Take a tree, and the branch it is on, back to a commit."""
        self._run("reset", "--quiet", "--hard", commit, cwd=tree)

    def patch(self, branch: str, base: str = BASE) -> str:
        """What a branch changes, as ``git apply`` takes it."""
        return self._run("diff", "--binary", "--no-color", "--no-ext-diff", base, branch)

    def differing(self, branch: str, base: str = BASE) -> list[str]:
        """The files that a branch changes, relative to the top."""
        return [path for path in self._run("diff", "--name-only", "-z", base, branch).split("\0") if path]

    def file(self, path: str, branch: str) -> bytes:
        """A file as a branch has it."""
        return os.fsencode(self._run("show", f"{branch}:{path}"))

    def drop(self, tree: Path) -> None:
        """Remove a tree."""
        with self._lock:
            self._remove(tree)

    def close(self) -> None:
        """Remove all trees; branches stay."""
        shutil.rmtree(self._trees, ignore_errors=True)
        if self._git_folder.is_dir():
            self._run("worktree", "prune")

    def _remove(self, tree: Path) -> None:
        shutil.rmtree(tree, ignore_errors=True)
        self._run("worktree", "prune")

    def _exists(self, branch: str) -> bool:
        if not self._git_folder.is_dir():
            return False
        try:
            self._run("rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}")
        except WorkshopError:
            return False
        return True

    def _files(self) -> Iterable[str]:
        """The project's files, relative to its top: what git knows and does not ignore."""
        if top_of(self.top) == self.top:
            try:
                listing = Git(self.top).run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
            except GitError as error:
                raise WorkshopError(str(error)) from None
            names = set(filter(None, os.fsdecode(listing).split("\0")))
        else:
            names = set(_below(self.top))
        folders = {"", *(f"{os.path.dirname(name)}/" for name in names if name.endswith("/Cargo.toml"))}
        names |= {folder + name for folder in folders for name in _ALWAYS}
        return sorted(name for name in names if (self.top / name).is_file())

    def _run(self, *arguments: str, cwd: Path | None = None, given: bytes | None = None) -> str:
        inside = cwd is not None and cwd != self.top
        where = [] if inside or arguments[0] == "init" else [f"--git-dir={self._git_folder}"]
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", *settings, *where, *arguments],
                cwd=cwd or self.top,
                env=env,
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                check=False,
                # A terminal's Ctrl-C is for perfrules, which ends things in order.
                start_new_session=True,
            )
        except FileNotFoundError:
            raise WorkshopError("git is not installed, or not on the PATH") from None
        if done.returncode != 0:
            lines: Sequence[str] = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = lines[0].removeprefix("fatal: ") if lines else f"exit status {done.returncode}"
            command = next(word for word in arguments if not word.startswith("-"))
            raise WorkshopError(f"git {command} failed: {reason}")
        return os.fsdecode(done.stdout)


def _below(folder: Path) -> Iterable[str]:
    """Files below a folder outside git: all but what cargo has built, and hidden folders."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not (here / name / "CACHEDIR.TAG").is_file()
        ]
        yield from ((here / name).relative_to(folder).as_posix() for name in files)
