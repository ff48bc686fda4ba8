"""The analyst as a scan uses it."""

from __future__ import annotations

import shutil
from pathlib import Path

from perfrules.analysts.benchmarks.find import exercised, find
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
