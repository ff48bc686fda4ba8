"""Clippy's suggestions as candidates, by the real clippy."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from perfrules.pipeline.candidates import candidates
from perfrules.pipeline.clippy_fixes import Suggestions, clippy_fixes, read
from perfrules.rules.loader import load_rules
from tests.findings import make_finding
from tests.phase2.yard import make_crate, make_crew, make_step

LINT = "bytes_count_to_len"
SOURCE = """\
//! Lengths.

/// Of a text.
pub fn length(text: &str) -> usize {
    text.bytes().count()
}
"""


@pytest.fixture(scope="module")
def rule() -> str:
    return next(info.id for info in load_rules()[0].infos if LINT in info.clippy)


def test_a_sure_suggestion_on_a_findings_line_is_tried(tmp_path: Path, rule: str) -> None:
    crate = make_crate(tmp_path / "numbers")
    (crate / "src/lib.rs").write_text(SOURCE)
    step = make_step(1)
    issue = replace(step.issue, findings=(make_finding(rule, 5, path="src/lib.rs"),))
    step = replace(step, issue=issue)
    crew = make_crew(crate, [step])
    crew.workshop.open()
    tree = crew.workshop.tree("base")
    (only,) = candidates(step, clippy_fixes(crew, [step], tree))
    assert (only.name, only.source, only.doubtful) == ("1.1", f"clippy::{LINT}", False)
    assert only.make(tree)
    assert "    text.len()\n" in (tree / "src/lib.rs").read_text()
    assert candidates(step) == []


def test_nobody_is_asked_where_no_lint_stands_behind_a_finding(tmp_path: Path) -> None:
    crate = make_crate(tmp_path / "numbers")
    crew = make_crew(crate, [make_step(1)])
    assert (
        clippy_fixes(crew, [make_step(1, fix=("src/lib.rs", "1", "2"), root=crate)], crate) == Suggestions()
    )
    assert not (crew.run.folder / "baseline").exists()


def message(root: Path, applicability: str = "MachineApplicable", file: str = "a.rs") -> str:
    place = {"line_start": 1, "column_start": 1, "line_end": 1, "column_end": 2, "file_name": "a.rs"}
    found = {**place, "is_primary": True, "suggested_replacement": None, "suggestion_applicability": None}
    offer = {**place, "file_name": file, "is_primary": True, "suggested_replacement": "x"}
    child = {"spans": [{**offer, "suggestion_applicability": applicability}]}
    body = {"code": {"code": "clippy::x"}, "spans": [found], "children": [child]}
    entry = {"reason": "compiler-message", "manifest_path": str(root / "Cargo.toml"), "message": body}
    return json.dumps(entry, separators=(",", ":")) + "\n"


def test_only_what_is_sure_and_in_one_file_of_the_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_text("y\n")
    assert [each.path for each in read(message(tmp_path), tmp_path)] == ["a.rs"]
    assert list(read(message(tmp_path, "MaybeIncorrect"), tmp_path)) == []
    assert list(read(message(tmp_path, file="b.rs"), tmp_path)) == []
    assert list(read(message(tmp_path), tmp_path / "elsewhere")) == []
    torn = message(tmp_path)[:-20] + "\n" + '{"reason":"compiler-message"}\n' + "not JSON\n"
    assert list(read(torn, tmp_path)) == []
