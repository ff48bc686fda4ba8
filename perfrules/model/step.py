"""A step of phase 2: an issue with what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass

from perfrules.model.issue import Issue
from perfrules.model.severity import SPECIALIST_TYPE


@dataclass(frozen=True, slots=True)
class Step:
    """An issue for a specialist."""

    number: int
    """As in the table, 1-based."""
    issue: Issue
    approved: bool
    specialist: str

    @property
    def type(self) -> str:
        """``Diagnostic``, ``Optimization`` or ``Measurement``."""
        return SPECIALIST_TYPE[self.specialist]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that an optimisation may change: those that its findings are in."""
        return tuple(sorted({finding.location.path for finding in self.issue.findings}))
