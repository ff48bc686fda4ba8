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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import perfrules
from benchmarks.vs_clippy import NOT_COPIED, Place, Visible, cfg_values, files_read
from perfrules.model.finding import Finding
from perfrules.model.severity import Applicability
from perfrules.pipeline.edits import fixes

SET_UP = ("rust-toolchain", "rust-toolchain.toml", ".cargo")
"""Files that ask for a compiler and flags of their own."""
ROUNDS = 40
"""Checks of one crate at most: each finds at least one broken fix."""


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


def lines_of(finding: Finding) -> range:
    """The lines that a finding's fix changes."""
    regions = [edit.region for edit in finding.fix.edits] if finding.fix is not None else []
    return range(min(r.start_line for r in regions), max(r.end_line for r in regions) + 1)


def make(crate: Path, texts: dict[str, bytes], chosen: Sequence[Finding]) -> None:
    """Write the files with the chosen findings mended, and no others."""
    for path, text in texts.items():
        (crate / path).write_bytes(text)
    for change in fixes(chosen, crate, tuple(Applicability)).changes:
        (crate / change.path).write_bytes(change.after.encode())


def blamed(error: dict[str, Any], chosen: Sequence[Finding]) -> list[Finding]:
    """The fixes that an error speaks of: on one of its lines; else the next one before or behind in that file."""
    spans = [*error["spans"], *(span for child in error["children"] for span in child["spans"])]
    lines = {
        (span["file_name"], line)
        for span in spans
        for line in range(span["line_start"], span["line_end"] + 1)
    }
    on_them = [one for one in chosen if any((one.location.path, line) in lines for line in lines_of(one))]
    if on_them:
        return on_them
    away = {
        at: min(abs(line - lines_of(one).start) for path, line in lines if path == one.location.path)
        for at, one in enumerate(chosen)
        if any(path == one.location.path for path, _ in lines)
    }
    return [chosen[at] for at in sorted(away, key=lambda at: away[at])[:1]]


def examine(source: Path, work: Path, select: str, tally: Tally, details: list[str]) -> str:
    """Make and judge the fixes of one crate; how that went, in a few words."""
    crate = work / source.name
    if not crate.exists():
        shutil.copytree(source, crate, ignore=shutil.ignore_patterns(*NOT_COPIED, *SET_UP), symlinks=True)
    options = {"select": select.split(",")} if select else {}
    found = perfrules.scan([crate], **options).active  # type: ignore[typeddict-item]
    together = [one for change in fixes(found, crate, tuple(Applicability)).changes for one in change.mended]
    if not together:
        return "no fixes"
    if not check(crate)[1]:
        return "does not build"
    target = crate.parent / "target"
    visible = Visible(crate, files_read(crate, target), cfg_values(crate, target))
    chosen = [
        one for one in together if visible(Place(one.location.path, lines_of(one).start, lines_of(one).stop))
    ]
    texts = {one.location.path: (crate / one.location.path).read_bytes() for one in chosen}
    tally.made.update(one.rule_id for one in chosen)
    broken = 0
    try:
        for _ in range(ROUNDS):
            make(crate, texts, chosen)
            errors, builds = check(crate)
            if builds:
                break
            bad = [(one, error["message"]) for error in errors for one in blamed(error, chosen)]
            if not bad:
                return f"{len(chosen)} fixes, broken without a culprit"
            for one, message in bad:
                if one in chosen:
                    chosen.remove(one)
                    broken += 1
                    tally.broken[one.rule_id] += 1
                    details.append(
                        f"{crate.name}/{one.location.path}:{lines_of(one).start} {one.rule_id}: {one.message} | {message}"
                    )
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
