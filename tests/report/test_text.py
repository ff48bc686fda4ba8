"""The text report where the snapshots do not reach."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.model.finding import Evidence
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Severity
from perfrules.report import RenderOptions, render
from perfrules.report.excerpt import excerpt
from perfrules.report.safe import visible
from tests.findings import make_finding
from tests.report.sample import CLEAN, FINDINGS, REPORT
from tests.report.strategies import texts


@pytest.mark.parametrize(
    ("line", "first", "stop", "text", "under"),
    [
        ("    let x = y;", 8, 9, "let x = y;", "x"),
        ("\tf(\tx)", 4, 5, "f(    x)", "x"),
        ("行列.clone()", 1, 2, "行列.clone()", "列"),
        ("e\u0301t\u0301 = x", 5, 6, "e\u0301t\u0301 = x", "="),
        ("abc", 1, None, "abc", "bc"),
        ("abc", 9, 12, "abc", ""),
        ("a\x1b[2Jb", 5, 6, "a␛[2Jb", "b"),
        ("a" * 100, 0, 3, "a" * 19 + "…", "aaa"),
        ("a" * 100 + "x", 100, 101, "…" + "a" * 17 + "x", "x"),
        ("a" * 50 + "x" * 60 + "b" * 50, 50, 110, "…" + "a" * 4 + "x" * 14 + "…", "x" * 14 + "…"),
    ],
)
def test_excerpt(line: str, first: int, stop: int | None, text: str, under: str) -> None:
    cut = excerpt(line, first, stop, 20)
    cells = _cells(cut.text)
    assert cut.text == text
    assert "".join(cells[cut.start : cut.start + cut.length]) == under


def _cells(text: str) -> list[str]:
    """One string a column."""
    cells: list[str] = []
    for char in text:
        if unicodedata.combining(char):
            cells[-1] += char
        else:
            cells += [char, ""] if unicodedata.east_asian_width(char) in "WF" else [char]
    return cells


@given(texts, st.integers(0, 80), st.none() | st.integers(0, 80), st.integers(20, 60))
def test_excerpt_fits_with_its_carets(line: str, first: int, stop: int | None, room: int) -> None:
    cut = excerpt(line, first, stop, room)
    assert visible(cut.text) == cut.text
    assert cut.start >= 0
    assert cut.length >= 1
    assert cut.start + cut.length <= room + 1


def test_excerpt_of_a_huge_line_is_cheap() -> None:
    cut = excerpt("x" * 50_000_000, 25_000_000, 25_000_003, 80)
    assert cut.text.startswith("…x")
    assert cut.length == 3


def test_lines_keep_to_the_width() -> None:
    long = replace(FINDINGS[1], message="word " * 60, advice="more words " * 30)
    text = render(replace(REPORT, findings=(long,), diagnostics=()), "text", RenderOptions(width=72))
    *lines, _summary = text.splitlines()
    assert max(map(len, lines)) <= 72


def test_colour_changes_nothing_else() -> None:
    plain = render(REPORT, "text", RenderOptions())
    colored = render(REPORT, "text", RenderOptions(color=True))
    assert colored != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_a_finding_takes_seven_lines_at_most_without_extras() -> None:
    finding = replace(FINDINGS[1], evidence=(Evidence("in a loop"),), ambiguous=None)
    text = render(replace(REPORT, findings=(finding,), diagnostics=()), "text")
    assert len(text.split("\n\n")[1].splitlines()) == 7


def test_one_finding_reads_in_the_singular() -> None:
    report = replace(REPORT, findings=FINDINGS[:1], diagnostics=(), files=1, lines=1)
    assert render(report, "text").splitlines()[-1] == (
        "1 finding (1 critical) in 1 file · 1 file, 1 line scanned"
    )


def test_many_diagnostics_are_cut_short() -> None:
    notes = tuple(Diagnostic("warning", "w", f"odd {number}") for number in range(20))
    notes += tuple(Diagnostic("error", "e", f"bad {number}") for number in range(3))
    report = replace(CLEAN, diagnostics=notes)
    lines = render(report, "text").splitlines()
    assert lines[0] == "error: bad 0 [e]"
    assert lines[7:] == [
        "warning: odd 4 [w]",
        "… and 15 warnings more with --verbose",
        "",
        "No findings · 120 files, 45,210 lines scanned · 3 errors, 20 warnings",
    ]
    assert len(render(report, "text", RenderOptions(verbose=True)).splitlines()) == 25


def test_findings_left_out_are_counted() -> None:
    low = sum(finding.severity is Severity.LOW for finding in REPORT.active)
    text = render(REPORT.without_low(), "text", RenderOptions())
    assert low > 0
    assert "\n  low  " not in text
    assert f"· {low} of low severity left out (--min-severity low)" in text.replace("\n  ", " ")


def test_a_rules_findings_in_one_function_are_told_once() -> None:
    clones = [make_finding("clone-last-use", line, function="load") for line in (3, 7, 9)]
    other = make_finding("clone-last-use", 20, function="save")
    report = replace(REPORT, findings=(*clones, other))
    text = render(report, "text", RenderOptions())
    assert text.count("clone-last-use") == 2
    assert "also: 7:1, 9:1" in text
    assert "4 findings" in text
    assert render(report, "text", RenderOptions(verbose=True)).count("clone-last-use") == 4
