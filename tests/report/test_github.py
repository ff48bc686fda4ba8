"""Workflow commands, read back by GitHub's own rules."""

from __future__ import annotations

from hypothesis import given, settings

from perfrules.model.report import Report
from perfrules.report import render
from perfrules.report.safe import one_line, visible
from tests.report.sample import REPORT
from tests.report.strategies import reports


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Each command's name, properties and message, unescaped in the order that GitHub's runner does."""
    found: list[tuple[str, dict[str, str], str]] = []
    for line in text.splitlines():
        if line.startswith("::"):
            head, _, data = line[2:].partition("::")
            name, _, given = head.partition(" ")
            pairs = (pair.split("=", 1) for pair in given.split(","))
            found.append((name, {key: _unescape(value) for key, value in pairs}, _unescape(data)))
    return found


def _unescape(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(reports)
@settings(max_examples=200, deadline=None)
def test_commands_cannot_be_broken_out_of(report: Report) -> None:
    text = render(report, "github")
    found = commands(text)
    assert len(found) == len(report.active) + len(report.diagnostics) == len(text.splitlines()) - 1
    expected = sorted(report.active, key=lambda finding: -finding.severity)
    for finding, (name, properties, data) in zip(expected, found, strict=False):
        assert name in ("error", "warning", "notice")
        assert properties["file"] == visible(finding.location.path)
        assert properties["line"] == str(finding.location.region.start_line)
        assert properties["title"] == visible(f"{finding.rule_id} ({finding.severity.word})")
        assert data.split("\n")[0] == one_line(finding.message)
        assert ("col" in properties) == (properties["line"] == properties["endLine"])


def test_the_most_severe_come_first_and_a_summary_last() -> None:
    text = render(REPORT, "github")
    names = [name for name, _, _ in commands(text)]
    assert names == ["error", "error", "warning", "warning", "notice", "error", "error", "warning", "notice"]
    assert text.splitlines()[-1].startswith("perfrules: 5 findings (1 critical, 1 high,")


def test_lines_of_a_message() -> None:
    _, _, data = commands(render(REPORT, "github"))[1]
    assert data.splitlines()[1:3] == [
        "why: the loop is nested two deep",
        "why: called from the benchmark `lex_large` (measurement, benches/lex.rs:12)",
    ]
    assert data.splitlines()[-2:] == ["fix: borrow instead of cloning", "next: heap-profile"]
