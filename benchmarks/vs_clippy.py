"""Compares findings on real crates with what clippy reports there, lint by lint.

    python -m benchmarks.vs_clippy CRATE... --work DIR [--details FILE]

Each crate (a folder with a Cargo.toml, such as a package unpacked from a registry) is copied into DIR
and checked there by `cargo clippy`, one at a time, with only those lints on that some rule of perfrules
maps to. The same copy is scanned with all rules. A finding and a diagnostic agree if they are about the
same lint and file, and one starts within a line of the other or inside the other's lines (at most 20 of
them).

What only one of the two can see is left out on both sides, where that can be told: files that the build
does not read (by rustc's dependency files), items under a `#[cfg]` that does not hold for the build
(tests among them; by the cfg values that cargo passes), files that say that they are generated, and code
in the arguments or in the expansion of macros that are not std's. Lints that the installed clippy does
not know are listed, not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cfg import left_out
from benchmarks.clippy_ui import STD_MACROS
from perfrules.syntax import parse
from perfrules.targets.generated import HEAD_BYTES, is_generated

NOT_COPIED = ("target", ".git", ".cargo-checksum.json", ".cargo-ok")
SPAN = 20
"""Longer spans cannot claim a place by covering it."""


@dataclass(frozen=True, order=True)
class Place:
    """Lines of a file, and what was said about them."""

    path: str
    first: int
    last: int
    text: str = ""

    def agrees(self, other: Place) -> bool:
        """Whether two places are the same for this comparison."""
        return self.path == other.path and (
            abs(self.first - other.first) <= 1
            or (self.last - self.first < SPAN and self.first <= other.first <= self.last)
            or (other.last - other.first < SPAN and other.first <= self.first <= other.last)
        )


@dataclass
class Tally:
    """What one lint came to."""

    hits: int = 0
    """Findings that clippy agrees with."""
    extra: list[Place] = field(default_factory=list)
    """Findings that it does not have."""
    found: int = 0
    """Diagnostics of clippy that a finding agrees with."""
    missed: list[Place] = field(default_factory=list)

    def row(self, name: str) -> list[str]:
        """The line of a table."""
        found, expected = self.hits + len(self.extra), self.found + len(self.missed)
        return [name, str(expected), str(found), _ratio(self.hits, found), _ratio(self.found, expected)]


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def mapped_lints() -> dict[str, list[str]]:
    """Rule ids by the lint they map to."""
    command = [sys.executable, "-m", "perfrules", "rules", "list", "--format", "json"]
    rules = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    lints: dict[str, list[str]] = defaultdict(list)
    for rule in rules["rules"] if isinstance(rules, dict) else rules:
        for lint in rule["clippy"]:
            lints[lint].append(rule["id"])
    return lints


Seen = tuple[dict[str, list[Place]], set[Path], frozenset[str]]


def clippy(crate: Path, lints: list[str], features: str) -> Seen:
    """Clippy's diagnostics by lint, the files that it read, and the cfg values of the build."""
    target = crate.parent / f"{crate.name}.target"
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target), "CARGO_TERM_COLOR": "never"}
    given = ["--all-features"] if features == "all" else ["--features", features] if features else []
    for source in crate.rglob("*.rs"):  # other lints were on last time
        source.touch()
    flags = [
        "-A",
        "clippy::all",
        "-A",
        "unknown_lints",
        *(x for lint in lints for x in ("-W", f"clippy::{lint}")),
    ]
    run = subprocess.run(
        ["cargo", "clippy", "--lib", "--message-format=json", *given, "--", "--cap-lints=warn", *flags],
        cwd=crate, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise RuntimeError(f"{crate.name} does not build: {run.stderr.strip().splitlines()[-1:]}")
    found: dict[str, list[Place]] = defaultdict(list)
    for line in run.stdout.splitlines():
        message = json.loads(line).get("message") or {}
        code = (message.get("code") or {}).get("code", "")
        span = next((s for s in message.get("spans", ()) if s["is_primary"]), None)
        if code.startswith("clippy::") and span is not None and not _in_foreign_expansion(span):
            place = Place(span["file_name"], span["line_start"], span["line_end"], message["message"])
            if place not in found[code[8:]]:
                found[code[8:]].append(place)
    return found, files_read(crate, target), cfg_values(crate, target, given)


def cfg_values(crate: Path, target: Path, features: Sequence[str] = ()) -> frozenset[str]:
    """What cargo sets for the library, or for all packages where there is none."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    for command in (["cargo", "rustc", "--lib", "--profile", "check", *features, "--"], ["rustc"]):
        run = subprocess.run(
            [*command, "--print", "cfg"],
            cwd=crate,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode == 0:
            break
    return frozenset(run.stdout.split())


def _in_foreign_expansion(span: dict[str, Any]) -> bool:
    expansion = span.get("expansion")
    if expansion is None:
        return False
    name = str(expansion["macro_decl_name"]).removesuffix("!").rpartition("::")[2]
    return not name.startswith(("#[", "desugaring")) and name not in STD_MACROS


def files_read(crate: Path, target: Path) -> set[Path]:
    """The crate's files that rustc read, by its dependency files."""
    files: set[Path] = set()
    for listing in target.glob("debug/deps/*.d"):
        for word in re.findall(r"(?:\\ |\S)+\.rs\b", listing.read_text()):
            path = (crate / word.replace("\\ ", " ")).resolve()
            if path.is_relative_to(crate):
                files.add(path)
    return files


def perfrules(crate: Path) -> dict[str, list[Place]]:
    """Findings by the lint that their rule maps to."""
    options = ["--select", "all", "--format", "json", "--quiet"]
    command = [sys.executable, "-m", "perfrules", "scan", ".", *options]
    report = json.loads(subprocess.run(command, cwd=crate, check=False, capture_output=True).stdout)
    lints = {rule["id"]: rule["clippy"] for rule in report["rules"]}
    found: dict[str, list[Place]] = defaultdict(list)
    for finding in report["findings"]:
        at = finding["location"]
        for lint in lints[finding["ruleId"]]:
            place = Place(
                at["path"], at["startLine"], at["endLine"], f"{finding['ruleId']}: {finding['message']}"
            )
            found[lint].append(place)
    return found


class Visible:
    """What both tools can see of a crate."""

    def __init__(self, crate: Path, files: set[Path], values: frozenset[str]) -> None:
        self.crate, self.files, self.values = crate, files, values
        self._hidden: dict[str, list[range]] = {}

    def __call__(self, place: Place) -> bool:
        path = (self.crate / place.path).resolve()
        if path not in self.files or is_generated(path.read_bytes()[:HEAD_BYTES]):
            return False
        if place.path not in self._hidden:
            self._hidden[place.path] = [*left_out(path, self.values), *_in_macros(path)]
        return not any(place.first in lines for lines in self._hidden[place.path])


def _in_macros(path: Path) -> list[range]:
    """Lines in the arguments of macros that are not std's."""
    syntax = parse(path.read_bytes())
    return [
        range(syntax.line(call.start), syntax.line(call.end - 1) + 1)
        for call in syntax.macros.values()
        if call.path.rpartition("::")[2] not in STD_MACROS
    ]


def together(tallies: list[Tally]) -> Tally:
    """The sum of several lints' tallies."""
    whole = Tally()
    for each in tallies:
        whole.hits, whole.found = whole.hits + each.hits, whole.found + each.found
        whole.extra += each.extra
        whole.missed += each.missed
    return whole


def compare(found: list[Place], expected: list[Place], tally: Tally) -> None:
    """Add one crate's places to a lint's tally."""
    for place in found:
        if any(place.agrees(other) for other in expected):
            tally.hits += 1
        else:
            tally.extra.append(place)
    for place in expected:
        if any(place.agrees(other) for other in found):
            tally.found += 1
        else:
            tally.missed.append(place)


def unknown_lints(work: Path, lints: list[str]) -> list[str]:
    """Those of the lints that the installed clippy does not know."""
    probe = work / "probe.rs"
    probe.write_text("fn main() {}\n")
    flags = [word for lint in lints for word in ("-W", f"clippy::{lint}")]
    run = subprocess.run(
        ["clippy-driver", str(probe), "--emit=metadata", "-o", str(work / "probe.rmeta"), *flags],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return sorted(set(re.findall(r"unknown lint: `clippy::(\w+)`", run.stderr)))


def main() -> None:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crates", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="where to copy and build")
    parser.add_argument("--features", default="", help="features to build with, or `all`")
    parser.add_argument("--details", type=Path, help="write each disagreement to this file")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    mapped = mapped_lints()
    unknown = unknown_lints(work, sorted(mapped))
    lints = [lint for lint in sorted(mapped) if lint not in unknown]
    tallies: dict[str, Tally] = {lint: Tally() for lint in lints}
    details: list[str] = []
    compared: list[str] = []
    for crate in options.crates:
        copy = work / crate.name
        if not copy.exists():
            shutil.copytree(crate, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        try:
            expected, files, values = clippy(copy, lints, options.features)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            continue
        compared.append(crate.name)
        visible, found = Visible(copy, files, values), perfrules(copy)
        for lint in lints:
            one = Tally()
            compare([p for p in found[lint] if visible(p)], [p for p in expected[lint] if visible(p)], one)
            tallies[lint] = together([tallies[lint], one])
            details += [f"extra  {lint:32} {copy}/{p.path}:{p.first} {p.text}" for p in one.extra]
            details += [f"missed {lint:32} {copy}/{p.path}:{p.first} {p.text}" for p in one.missed]
    if options.details:
        options.details.write_text("\n".join(sorted(details)) + "\n")
    rows = [row for lint, tally in tallies.items() if (row := tally.row(lint))[1:3] != ["0", "0"]]
    print(f"Crates: {', '.join(compared)}.\n")
    print("| lint | clippy | perfrules | precision | recall |\n|---|---:|---:|---:|---:|")
    often = max(tallies, key=lambda lint: tallies[lint].found + len(tallies[lint].missed))
    rest = [tally for lint, tally in tallies.items() if lint != often]
    rows.append(together(rest).row(f"**all but {often}**"))
    rows.append(together(list(tallies.values())).row("**together**"))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    silent = [lint for lint, tally in tallies.items() if tally.row(lint)[1:3] == ["0", "0"]]
    print(f"\nNeither reports anything: {', '.join(silent)}.")
    print(f"Unknown to this clippy: {', '.join(unknown) or 'none'}.")


if __name__ == "__main__":
    main()
