"""Makes every fix that perfrules has for real crates, and asks the compiler what it thinks of them.

    python -m benchmarks.fixes_compile CRATE... --work DIR [--select RULES] [--details FILE]

Each crate (a folder with a Cargo.toml, such as a package unpacked from a registry) is copied into DIR and
checked by `cargo check`; where that fails, it is left out. Then all fixes are made at once, those that
may be incorrect, too, and the crate is checked again. A fix that an error points at counts as broken, is
taken back, and so on until there is no error. A finding whose fix does not compile is mostly a wrong one: the value
is used again, the borrow does not live, the type is another one. That it compiles does not mean that it is worth it.

Fixes in code that the build does not read (other features, other systems, tests) are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.vs_clippy import NOT_COPIED, Place, Visible, cfg_values, files_read

SET_UP = ("rust-toolchain", "rust-toolchain.toml", ".cargo")
"""Files that ask for a compiler and flags of their own."""
ROUNDS = 40
"""Checks of one crate at most: each finds at least one broken fix."""


@dataclass(frozen=True)
class Fix:
    """One finding's edits."""

    rule: str
    path: str
    lines: range
    """What they change."""
    edits: tuple[tuple[int, int, str], ...]
    """First and last offset in bytes, and the new text."""
    message: str


@dataclass
class Tally:
    """What became of the fixes of some crates, by rule."""

    made: Counter[str]
    broken: Counter[str]


def check(crate: Path) -> tuple[list[dict[str, Any]], bool]:
    """The compiler's errors in a crate, and whether it builds."""
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(crate.parent / "target"),
        "CARGO_TERM_COLOR": "never",
    }
    command = ["cargo", "check", "--message-format=json", "--quiet"]
    run = subprocess.run(command, cwd=crate, env=environment, capture_output=True, text=True, check=False)
    messages = [json.loads(line).get("message") for line in run.stdout.splitlines() if line.startswith("{")]
    return [m for m in messages if m and m["level"] == "error" and m["spans"]], run.returncode == 0


def findings(crate: Path, select: str) -> list[Any]:
    """Findings that have a fix."""
    options = [*(["--select", select] if select else []), "--format", "json", "--quiet", "--no-progress"]
    run = subprocess.run(
        [sys.executable, "-m", "perfrules", "scan", ".", *options],
        cwd=crate,
        capture_output=True,
        check=False,
    )
    return [found for found in json.loads(run.stdout)["findings"] if found["fix"]]


def fixes(crate: Path, select: str) -> Iterator[Fix]:
    """The fixes of a crate, none of which touches another's text."""
    taken: dict[str, int] = {}
    for found in findings(crate, select):  # sorted by place
        path = found["location"]["path"]
        starts = line_starts((crate / path).read_bytes())
        edits = tuple(
            (_offset(starts, e["startLine"], e["startColumn"]), _offset(starts, e["endLine"], e["endColumn"]), e["replacement"])
            for e in found["fix"]["edits"]
        )  # fmt: skip
        if min(start for start, _, _ in edits) < taken.get(path, 0):
            continue
        taken[path] = max(end for _, end, _ in edits)
        first = min(e["startLine"] for e in found["fix"]["edits"])
        last = max(e["endLine"] for e in found["fix"]["edits"])
        yield Fix(found["ruleId"], path, range(first, last + 1), edits, found["message"])


def line_starts(text: bytes) -> list[int]:
    """The offset at which each line starts."""
    return [0, *(at + 1 for at, byte in enumerate(text) if byte == 0x0A)]


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    """The offset of a place; only code in ASCII up to there is counted right, as nearly all is."""
    return starts[line - 1] + column - 1


def make(crate: Path, texts: dict[str, bytes], chosen: Sequence[Fix]) -> None:
    """Write the files with the chosen fixes made, and no others."""
    for path, text in texts.items():
        edits = sorted((edit for fix in chosen if fix.path == path for edit in fix.edits), reverse=True)
        for start, end, new in edits:
            text = text[:start] + new.encode() + text[end:]
        (crate / path).write_bytes(text)


def blamed(error: dict[str, Any], chosen: Sequence[Fix]) -> list[Fix]:
    """The fixes that an error speaks of: on one of its lines; else the next one before or behind in that file."""
    spans = [*error["spans"], *(span for child in error["children"] for span in child["spans"])]
    lines = {
        (span["file_name"], line)
        for span in spans
        for line in range(span["line_start"], span["line_end"] + 1)
    }
    on_them = [fix for fix in chosen if any((fix.path, line) in lines for line in fix.lines)]
    if on_them:
        return on_them
    away = {
        fix: min(abs(line - fix.lines.start) for path, line in lines if path == fix.path)
        for fix in chosen
        if any(path == fix.path for path, _ in lines)
    }
    return sorted(away, key=lambda fix: away[fix])[:1]


def examine(source: Path, work: Path, select: str, tally: Tally, details: list[str]) -> str:
    """Make and judge the fixes of one crate; how that went, in a few words."""
    crate = work / source.name
    if not crate.exists():
        shutil.copytree(source, crate, ignore=shutil.ignore_patterns(*NOT_COPIED, *SET_UP), symlinks=True)
    all_fixes = list(fixes(crate, select))
    if not all_fixes:
        return "no fixes"
    if not check(crate)[1]:
        return "does not build"
    target = crate.parent / "target"
    visible = Visible(crate, files_read(crate, target), cfg_values(crate, target))
    chosen = [fix for fix in all_fixes if visible(Place(fix.path, fix.lines.start, fix.lines.stop))]
    texts = {fix.path: (crate / fix.path).read_bytes() for fix in chosen}
    tally.made.update(fix.rule for fix in chosen)
    broken = 0
    try:
        for _ in range(ROUNDS):
            make(crate, texts, chosen)
            errors, builds = check(crate)
            if builds:
                break
            bad = {fix: error for error in errors for fix in blamed(error, chosen)}
            if not bad:
                return f"{len(chosen)} fixes, broken without a culprit"
            for fix, error in bad.items():
                tally.broken[fix.rule] += 1
                details.append(
                    f"{crate.name}/{fix.path}:{fix.lines.start} {fix.rule}: {fix.message} | {error['message']}"
                )
            broken += len(bad)
            chosen = [fix for fix in chosen if fix not in bad]
    finally:
        make(crate, texts, [])
    return f"{len(chosen) + broken} fixes, {broken} broken"


def main() -> None:
    """Go through the crates and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="where to copy and build")
    parser.add_argument("--select", default="", help="the rules to run instead of the default ones")
    parser.add_argument("--details", type=Path, help="write each broken fix to this file")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tally, details = Tally(Counter(), Counter()), []
    for source in options.crates:
        print(
            f"{source.name}: {examine(source, work, options.select, tally, details)}",
            file=sys.stderr,
            flush=True,
        )
        if options.details:
            options.details.write_text("\n".join(sorted(details)) + "\n")
    print("| rule | fixes | compile |\n|---|---:|---:|")
    for rule, made in tally.made.most_common():
        print(f"| {rule} | {made} | {made - tally.broken[rule]} |")
    print(f"| **all** | {tally.made.total()} | {tally.made.total() - tally.broken.total()} |")


if __name__ == "__main__":
    main()
