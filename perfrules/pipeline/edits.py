"""Findings' ready fixes, applied to text."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from perfrules.model.finding import Edit, Finding
from perfrules.model.location import Region
from perfrules.model.severity import Applicability
from perfrules.syntax import parse


@dataclass(frozen=True, slots=True)
class Change:
    """One file, before and after, and the findings that are mended by it."""

    path: str
    """Relative to the report's root."""
    before: str
    after: str
    mended: tuple[Finding, ...]

    @property
    def diff(self) -> str:
        """A unified diff that ``git apply`` and ``patch -p1`` take."""
        end = "\t" if " " in self.path else ""  # or a name would end, for patch, at its first space
        lines = difflib.unified_diff(
            _lines(self.before),
            _lines(self.after),
            f"a/{self.path}{end}",
            f"b/{self.path}{end}",
        )
        # A last line without an end would run into the next one.
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )


@dataclass(slots=True)
class Fixes:
    """What can be changed at once, and what has to wait."""

    changes: list[Change] = field(default_factory=list)
    overlapping: list[Finding] = field(default_factory=list)
    """Their fix touches the same text as that of another finding: they are next when that one is done."""
    unreadable: list[str] = field(default_factory=list)
    """Files that are gone, shut, or no text."""
    spoilt: list[str] = field(default_factory=list)
    """Files whose text would no longer be Rust: they are not as they were, or a fix is wrong."""


def fixes(
    findings: Iterable[Finding],
    root: Path,
    allowed: Sequence[Applicability] = (Applicability.MACHINE_APPLICABLE,),
) -> Fixes:
    """The fixes of findings that can be applied together, file by file, in order of path and position."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.fix is not None and finding.fix.applicability in allowed:
            by_file[finding.location.path].append(finding)
    found = Fixes()
    for path, here in sorted(by_file.items()):
        try:
            before = (root / path).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            found.unreadable.append(path)
            continue
        chosen, waiting = _compatible(here)
        found.overlapping += waiting
        after = apply(before, [edit for finding in chosen for edit in _edits(finding)])
        if after is None or _errors(after) > _errors(before):
            found.spoilt.append(path)
        elif after != before:
            found.changes.append(Change(path, before, after, tuple(chosen)))
    return found


def apply(text: str, edits: Sequence[Edit]) -> str | None:
    """The text with edits made; None where an edit is outside it. Edits do not overlap."""
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    for edit in sorted(edits, key=lambda edit: edit.region, reverse=True):
        span = _span(starts, len(text), edit.region)
        if span is None:
            return None
        text = text[: span[0]] + edit.replacement + text[span[1] :]
    return text


def _lines(text: str) -> list[str]:
    """Lines with their ends; of what Python takes for ends of lines, only the one that Rust knows."""
    lines = [line + "\n" for line in text.split("\n")]
    return [*lines[:-1], *([lines[-1][:-1]] if lines[-1] != "\n" else [])]


def _span(starts: Sequence[int], length: int, region: Region) -> tuple[int, int] | None:
    if region.end_line > len(starts):
        return None
    start = starts[region.start_line - 1] + region.start_column - 1
    end = starts[region.end_line - 1] + region.end_column - 1
    return (start, end) if start <= end <= length else None


def _compatible(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The first of overlapping fixes, and the others; a fix that two findings share is applied once."""
    chosen: list[Finding] = []
    waiting: list[Finding] = []
    taken: list[Edit] = []
    for finding in sorted(findings, key=lambda f: (f.location, f.rule_id)):
        edits = _edits(finding)
        if all(edit in taken for edit in edits):
            continue
        if any(_overlap(edit.region, other.region) for edit in edits for other in taken):
            waiting.append(finding)
        else:
            chosen.append(finding)
            taken += edits
    return chosen, waiting


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _overlap(one: Region, other: Region) -> bool:
    """Whether regions share text, or one is put in where the other starts or ends."""
    return (one.start_line, one.start_column) <= (other.end_line, other.end_column) and (
        other.start_line,
        other.start_column,
    ) <= (one.end_line, one.end_column)


def _errors(text: str) -> int:
    return len(parse(text.encode()).errors())
