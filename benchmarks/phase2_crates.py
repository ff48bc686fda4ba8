"""Phase 2 on crates of other people: ``python benchmarks/phase2_crates.py FOLDER... --work FOLDER``.

Each crate's folder is copied, put under git, and given to ``perfrules pipeline . --approve all``; the outcomes are
printed as Markdown, to be read and judged. Needs what phase 2 needs (``perfrules doctor``) and takes minutes a crate.
Exits with 1 if a run does not come to its end, or if it changes anything in the copy.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Whether all runs ended well: 0 or 1."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "crates", nargs="+", type=Path, metavar="FOLDER", help="a crate's sources, with a Cargo.toml"
    )
    parser.add_argument("--work", required=True, type=Path, help="where the copies go")
    parser.add_argument("--approve", default="all", help="what is approved: all, or numbers of the table")
    options = parser.parse_args()
    return max(run(crate.resolve(), options.work.resolve(), options.approve) for crate in options.crates)


def run(crate: Path, work: Path, approve: str) -> int:
    """One crate: 0 if its run came to the end and left the copy as it was."""
    copy = work / crate.name
    if not copy.exists():
        shutil.copytree(crate, copy, ignore=shutil.ignore_patterns(".git", "target", ".cargo-checksum.json"))
        # A lock file of a library's package is old; cargo makes one for the tools that are here.
        subprocess.run(["cargo", "generate-lockfile", "--quiet"], cwd=copy, check=True)
        git(copy, "init", "--quiet")
        git(copy, "add", "--all")
        git(copy, "-c", "user.name=b", "-c", "user.email=b@b", "commit", "--quiet", "-m", crate.name)
    before = git(copy, "status", "--porcelain") + git(copy, "for-each-ref")
    print(f"# {crate.name}\n", flush=True)
    command = [
        sys.executable,
        "-m",
        "perfrules",
        "pipeline",
        ".",
        "--approve",
        approve,
        "--format",
        "markdown",
    ]
    done = subprocess.run(command, cwd=copy, check=False)
    unchanged = git(copy, "status", "--porcelain") + git(copy, "for-each-ref") == before
    if not unchanged:
        print(f"{copy} has been changed", file=sys.stderr)
    return 0 if done.returncode == 0 and unchanged else 1


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
