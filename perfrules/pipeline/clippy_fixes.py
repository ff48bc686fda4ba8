"""Clippy's own suggestions, where a finding's rule stands for a lint and has no fix to offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from perfrules.model.finding import Edit
from perfrules.model.location import Region
from perfrules.model.step import Step
from perfrules.pipeline.checks import Check
from perfrules.pipeline.crew import Crew
from perfrules.rules.loader import load_rules
from perfrules.specialists.cargo_messages import cargo_messages
from perfrules.specialists.command import text
from perfrules.specialists.workload import cargo_folder

_MESSAGES = ("--workspace", "--keep-going", "--message-format=json", "--", "--cap-lints", "warn")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Edits of one file that clippy promises to keep the meaning."""

    path: str
    """Relative to the plan's root."""
    line: int
    """The one that the lint points at."""
    lint: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All that clippy offers for some steps, as it is written down."""

    found: tuple[Suggestion, ...] = ()

    def at(self, path: str, line: int) -> Iterator[Suggestion]:
        """Those for a line."""
        return (each for each in self.found if (each.path, each.line) == (path, line))


def clippy_fixes(crew: Crew, steps: Sequence[Step], base: Path) -> Suggestions:
    """Ask clippy, once for each folder, about the lints that stand behind findings without a fix."""
    clippy = {info.id: info.clippy for info in load_rules()[0].infos}
    lints: defaultdict[str, set[str]] = defaultdict(set)
    for step in steps:
        for finding in step.issue.findings:
            if finding.fix is None:
                lints[cargo_folder(step, crew.root(base))].update(clippy.get(finding.rule_id, ()))
    asked = [
        crew.run.once(
            f"baseline/{folder.replace('/', '+')}-suggestions",
            Suggestions,
            partial(_ask, crew, folder, sorted(names), base),
        )
        for folder, names in sorted(lints.items())
        if names
    ]
    return Suggestions(tuple(suggestion for each in asked for suggestion in each.found))


def _ask(crew: Crew, folder: str, lints: Sequence[str], base: Path) -> Suggestions:
    warn = [word for lint in lints for word in ("-W", f"clippy::{lint}")]
    check = Check("suggestions", ("cargo", "clippy", *_MESSAGES, *warn))
    crew.told("baseline", "asks clippy")
    command = check.command(crew.root(base) / folder, crew.target(base))
    outcome = crew.outcome(command, "baseline")
    return Suggestions(tuple(read(text(outcome.out), crew.root(base))))


def read(messages: str, root: Path) -> Iterator[Suggestion]:
    """Machine-applicable suggestions among cargo's messages as JSON, in files below a root."""
    for entry in cargo_messages(messages, "compiler-message"):
        try:
            yield from _suggestion(entry["message"], Path(entry["manifest_path"]), root)
        except (KeyError, TypeError):
            continue


def _suggestion(message: Mapping[str, Any], manifest: Path, root: Path) -> Iterator[Suggestion]:
    """One message's suggestion, if all of it is sure and in one file; files are named from the workspace."""
    primary = next((span for span in message["spans"] if span["is_primary"]), None)
    spans = [span for child in message["children"] for span in child["spans"]]
    ready = [span for span in spans if span["suggested_replacement"] is not None]
    sure = all(span["suggestion_applicability"] == "MachineApplicable" for span in ready)
    if primary is None or not ready or not sure:
        return
    name = primary["file_name"]
    if {span["file_name"] for span in ready} != {name}:
        return
    file = next((above / name for above in manifest.parents if (above / name).is_file()), None)
    if file is not None and file.is_relative_to(root):
        edits = tuple(_edit(span) for span in ready)
        lint = message["code"]["code"]
        yield Suggestion(file.relative_to(root).as_posix(), primary["line_start"], lint, edits)


def _edit(span: Mapping[str, Any]) -> Edit:
    region = Region(span["line_start"], span["column_start"], span["line_end"], span["column_end"])
    return Edit(region, span["suggested_replacement"])
