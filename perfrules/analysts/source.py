"""Analysts B and C: what source says by the rules of each, antipatterns and hotspots, without running it."""

from __future__ import annotations

from perfrules.analysts.hits import finding
from perfrules.index.project import FileUnit, Project
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Analyst
from perfrules.rules.engine import Fault
from perfrules.rules.ruleset import RuleSet


class SourceAnalyst:
    """Visits a project's files one after the other. Analysts know nothing of each other."""

    def __init__(self, name: Analyst, project: Project, ruleset: RuleSet) -> None:
        self.name = name
        self.project = project
        self.rules = ruleset.of(name)
        self.findings: list[Finding] = []
        """By file in the order of visits, then by position."""
        self._faults: list[Fault] = []

    def visit(self, unit: FileUnit) -> None:
        """Look for what this analyst's rules are about in one file."""
        if self.rules.rules:
            self.findings += [finding(hit) for hit in self.rules.plan.run(self.project, unit, self._faults)]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The rules that failed in some file; the others went on."""
        return [_diagnostic(fault) for fault in self._faults]


def _diagnostic(fault: Fault) -> Diagnostic:
    error = fault.error
    message = f"rule `{fault.rule.info.id}` failed: {type(error).__name__}: {error}"
    return Diagnostic("error", "internal", message, fault.path, internal=True)
