"""Analysts B and C: what source says by the rules of each, antipatterns and hotspots, without running it."""

from __future__ import annotations

from typing import NamedTuple

from perfrules.analysts.hits import finding
from perfrules.index.project import FileUnit, Project
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Analyst
from perfrules.rules.engine import Fault
from perfrules.rules.ruleset import RuleSet


class Seen(NamedTuple):
    """What an analyst has to say of one file."""

    findings: list[Finding]
    """By position."""
    diagnostics: list[Diagnostic]
    """The rules that failed; the others went on."""


class SourceAnalyst:
    """Visits a project's files one after the other. Analysts know nothing of each other."""

    def __init__(self, name: Analyst, project: Project, ruleset: RuleSet) -> None:
        self.name = name
        self.project = project
        self.rules = ruleset.of(name)

    def visit(self, unit: FileUnit) -> Seen:
        """Look for what this analyst's rules are about in one file."""
        if not self.rules.rules:
            return Seen([], [])
        faults: list[Fault] = []
        findings = [finding(hit) for hit in self.rules.plan.run(self.project, unit, faults)]
        return Seen(findings, [_diagnostic(fault) for fault in faults])


def _diagnostic(fault: Fault) -> Diagnostic:
    error = fault.error
    message = f"rule `{fault.rule.info.id}` failed: {type(error).__name__}: {error}"
    return Diagnostic("error", "internal", message, fault.path, internal=True)
