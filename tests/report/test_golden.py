"""Each format of the sample report, as expected to the byte."""

from __future__ import annotations

import pytest

from perfrules.report import FORMATS, render
from tests.report.golden import CASES, FOLDER


@pytest.mark.parametrize("name", CASES)
def test_as_expected(name: str) -> None:
    report, format, options = CASES[name]
    expected = (FOLDER / name).read_bytes().decode()
    assert render(report, format, options=options) == expected, "python -m tests.report.golden updates"


def test_every_format_has_a_snapshot() -> None:
    assert {format for _, format, _ in CASES.values()} == set(FORMATS)
    assert {path.name for path in FOLDER.iterdir()} == set(CASES)
