"""The analyst as a scan uses it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from perfrules.analysts.benchmarks.find import exercised, find
from perfrules.hotness import function_hotness
from perfrules.model.severity import Analyst, Category
from tests.benchmarks.places import CRATE, NAMED, PLAIN, project


def test_findings_of_a_crate_with_results(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    shutil.copytree(PLAIN, folder / "target" / "criterion")
    found, notes = find(project(folder), folder, folder, {})
    assert notes == []
    (regression,) = (one for one in found if one.rule_id == "bench-regression")
    assert regression.location.path == "src/lib.rs"
    assert regression.location.function == "checksum"
    assert regression.snippet == "pub fn checksum(data: &[u8]) -> u64 {"
    assert (regression.category, regression.kind) == (Category.BENCHMARK_REGRESSION, "benchmark-regression")
    assert (regression.analyst, regression.specialist) == (Analyst.BENCHMARKS, "bench-compare")
    assert [one.basis for one in regression.evidence] == ["measurement", "structure"]


UNMEASURED = """
pub fn unmeasured(lines: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for line in lines { for x in line { for y in line { sum += x * y; } } }
    sum
}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The fixture crate with results, and a hot function that no benchmark reaches."""
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    shutil.copytree(PLAIN, folder / "target" / "criterion")
    library = folder / "src" / "lib.rs"
    library.write_text(library.read_text(encoding="utf-8") + UNMEASURED, encoding="utf-8")
    return folder


def test_a_regression_says_what_undoing_it_would_win(tiny: Path) -> None:
    found = {one.rule_id: one for one in find(project(tiny), tiny, tiny, {})[0]}
    regression, gap = found["bench-regression"], found["bench-gap"]
    assert regression.impact is not None
    assert (regression.impact.factor, regression.impact.basis) == (
        pytest.approx(1.4917, abs=1e-4),
        "measurement",
    )
    assert regression.impact.text == "`checksum` takes 1.49 times as long as in the run before"
    (checksum,) = (ref for ref in project(tiny).functions["checksum"])
    assert regression.hotness == function_hotness(project(tiny), checksum).value > 0
    assert (gap.location.function, gap.impact) == ("unmeasured", None)
    assert gap.hotness >= 0.5


def test_what_got_faster_leaves_nothing_to_win(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    shutil.copytree(NAMED, folder / "target" / "criterion")
    improved = [
        one for one in find(project(folder), folder, folder, {})[0] if one.rule_id == "bench-improvement"
    ]
    assert {one.impact and one.impact.factor for one in improved} == {1.0}


def test_a_name_limits_what_is_found_to_its_benchmarks(tiny: Path) -> None:
    def found(name: str | None) -> set[str]:
        return {one.rule_id for one in find(project(tiny), tiny, tiny, {}, name)[0]}

    assert found(None) == {"bench-regression", "bench-gap"}
    assert found("shapes") == found("checksum") == {"bench-regression"}
    assert found("sorted") == set()
    assert found("nothing") == set()


def test_results_are_looked_for_from_the_crate_that_has_benchmarks(tiny: Path) -> None:
    elsewhere = tiny.parent / "elsewhere"
    shutil.copytree(NAMED, elsewhere / "target" / "criterion")
    found, _ = find(project(tiny), tiny, elsewhere, {})
    assert {one.rule_id for one in found} == {"bench-regression", "bench-gap"}


def test_results_of_other_crates_can_be_left_out(tiny: Path) -> None:
    shutil.copytree(PLAIN / "checksum", tiny / "target" / "criterion" / "foreign")
    for file in (tiny / "target" / "criterion" / "foreign").glob("*/benchmark.json"):
        file.write_text(file.read_text(encoding="utf-8").replace("checksum", "foreign"), encoding="utf-8")

    def places(written_only: bool) -> set[str]:
        found, _ = find(project(tiny), tiny, tiny, {}, written_only=written_only)
        return {one.location.path for one in found if one.rule_id == "bench-regression"}

    assert places(False) == {"src/lib.rs", "target/criterion/foreign"}
    assert places(True) == {"src/lib.rs"}


def test_every_kind_of_finding_says_what_it_stands_on(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    shutil.copytree(NAMED, folder / "target" / "criterion")
    found, _ = find(project(folder), folder, folder, {})
    kinds = {one.rule_id for one in found}
    assert {"bench-improvement", "bench-instability", "bench-comparison"} <= kinds
    assert all(one.evidence for one in found)
    assert all(one.evidence[0].basis == "measurement" for one in found)


def test_results_that_no_source_explains_are_still_reported(tmp_path: Path) -> None:
    shutil.copytree(PLAIN, tmp_path / "target" / "criterion")
    found, _ = find(project(CRATE.parent), tmp_path, tmp_path, {"CRITERION_HOME": str(PLAIN)})
    assert any(one.rule_id == "bench-regression" for one in found)
    (tmp_path / "lib.rs").write_text("pub fn other() {}\n", encoding="utf-8")
    lost, _ = find(project(tmp_path), tmp_path, tmp_path, {})
    (regression,) = (one for one in lost if one.rule_id == "bench-regression")
    assert regression.location.path == "target/criterion/checksum"


def test_without_results_there_is_nothing_measured(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(CRATE, folder)
    assert find(project(folder), folder, folder, {}) == ([], [])


def test_the_code_that_a_name_reaches() -> None:
    tiny = project(CRATE)

    def names(name: str) -> list[str] | None:
        found = exercised(tiny, name)
        return None if found is None else [one.ref.function.name for one in found]

    assert names("shapes") == ["checksum", "sorted"]
    assert names("flat/slow") == ["sorted"]
    assert names("bytes/64") == ["checksum"]
    assert names("nothing") is None
