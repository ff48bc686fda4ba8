"""The JSON report against its schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from perfrules.model.location import Region
from perfrules.model.report import Report
from perfrules.report import render
from tests.report.sample import CLEAN, REPORT
from tests.report.strategies import reports

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [REPORT, CLEAN])
def test_valid(report: Report) -> None:
    VALIDATOR.validate(json.loads(render(report, "json")))


@given(reports)
@settings(max_examples=100, deadline=None)
def test_any_report_is_valid(report: Report) -> None:
    VALIDATOR.validate(json.loads(render(report, "json")))


def test_suppressed_findings_stand_apart() -> None:
    document = json.loads(render(REPORT, "json"))
    assert document["summary"]["findings"] == len(document["findings"]) == 5
    assert document["summary"]["suppressed"] == len(document["suppressed"]) == 2
    assert {each["suppression"]["kind"] for each in document["suppressed"]} == {"inSource", "external"}


def test_text_survives() -> None:
    document = json.loads(render(REPORT, "json"))
    assert [each["message"] for each in document["findings"]] == [each.message for each in REPORT.active]


def test_of_a_line_without_end_the_part_around_the_place_is_given() -> None:
    line = "a" * 5000 + "here" + "b" * 5000
    place = replace(REPORT.findings[0].location, region=Region(1, 5001, 1, 5005))
    finding = replace(REPORT.findings[0], snippet=line, location=place)
    (snippet,) = (
        each["snippet"]
        for each in json.loads(render(replace(REPORT, findings=(finding,)), "json"))["findings"]
    )
    assert "here" in snippet
    assert len(snippet) < 2000
