"""When the analysts of an issue disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from perfrules.model.finding import Evidence, Finding
from perfrules.model.issue import Issue
from perfrules.model.location import Location, Region
from perfrules.model.severity import Analyst, Severity
from perfrules.synthesis.disagreement import disagreement
from perfrules.synthesis.issues import issues
from tests.findings import make_finding, make_rule
from tests.small_project import index

RULES = (make_rule("rule-a"), make_rule("rule-b"), make_rule("rule-c"))


def said(analyst: Analyst, specialist: str, rule: str = "rule-b", **changes: Any) -> Finding:
    place = Location("src/lib.rs", Region(1, 10, 1, 12), "f")
    return replace(make_finding(rule), location=place, analyst=analyst, specialist=specialist, **changes)


LEAD = replace(said(Analyst.ANTIPATTERNS, "heap-profile", "rule-a"), hotness=1.0)
FASTER = said(
    Analyst.BENCHMARKS,
    "bench-compare",
    kind="benchmark-improvement",
    severity=Severity.LOW,
    evidence=(Evidence("2 ns, was 4 ns", "measurement"),),
)
SLOWER = replace(FASTER, kind="benchmark-regression")


def issue_of(*findings: Finding) -> Issue:
    (issue,) = issues(index("fn f() { g(); }\nfn g() {}\n"), findings, RULES)
    return issue


def test_another_analyst_leads_to_another_specialist() -> None:
    issue = issue_of(LEAD, said(Analyst.HOTSPOTS, "asm-forge"))
    assert issue.lead == LEAD
    assert disagreement(issue) == (
        "The antipatterns analyst leads to heap-profile, but the hotspots analyst to asm-forge. "
        "Is what the antipatterns analyst says about this place worth a change?"
    )


def test_a_benchmark_that_became_faster_speaks_against_what_source_says() -> None:
    question = disagreement(issue_of(LEAD, FASTER))
    assert question is not None
    assert "but a benchmark that runs it has become faster." in question


def test_all_that_speaks_against_it_is_named() -> None:
    question = disagreement(
        issue_of(LEAD, said(Analyst.HOTSPOTS, "asm-forge"), replace(FASTER, rule_id="rule-c"))
    )
    assert question is not None
    assert (
        "but the hotspots analyst to asm-forge, and a benchmark that runs it has become faster." in question
    )


AGREEING = {
    "one-finding": [LEAD],
    "one-analyst": [LEAD, said(Analyst.ANTIPATTERNS, "asm-forge")],
    "the-same-specialist": [LEAD, said(Analyst.HOTSPOTS, "heap-profile")],
    "the-same-specialist-among-others": [
        LEAD,
        said(Analyst.HOTSPOTS, "heap-profile"),
        said(Analyst.HOTSPOTS, "asm-forge", "rule-c"),
    ],
    "a-hot-place-claims-nothing": [LEAD, said(Analyst.HOTSPOTS, "linux-perf-profile", kind="hot-loop")],
    "a-gap-claims-nothing": [LEAD, said(Analyst.BENCHMARKS, "linux-perf-profile", kind="benchmark-gap")],
    "a-regression-says-not-why": [LEAD, SLOWER],
    "what-was-measured-is-not-asked-about": [replace(SLOWER, severity=Severity.CRITICAL), LEAD, FASTER],
    "a-lead-that-claims-nothing": [
        replace(said(Analyst.HOTSPOTS, "linux-perf-profile", kind="hot-loop"), hotness=1.0),
        replace(LEAD, hotness=0.0),
    ],
}


@pytest.mark.parametrize("findings", AGREEING.values(), ids=AGREEING)
def test_they_agree(findings: list[Finding]) -> None:
    issue = issue_of(*findings)
    assert issue.lead == findings[0]
    assert disagreement(issue) is None
