"""docs/clippy.md says of every lint about run time which rules report it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.clippy_lints import WHY_NOT, page
from benchmarks.clippy_ui import lint_table
from perfrules.rules.loader import load_rules

PROJECT = Path(__file__).resolve().parent.parent
INFOS = load_rules()[0].infos


def test_the_page_is_current() -> None:
    assert (PROJECT / "docs/clippy.md").read_text() == page(INFOS), (
        "python -m benchmarks.clippy_lints > docs/clippy.md"
    )


@pytest.mark.parametrize("lint", sorted(lint_table()))
def test_every_lint_has_a_rule_or_a_reason(lint: str) -> None:
    ruled = any(lint in info.clippy for info in INFOS)
    assert ruled != (lint in WHY_NOT)


def test_reasons_are_for_lints_of_the_table() -> None:
    assert set(WHY_NOT) <= set(lint_table())
