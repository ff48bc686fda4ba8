from __future__ import annotations

from dataclasses import replace

import pytest

from perfrules.model.finding import Evidence
from perfrules.model.location import Location, Region
from perfrules.model.severity import Precision, Severity
from perfrules.model.source import ChangedLines
from perfrules.synthesis.ranking import at_least, limit_to_changed, ranked
from tests.findings import make_finding, make_rule


def test_severity_then_precision_then_place() -> None:
    rules = [
        make_rule("precise"),
        make_rule("also-precise"),
        replace(make_rule("vague"), precision=Precision.LOW),
    ]
    order = [
        make_finding("vague", 9, severity=Severity.CRITICAL),
        make_finding("precise", 2, severity=Severity.HIGH),
        make_finding("precise", 1),
        make_finding("also-precise", 10),
        make_finding("precise", 10),
        make_finding("precise", 10, column=3),
        make_finding("precise", 1, path="b.rs"),
        make_finding("vague", 1),
        make_finding("precise", 1, severity=Severity.LOW),
    ]
    assert ranked(reversed(order), rules) == order


def test_at_least() -> None:
    findings = [make_finding(severity=severity) for severity in Severity]
    assert [f.severity for f in at_least(findings, Severity.HIGH)] == [Severity.HIGH, Severity.CRITICAL]
    assert at_least(findings, None) == findings


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        (None, True),
        ({}, False),
        ({"b.rs": ChangedLines(whole_file=True)}, False),
        ({"a.rs": ChangedLines(whole_file=True)}, True),
        ({"a.rs": ChangedLines(((1, 4), (8, 20)))}, False),
        ({"a.rs": ChangedLines(((1, 5),))}, True),
        ({"a.rs": ChangedLines(((7, 7),))}, True),
    ],
)
def test_a_finding_on_changed_lines_is_kept(changed: dict[str, ChangedLines] | None, kept: bool) -> None:
    finding = make_finding(line=5, last_line=7)
    assert limit_to_changed([finding], changed) == ([finding] if kept else [])


@pytest.mark.parametrize(
    ("path", "line", "kept"), [("a.rs", 2, True), ("a.rs", 3, False), ("b.rs", 2, False)]
)
def test_a_finding_is_kept_if_the_loop_around_it_is_new(path: str, line: int, kept: bool) -> None:
    loop = Evidence("the loop", location=Location("a.rs", Region(2, 1, 9, 2)))
    finding = replace(make_finding(line=5), related=(loop,))
    changed = {path: ChangedLines(((line, line),))}
    assert limit_to_changed([finding], changed) == ([finding] if kept else [])
