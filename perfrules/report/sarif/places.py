"""Locations: percent-encoded URIs below a base, regions, the code they hold, and functions."""

from __future__ import annotations

from urllib.parse import quote

from perfrules.model.finding import Evidence, Finding
from perfrules.model.location import Location, Region
from perfrules.report.sarif.values import Object

SRCROOT = "SRCROOT"
MAX_SNIPPET = 500
"""Longer code is left out or cut: such lines are minified or generated."""


def artifact(path: str) -> Object:
    """A file, as a URI relative to the root of the sources."""
    return {"uri": quote(path, safe="/", errors="replace"), "uriBaseId": SRCROOT}


def region(of: Region) -> Object:
    """A span; like ours, SARIF's columns count from 1 and end after the last character."""
    return {
        "startLine": of.start_line,
        "startColumn": of.start_column,
        "endLine": of.end_line,
        "endColumn": of.end_column,
    }


def location(of: Location, message: str = "", number: int | None = None) -> Object:
    """A place in a file, and in which function it lies."""
    place: Object = {} if number is None else {"id": number}
    place["physicalLocation"] = {"artifactLocation": artifact(of.path), "region": region(of.region)}
    if of.function:
        name = of.function.rpartition("::")[2] or of.function
        place["logicalLocations"] = [
            {"name": name, "fullyQualifiedName": of.function, "kind": "function"},
        ]
    if message:
        place["message"] = {"text": message}
    return place


def noted(evidence: Evidence, number: int | None = None) -> Object:
    """The place of evidence that has one."""
    assert evidence.location is not None
    return location(evidence.location, evidence.text, number)


def primary(finding: Finding) -> Object:
    """The finding's own place, with its code; of several lines, the first is known."""
    place = location(finding.location)
    span, line = finding.location.region, finding.snippet
    physical = place["physicalLocation"]
    one = span.start_line == span.end_line
    code = line[span.start_column - 1 : span.end_column - 1 if one else None]
    if code:
        physical["region"]["snippet"] = {"text": code[:MAX_SNIPPET]}
    if one and code and len(code) < len(line) <= MAX_SNIPPET:
        physical["contextRegion"] = {
            "startLine": span.start_line,
            "startColumn": 1,
            "endLine": span.end_line,
            "endColumn": len(line) + 1,
            "snippet": {"text": line},
        }
    return place
