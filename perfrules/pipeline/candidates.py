"""Edits that might mend an issue: those that its findings' rules offer, or clippy on the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfrules.model.finding import Edit
from perfrules.model.severity import Applicability
from perfrules.model.step import Step
from perfrules.pipeline.clippy_fixes import Suggestions
from perfrules.pipeline.edits import apply

_TRIED = (Applicability.MACHINE_APPLICABLE, Applicability.MAYBE_INCORRECT)
"""The surest first. A change is verified before it is kept, so that the second may be tried, too."""


NONE = Suggestions()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One minimal change of one file."""

    name: str
    """Such as ``3.1``: the first for issue 3."""
    title: str
    """What it does, in a line."""
    path: str
    """Relative to the plan's root."""
    edits: tuple[Edit, ...]
    source: str
    """Who says so: the rule, or the lint."""
    doubtful: bool
    """The rule does not promise that it keeps the meaning."""

    def make(self, root: Path) -> bool:
        """Change a tree; False if its text is not what the edits are for. Raises OSError."""
        file = root / self.path
        before = file.read_bytes().decode("utf-8", "surrogateescape")
        after = apply(before, self.edits)
        if after is None or after == before:
            return False
        file.write_bytes(after.encode("utf-8", "surrogateescape"))
        return True


def candidates(step: Step, suggestions: Suggestions = NONE) -> list[Candidate]:
    """What may be tried for a step, one after another."""
    found: dict[tuple[str, tuple[Edit, ...]], Candidate] = {}
    for applicability in _TRIED:
        for finding in step.issue.findings:
            if finding.fix is None or finding.fix.applicability is not applicability:
                continue
            path, edits = finding.location.path, finding.fix.edits
            doubtful = applicability is Applicability.MAYBE_INCORRECT
            name = f"{step.number}.{len(found) + 1}"
            candidate = Candidate(name, finding.fix.description, path, edits, finding.rule_id, doubtful)
            found.setdefault((path, edits), candidate)
    for finding in step.issue.findings:
        path, line = finding.location.path, finding.location.region.start_line
        for offer in suggestions.at(path, line) if finding.fix is None else ():
            name = f"{step.number}.{len(found) + 1}"
            candidate = Candidate(name, f"what {offer.lint} suggests", path, offer.edits, offer.lint, False)
            found.setdefault((path, offer.edits), candidate)
    return list(found.values())
