"""The SARIF report against the published schema, and what GitHub asks beyond it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from perfrules.model.finding import Evidence
from perfrules.model.location import Location, Region
from perfrules.model.report import Report
from perfrules.model.severity import Precision, Severity
from perfrules.report import render, sarif
from perfrules.report.sarif.values import rank
from tests.report.sample import CLEAN, FINDINGS, REPORT
from tests.report.strategies import reports

VALIDATOR = Draft4Validator(json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text()))


def run_of(report: Report) -> dict[str, Any]:
    """The only run of the report's log, found valid."""
    log = json.loads(render(report, "sarif"))
    VALIDATOR.validate(log)
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


RUN = run_of(REPORT)
CLONED = next(each for each in RUN["results"] if each["rank"] > 75 and each["ruleId"] == "clone-in-loop")


@given(reports)
@settings(max_examples=150, deadline=None)
def test_any_report_is_valid(report: Report) -> None:
    run = run_of(report)
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"([A-Za-z0-9/._~-]|%[0-9A-F]{2})+", uri)
        unquote(uri, errors="strict")
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]


def test_valid_without_findings() -> None:
    assert run_of(CLEAN)["results"] == []


def test_places_are_relative_to_a_base_without_a_path() -> None:
    assert RUN["columnKind"] == "unicodeCodePoints"
    [base] = RUN["originalUriBaseIds"].values()
    assert set(base) == {"description"}
    text = json.dumps(RUN)
    assert "file:" not in text
    artifacts = re.findall(r'"artifactLocation": (\{[^}]*\})', text)
    assert artifacts
    assert {json.loads(each)["uriBaseId"] for each in artifacts} == set(RUN["originalUriBaseIds"])
    assert "src/odd%20name%3A%20%C3%BC%231.rs" in text


def test_rules() -> None:
    rule, *_ = RUN["tool"]["driver"]["rules"]
    assert rule["id"] == "clone-in-loop"
    assert rule["helpUri"] == "https://nnethercote.github.io/perf-book/heap-allocations.html"
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "warning", "rank": 51.0}
    assert rule["fullDescription"]["text"] == (
        "A `String` clone allocates each time; see the book. It is cheap on an `Arc<str>`."
    )
    assert "[`redundant_clone`](https://rust-lang.github.io/rust-clippy/" in rule["help"]["markdown"]
    properties = rule["properties"]
    assert properties["precision"] == "high"
    assert properties["problem.severity"] == "warning"
    assert properties["tags"] == ["performance", "allocation-hotspot", "clone"]
    assert properties["clippy"] == ["clippy::redundant_clone"]


def test_results_point_to_their_rules() -> None:
    rules = RUN["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in RUN["results"])
    levels = [each["level"] for each in RUN["results"]]
    assert levels == ["error", "error", "warning", "warning", "note", "warning", "note"]


def test_a_finding_with_everything() -> None:
    physical = CLONED["locations"][0]["physicalLocation"]
    assert physical["region"]["snippet"]["text"] == "name.clone()"
    assert physical["contextRegion"]["snippet"]["text"] == "            use_it(name.clone());"
    assert CLONED["locations"][0]["logicalLocations"][0] == {
        "name": "next_token",
        "fullyQualifiedName": "lexer::Lexer::next_token",
        "kind": "function",
    }
    assert CLONED["partialFingerprints"] == {"perfrules/v1": "clone-in-loop-42"}
    assert CLONED["message"]["text"] == "`name` is cloned on every iteration of [the loop at line 40](1)"
    assert [each["id"] for each in CLONED["relatedLocations"]] == [1, 2, 3]
    assert CLONED["properties"]["ambiguous"] == "Could the loop borrow `name` instead of cloning it?"
    assert CLONED["properties"]["specialist"] == "heap-profile"


def test_the_way_to_a_hot_place_is_a_flow() -> None:
    [flow] = CLONED["codeFlows"]
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]
    uris = [step["physicalLocation"]["artifactLocation"]["uri"] for step in steps]
    assert uris == ["benches/lex.rs", "src/lib.rs", "src/lexer.rs"]
    assert [each for each in RUN["results"] if "codeFlows" in each] == [CLONED]


def test_fixes() -> None:
    [fix] = CLONED["fixes"]
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "src/lexer.rs"
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == ["&", ""]
    assert fix["properties"]["applicability"] == "maybe-incorrect"


def test_suppressed_results_come_last() -> None:
    *active, in_source, external = RUN["results"]
    assert all(each["suppressions"] == [] for each in active)
    assert external["suppressions"] == [{"kind": "external", "status": "accepted"}]
    [suppression] = in_source["suppressions"]
    assert suppression["justification"] == "keys are a byte long"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 4


def test_diagnostics_are_notifications() -> None:
    [invocation] = RUN["invocations"]
    assert not invocation["executionSuccessful"]  # the configuration is at fault
    descriptors = RUN["tool"]["driver"]["notifications"]
    notes = invocation["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["warning", "error", "note", "error"]
    for note in notes:
        assert descriptors[note["descriptor"]["index"]]["id"] == note["descriptor"]["id"]
    assert notes[1]["locations"][0]["physicalLocation"]["region"] == {"startLine": 17, "startColumn": 5}


def test_bad_input_is_no_failure_of_the_run() -> None:
    report = replace(REPORT, diagnostics=REPORT.diagnostics[:3])
    assert run_of(report)["invocations"][0]["executionSuccessful"]


def test_what_github_would_reject_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    run = run_of(REPORT)
    assert run["results"] == RUN["results"][:3]
    [note] = [
        note
        for note in run["invocations"][0]["toolExecutionNotifications"]
        if note["descriptor"]["id"] == "results-truncated"
    ]
    assert note["message"]["text"].startswith("4 less severe findings are left out")


def test_quoted_source_makes_no_links() -> None:
    place = Evidence("the map", location=Location("src/a.rs", Region(1, 1, 1, 2)))
    finding = replace(FINDINGS[1], message="`f[i](1)` reads the map", evidence=(), related=(place,))
    [result] = run_of(replace(REPORT, findings=(finding,)))["results"]
    assert result["message"]["text"] == r"`f\[i\](1)` reads the map"


def test_long_lines_are_not_repeated() -> None:
    [long] = [each for each in RUN["results"] if "generator" in each["message"]["text"]]
    assert long["locations"][0]["physicalLocation"]["region"]["snippet"]["text"] == "t.clone()"
    assert "contextRegion" not in long["locations"][0]["physicalLocation"]


def test_rank_puts_severity_above_precision() -> None:
    ranks = [rank(severity, precision) for severity in reversed(Severity) for precision in Precision]
    assert all(upper > lower for upper, lower in pairwise(ranks))
    assert (ranks[0], ranks[-1]) == (100, 20)
