"""Issues of a crate in which one, two and three analysts meet, and what groups and scores them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from perfrules.engine import Diagnosis, diagnose_all
from perfrules.model.finding import Evidence, Finding, Fix, Impact
from perfrules.model.issue import Bench, Issue
from perfrules.model.location import Location, Region
from perfrules.model.severity import Analyst, Applicability, Category, Ease, Severity
from perfrules.synthesis.classify import classified, ease
from perfrules.synthesis.issues import issues, on_hot_paths
from perfrules.synthesis.priority import impact
from perfrules.synthesis.tables import tables
from tests.findings import make_finding, make_rule
from tests.small_project import index

MEETING = Path(__file__).parent.parent / "fixtures" / "meeting"


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Diagnosis:
    monkeypatch.setenv("CRITERION_HOME", str(MEETING / "criterion"))
    return diagnose_all(["."], cwd=MEETING)


def by_function(found: Diagnosis) -> dict[str | None, Issue]:
    return {issue.location.function: issue for issue in found.issues}


def scores(issue: Issue) -> dict[str, float]:
    return {score.name: score.value for score in issue.scores}


def test_convergence_lifts_an_issue_over_a_lone_finding_of_equal_severity(meeting: Diagnosis) -> None:
    found = by_function(meeting)
    two, alone = found["labels"], found["widest"]
    assert [finding.rule_id for finding in alone.findings] == ["clone-to-read"]
    assert two.lead.rule_id == alone.lead.rule_id
    assert two.lead.severity == alone.lead.severity
    weights = tables().convergence
    assert scores(two) == {
        **scores(alone),
        "convergence": pytest.approx(1 + weights.analyst + weights.rule),
    }
    assert scores(alone)["convergence"] == 1.0
    assert two.priority > alone.priority
    assert meeting.issues.index(two) < meeting.issues.index(alone)


def test_three_analysts_meet_in_one_function(meeting: Diagnosis) -> None:
    issue = meeting.issues[0]
    assert issue.location.function == "tally"
    assert issue.analysts == (Analyst.BENCHMARKS, Analyst.ANTIPATTERNS, Analyst.HOTSPOTS)
    assert {finding.rule_id for finding in issue.findings} >= {
        "bench-regression",
        "clone-to-read",
        "dense-allocations",
    }
    weights = tables().convergence
    assert scores(issue)["convergence"] == pytest.approx(1 + 2 * weights.analyst + 2 * weights.rule)
    assert (issue.category, issue.specialist, issue.type) == (
        Category.BENCHMARK_REGRESSION,
        "bench-compare",
        "Measurement",
    )


def test_the_priority_is_the_product_of_its_scores_and_orders_the_issues(meeting: Diagnosis) -> None:
    for issue in meeting.issues:
        assert issue.priority == pytest.approx(math.prod(score.value for score in issue.scores), abs=1e-4)
    priorities = [issue.priority for issue in meeting.issues]
    assert priorities == sorted(priorities, reverse=True)


def test_no_finding_is_lost(meeting: Diagnosis) -> None:
    grouped = [finding.fingerprint for issue in meeting.issues for finding in issue.findings]
    assert sorted(grouped) == sorted(finding.fingerprint for finding in meeting.report.active)


SOURCE = """
fn outer(xs: &[u8]) {
    for x in xs { inner(*x); }
}
fn inner(x: u8) { helper(x); }
fn helper(_x: u8) {}
fn apart() {}
"""
RULES = (make_rule("rule-a"), make_rule("rule-b"))
HOT_PLACES = ((Analyst.HOTSPOTS, "hot-loop"), (Analyst.BENCHMARKS, "benchmark-gap"))


def at(line: int, rule: str = "rule-a", analyst: Analyst = Analyst.ANTIPATTERNS, **changes: Any) -> Finding:
    place = Location("src/lib.rs", Region(line, 5, line, 9))
    return replace(make_finding(rule), location=place, analyst=analyst, **changes)


def grouped(*findings: Finding) -> list[list[int]]:
    project = index(SOURCE)
    return sorted(
        sorted(finding.location.region.start_line for finding in issue.findings)
        for issue in issues(project, findings, RULES)
    )


def test_findings_of_one_function_are_one_issue() -> None:
    assert grouped(at(2), at(3, "rule-b"), at(7)) == [[2, 3], [7]]


def test_different_analysts_meet_along_a_call_and_one_analyst_does_not() -> None:
    assert grouped(at(3), at(5, "rule-b", Analyst.HOTSPOTS)) == [[3, 5]]
    assert grouped(at(3), at(5, "rule-b")) == [[3], [5]]
    assert grouped(at(3), at(7, "rule-b", Analyst.HOTSPOTS)) == [[3], [7]]


def test_a_call_ties_what_is_slow_to_what_is_slow_and_hot_places_to_hot_places() -> None:
    slow = at(3)
    hot, gap = (at(5, "rule-b", analyst, kind=kind) for analyst, kind in HOT_PLACES)
    assert grouped(slow, hot) == [[3], [5]]
    assert grouped(replace(gap, location=slow.location), hot) == [[3, 5]]
    assert grouped(slow, hot, at(5, "rule-a", Analyst.HOTSPOTS)) == [[3, 5, 5]]
    assert grouped(at(5), hot) == [[5, 5]]


def test_a_benchmark_is_tied_to_what_it_exercises_but_a_gap_is_not() -> None:
    exercised = (Evidence("runs it", "structure", Location("src/lib.rs", Region(5, 1, 5, 9))),)
    for kind, issues_ in (("benchmark-regression", [[5, 7]]), ("benchmark-gap", [[5], [7]])):
        assert grouped(at(7, "rule-b", Analyst.BENCHMARKS, related=exercised, kind=kind), at(5)) == issues_


def test_repetitions_are_merged_with_their_evidence() -> None:
    first, again = (at(2, evidence=(Evidence(text),)) for text in ("one", "two"))
    project = index(SOURCE)
    (issue,) = issues(project, [first, again], RULES)
    (finding,) = issue.findings
    assert [each.text for each in finding.evidence] == ["one", "two"]


def test_the_same_findings_in_any_order_are_the_same_issues() -> None:
    project = index(SOURCE)
    findings = [at(2), at(3, "rule-b"), at(5, "rule-b", Analyst.HOTSPOTS), at(7), at(6)]
    assert issues(project, findings, RULES) == issues(project, findings[::-1], RULES)


def test_a_kind_leads_to_its_category_where_the_rule_leaves_it_open() -> None:
    finding = replace(
        make_finding(), kind="false-sharing", category=Category.GENERAL_OPTIMIZATION, specialist="asm-forge"
    )
    found = classified(finding, tables())
    assert (found.category, found.specialist, found.kind) == (
        Category.MICROARCH_BOTTLENECK,
        "perf-topdown",
        "false-sharing",
    )
    recommended = classified(replace(finding, specialist="pgo-bolt"), tables())
    assert (recommended.category, recommended.specialist) == (Category.MICROARCH_BOTTLENECK, "pgo-bolt")
    own = replace(finding, category=Category.CODEGEN_ISSUE)
    assert classified(own, tables()) == own


def test_ease_by_fix_then_by_kind() -> None:
    hard = replace(make_finding(), kind="nested-loops", fix=None)
    assert ease(hard, tables()) is Ease.HARD
    assert ease(replace(hard, kind="of nobody"), tables()) is Ease.MEDIUM
    assert ease(replace(hard, fix=Fix("", Applicability.MACHINE_APPLICABLE, ())), tables()) is Ease.EASY


def test_impact_by_order_of_magnitude_else_by_the_rules_severity() -> None:
    table, rules = tables(), {"rule-a": replace(make_rule("rule-a"), severity=Severity.HIGH)}
    low = replace(make_finding("rule-a"), severity=Severity.LOW)
    assert impact(low, rules, table).value == table.priority.severity[Severity.HIGH]
    ten = replace(low, impact=Impact(10, "n squared", "structure"))
    assert impact(ten, rules, table).value == dict(table.priority.factor)[10.0]
    measured = replace(ten, evidence=(Evidence("10 ns", "measurement"),))
    assert impact(measured, rules, table).value == table.priority.severity[Severity.LOW]


def test_every_kind_of_a_rule_has_an_ease() -> None:
    from perfrules.analysts.benchmarks.table import table as benchmark_table
    from perfrules.rules.loader import load_rules

    known, _ = load_rules()
    kinds = {info.kind for info in (*known.infos, *benchmark_table().infos.values())}
    assert kinds - tables().ease.keys() <= {"benchmark-improvement"}


def test_a_crate_as_target_takes_its_hot_paths() -> None:
    project = index(SOURCE)
    hot, cold = at(2, hotness=0.5), at(7, hotness=0.0)
    found, left_out = on_hot_paths(issues(project, [hot, cold], RULES))
    assert [issue.location.region.start_line for issue in found] == [2]
    assert left_out == 1


def test_an_issue_names_the_benchmarks_that_measure_its_function(meeting: Diagnosis) -> None:
    found = by_function(meeting)
    assert found["tally"].benches == (Bench("meeting", "tally", "tally"),)
    assert found["labels"].benches == ()
