"""How much an issue matters: impact × convergence × hotness × confidence. docs/synthesis.md explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfrules.model.finding import Finding, RuleInfo
from perfrules.model.issue import Link, Score
from perfrules.model.severity import Analyst
from perfrules.synthesis.tables import Tables

Rules = Mapping[str, RuleInfo]
"""By id."""


def weight(finding: Finding, rules: Rules, table: Tables) -> float:
    """A finding's own share of the priority: impact × hotness × confidence."""
    return (
        impact(finding, rules, table).value
        * hotness(finding, table).value
        * confidence(finding, rules, table).value
    )


def scores(
    findings: Sequence[Finding], links: Sequence[Link], rules: Rules, table: Tables
) -> tuple[Score, ...]:
    """The factors of an issue's priority: the leading finding's, and how the others converge on it."""
    lead = findings[0]
    return (
        impact(lead, rules, table),
        convergence(findings, links, table),
        hotness(lead, table),
        confidence(lead, rules, table),
    )


def impact(finding: Finding, rules: Rules, table: Tables) -> Score:
    """What there is to win: the order of magnitude that the rule gives, else its severity before hotness;
    of what was measured, the severity of the change."""
    weights, rule = table.priority, rules.get(finding.rule_id)
    if finding.impact is None or measured(finding):
        severity = finding.severity if rule is None or measured(finding) else rule.severity
        return Score("impact", weights.severity[severity], f"severity {severity.word}")
    factor = finding.impact.factor
    worth = max((worth for least, worth in weights.factor if factor >= least), default=weights.factor[0][1])
    text = f"about {round(factor, 2):g} times: {finding.impact.text} ({finding.impact.basis})"
    return Score("impact", worth, text)


def convergence(findings: Sequence[Finding], links: Sequence[Link], table: Tables) -> Score:
    """How many independent analysts, then rules, then calls meet in the issue."""
    weights = table.convergence
    views = [finding for finding in findings if finding.kind not in weights.silent]
    analysts = sorted({finding.analyst for finding in views}, key=list(Analyst).index)
    rules = {finding.rule_id for finding in views}
    by_call = any(
        link.bond == "call" and findings[link.first] in views and findings[link.second] in views
        for link in links
    )
    value = 1.0 + weights.analyst * max(0, len(analysts) - 1)
    value += weights.rule * min(weights.rules, max(0, len(rules) - 1)) + weights.call * by_call
    parts = [
        f"{len(analysts)} analysts ({', '.join(analysts)})" if len(analysts) > 1 else "one analyst",
        f"{len(rules)} rules" if len(rules) > 1 else "one rule",
        *(["met along a call"] if by_call else []),
    ]
    return Score("convergence", round(value, 4), ", ".join(parts))


def hotness(finding: Finding, table: Tables) -> Score:
    """How hot the leading place is."""
    floor, text = table.priority.coldest, "by structure"
    if measured(finding):
        floor, text = table.priority.measured, "a benchmark runs it"
    value = max(floor, finding.hotness)
    return Score("hotness", round(value, 4), text if value > table.priority.coldest else "cold, or unknown")


def confidence(finding: Finding, rules: Rules, table: Tables) -> Score:
    """How sure it is."""
    if measured(finding):
        return Score("confidence", table.priority.measurement, "measured")
    rule = rules.get(finding.rule_id)
    if rule is None:
        return Score("confidence", table.priority.ambiguous, "of an unknown rule")
    value, text = table.priority.precision[rule.precision], f"precision {rule.precision}"
    if finding.ambiguous:
        value, text = value * table.priority.ambiguous, f"{text}, with an open question"
    return Score("confidence", round(value, 4), text)


def risk(priority: float, table: Tables) -> str:
    """``High``, ``Medium`` or ``Low``."""
    return next(word for least, word in reversed(table.risk) if priority >= least)


def measured(finding: Finding) -> bool:
    """Whether a benchmark says so."""
    return any(evidence.basis == "measurement" for evidence in finding.evidence)
