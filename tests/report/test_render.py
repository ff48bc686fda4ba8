"""What holds for all formats."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfrules.model.report import Report
from perfrules.report import FORMATS, RenderOptions, render
from tests.report.sample import REPORT, ROOT
from tests.report.strategies import reports


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="unknown format 'html'; one of text, json"):
        render(REPORT, "html")


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "text"])
def test_no_path_of_the_machine(format: str) -> None:
    text = render(REPORT, format)
    assert str(ROOT) not in text
    assert "/etc/" not in text


@given(
    reports,
    st.sampled_from(FORMATS),
    st.builds(RenderOptions, *[st.booleans(), st.integers(0, 200), *[st.booleans()] * 2]),
)
@settings(max_examples=200, deadline=None)
def test_any_report_prints_harmlessly(report: Report, format: str, options: RenderOptions) -> None:
    text = render(report, format, options)
    assert text == render(report, format, options)
    assert text.endswith("\n")
    text.encode()
    if not (options.color and format == "text"):
        assert not set(text) & set("\x1b\x07\x08\r\x7f\x85\x9b\u200e\u202e\u2028\u2066\ufeff")


def test_plain_text_imports_nothing_heavy() -> None:
    program = (
        "import sys; from perfrules.report import render; from tests.report.sample import REPORT;"
        "render(REPORT, 'text'); print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "perfrules.report.text" in loaded
    assert not [name for name in loaded if name.startswith(("rich", "perfrules.report.sarif"))]
