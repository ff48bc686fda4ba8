"""Ready fixes, applied together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from perfrules.model.finding import Edit, Finding, Fix
from perfrules.model.location import Location, Region
from perfrules.model.severity import Applicability
from perfrules.pipeline.edits import apply, fixes
from tests.findings import make_finding

SAFE = Applicability.MACHINE_APPLICABLE
SOURCE = "fn f(a: &str) -> String {\r\n    g(a.to_string(), 'ü', a.clone())\n}\n"


def on(line: int, start: int, end: int, text: str, applicability: Applicability = SAFE) -> Finding:
    region = Region(line, start, line, end)
    fix = Fix("mend", applicability, (Edit(region, text),))
    return replace(make_finding(), location=Location("a.rs", region), fix=fix)


def changed(tmp_path: Path, *findings: Finding, source: str = SOURCE) -> str:
    (tmp_path / "a.rs").write_bytes(source.encode())
    (change,) = fixes(findings, tmp_path).changes
    return change.after


def test_fixes_of_one_file_are_made_together_and_line_ends_kept(tmp_path: Path) -> None:
    after = changed(tmp_path, on(2, 7, 20, "a"), on(2, 27, 36, "a"))
    assert after == "fn f(a: &str) -> String {\r\n    g(a, 'ü', a)\n}\n"


def test_the_first_of_overlapping_fixes_is_made_and_a_shared_one_once(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_bytes(SOURCE.encode())
    first, inner, same = on(2, 7, 20, "a"), on(2, 9, 20, "to_owned()"), on(2, 7, 20, "a")
    found = fixes([inner, first, same], tmp_path)
    assert [change.after for change in found.changes] == [SOURCE.replace("a.to_string()", "a")]
    assert found.overlapping == [inner]


def test_only_what_is_allowed_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_text(SOURCE)
    unsafe = on(2, 7, 20, "a", Applicability.MAYBE_INCORRECT)
    assert fixes([unsafe, make_finding()], tmp_path).changes == []
    assert len(fixes([unsafe], tmp_path, (SAFE, Applicability.MAYBE_INCORRECT)).changes) == 1


def test_what_would_not_be_rust_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_text(SOURCE)
    found = fixes([on(2, 7, 20, "a) }}")], tmp_path)
    assert (found.changes, found.spoilt) == ([], ["a.rs"])
    outside = fixes([on(99, 1, 2, "a")], tmp_path)
    assert (outside.changes, outside.spoilt) == ([], ["a.rs"])


def test_what_cannot_be_read_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_bytes(b"\xff")
    found = fixes([on(1, 1, 2, "a")], tmp_path)
    assert (found.changes, found.spoilt, found.unreadable) == ([], [], ["a.rs"])


def test_a_diff_is_one_that_git_takes(tmp_path: Path) -> None:
    source = "fn f() {}\n// last line without an end"
    (tmp_path / "a.rs").write_text(source)
    (change,) = fixes([on(2, 4, 8, "the")], tmp_path).changes
    import subprocess

    (tmp_path / "fix.diff").write_text(change.diff)
    done = subprocess.run(["git", "apply", "fix.diff"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "a.rs").read_text() == change.after


def test_a_diff_names_files_with_spaces_for_patch(tmp_path: Path) -> None:
    (tmp_path / "a b.rs").write_text("fn f() {}\n")
    finding = on(1, 4, 5, "g")
    place = replace(finding.location, path="a b.rs")
    (change,) = fixes([replace(finding, location=place)], tmp_path).changes
    assert change.diff.startswith("--- a/a b.rs\t\n+++ b/a b.rs\t\n")


@given(st.text("aü\n\u2028\r", max_size=30), st.data())
def test_an_edit_changes_its_own_text_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    def at(offset: int) -> tuple[int, int]:
        before = text[:offset].split("\n")
        return len(before), len(before[-1]) + 1

    region = Region(*at(start), *at(end))
    assert apply(text, [Edit(region, "X")]) == text[:start] + "X" + text[end:]
