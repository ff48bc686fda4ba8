"""Crates scanned together that have nothing to do with each other."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from perfrules import scan
from perfrules.index.build import build
from perfrules.index.callgraph import call_graph
from perfrules.index.infer import inference_at
from perfrules.model.report import Report
from perfrules.targets import TargetRequest, resolve

FIXTURES = Path(__file__).parent / "fixtures"


def package(folder: Path, more: str = "", name: str = "same") -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "0.1.0"\n{more}')
    (folder / "src" / "lib.rs").write_text("pub fn f() {}\n")
    return folder


def grouped(folder: Path) -> list[set[str]]:
    """The folders scanned, those of one project together."""
    groups: dict[Path | None, set[str]] = {}
    for file in resolve(TargetRequest(targets=(".",), cwd=folder)).files:
        groups.setdefault(file.project, set()).add(file.display.partition("/src/")[0])
    return list(groups.values())


def test_crates_apart_are_projects_of_their_own(tmp_path: Path) -> None:
    package(tmp_path / "old")
    package(tmp_path / "new")
    assert grouped(tmp_path) == [{"new"}, {"old"}]


def test_members_of_a_workspace_are_one(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text('[workspace]\nmembers = ["*"]\n')
    package(tmp_path / "a", name="a")
    package(tmp_path / "b", name="b")
    assert grouped(tmp_path) == [{"a", "b"}]


def test_a_path_joins_what_depends_on_it(tmp_path: Path) -> None:
    package(tmp_path / "a", '[dependencies]\nb = { path = "../b" }\n', "a")
    package(tmp_path / "b", name="b")
    package(tmp_path / "b" / "fuzz", '[dev-dependencies]\nb = { path = ".." }\n', "b-fuzz")
    package(tmp_path / "c", '[dependencies]\nb = "1"\n', "c")
    assert grouped(tmp_path) == [{"a", "b", "b/fuzz"}, {"c"}]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_crate_and_its_copies_are_each_judged_as_if_alone(tmp_path: Path, processes: int) -> None:
    copies = [tmp_path / "all" / f"copy{at}" for at in range(8)]
    for copy in (tmp_path / "alone", *copies):
        shutil.copytree(FIXTURES / "trades", copy)

    def found(report: Report, below: str = "") -> Counter[tuple[str, str, int, float | None]]:
        return Counter(
            (
                finding.rule_id,
                finding.location.path.removeprefix(below),
                finding.location.region.start_line,
                finding.hotness,
            )
            for finding in report.findings
            if finding.location.path.startswith(below)
        )

    alone = found(scan(["."], cwd=tmp_path / "alone"))
    together = scan(["."], cwd=tmp_path / "all", processes=processes)
    assert alone
    assert [found(together, f"{copy.name}/") for copy in copies] == [alone] * len(copies)


def test_what_one_project_tells_of_a_file_another_one_does_not_know(tmp_path: Path) -> None:
    package(tmp_path / "old")
    package(tmp_path / "new")
    for name, of in (("old", "String"), ("new", "u8")):
        source = f"struct S {{ a: {of} }} fn f(s: &S) {{ s.a.clone(); }}"
        (tmp_path / name / "src" / "lib.rs").write_text(source)
    project = build(resolve(TargetRequest(targets=(".",), cwd=tmp_path)).files)
    for part in (project, *project.parts):  # the whole first, as the benchmarks' analyst asks it
        for unit in part.files.values():
            inference = inference_at(part, unit, unit.syntax.source.index(b"s.a"))
            assert inference is not None
            assert inference.project is part


def test_each_program_that_a_manifest_names_is_a_root(tmp_path: Path) -> None:
    bins = "".join(
        f'[[bin]]\nname = "{name}"\npath = "src/{name}.rs"\n'
        for name in ("one", "two", "three", "a/four", "b/four")
    )
    package(tmp_path, bins)
    (tmp_path / "src" / "one.rs").write_text("fn main() { crate::f(); }\nfn f() {}\n")
    (tmp_path / "src" / "two.rs").write_text("fn main() {}\nfn f() {}\n")
    (tmp_path / "src" / "three.rs").write_text("mod other;\nfn main() {}\n")
    (tmp_path / "src" / "main.rs").write_text("fn main() {}\n")
    for folder in ("a", "b"):
        (tmp_path / "src" / folder).mkdir()
        (tmp_path / "src" / folder / "four.rs").write_text("fn main() {}\n")
    project = build(resolve(TargetRequest(targets=(".",), cwd=tmp_path)).files)
    assert {unit.display: unit.root for unit in project.files.values()} == {
        "src/lib.rs": "same",
        "src/main.rs": "same",
        "src/a/four.rs": "same@a-four",
        "src/b/four.rs": "same@b-four",
        "src/one.rs": "same@one",
        "src/three.rs": "same",  # whose modules lie beside those of the library
        "src/two.rs": "same@two",
    }
    graph = call_graph(project)
    assert [edge.callee.unit.display for ref in graph.functions() for edge in graph.callees(ref)] == [
        "src/one.rs"
    ]
