"""The outcome of a scan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.severity import Severity


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that kept a part of the work from being done: bad input, never a finding.

    ``path`` and ``line`` say where; ``internal`` marks a fault of perfrules itself (exit status 3),
    ``usage`` a fault of the call, the configuration or a rule (exit status 2).
    """

    level: Literal["error", "warning", "note"]
    code: str
    """A short stable word: ``syntax-error``, ``not-utf8``, ``too-large``, ``unused-suppression`` …"""
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    internal: bool = False
    usage: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a printer needs. Findings are sorted; suppressed ones carry their suppression."""

    version: str
    root: Path
    """Absolute folder that the paths of all locations are relative to."""
    findings: tuple[Finding, ...]
    rules: tuple[RuleInfo, ...]
    """The rules that ran, sorted by id."""
    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    lines: int = 0
    crates: tuple[str, ...] = ()
    left_out: int = 0
    """Findings of low severity that are not among them."""

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that are not suppressed."""
        return tuple(f for f in self.findings if f.suppression is None)

    def without_low(self) -> Report:
        """The report for people who did not ask for findings of low severity: they are only counted."""
        kept = tuple(f for f in self.findings if f.severity > Severity.LOW or f.suppression is not None)
        left_out = sum(f.severity is Severity.LOW for f in self.active)
        return replace(self, findings=kept, left_out=left_out)
