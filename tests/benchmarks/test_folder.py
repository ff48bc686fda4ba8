"""Reading whole folders: every shape of real runs, and one diagnostic for each damaged file."""

from __future__ import annotations

import builtins
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest

from perfrules.analysts.benchmarks.folder import find_root, read
from tests.benchmarks.places import HISTORY, NAMED, PLAIN

NAMES = [
    "bytes/64",
    "bytes/4096",
    "bytes/Größe µ",
    'bytes/odd: a/b?c*d "quoted" <x>|y',
    "checksum",
    "flat/slow/sorted",
    "sorted/64",
]


def test_names_come_from_the_files_and_not_from_the_folders() -> None:
    results = read(NAMED)
    assert [one.name.full for one in results.benchmarks] == NAMES
    assert results.baselines() == ["new", "v1", "v2", "v3"]
    assert results.diagnostics == ()
    odd = results.benchmarks[3]
    assert odd.folder.name == "odd_ a_b_c_d _quoted_ _x__y"


def test_flat_mode_has_no_slope_and_linear_mode_has_one() -> None:
    by_name = {one.name.full: one for one in read(NAMED).benchmarks}
    for name, mode in (("flat/slow/sorted", "Flat"), ("checksum", "Linear")):
        run = by_name[name].runs["v1"]
        assert run.sample is not None
        assert run.estimates is not None
        assert run.sample.mode == mode
        assert (run.estimates.slope is None) == (mode == "Flat")


def test_throughput_and_change() -> None:
    by_name = {one.name.full: one for one in read(NAMED).benchmarks}
    amount = by_name["bytes/4096"].runs["new"].throughput
    assert amount is not None
    assert (amount.unit, amount.amount) == ("bytes", 4096)
    assert by_name["checksum"].runs["new"].throughput is None
    assert all(one.change is not None for one in by_name.values())


def test_cargo_criterions_history_is_read_in_order() -> None:
    results = read(HISTORY)
    assert [one.name.full for one in results.benchmarks] == ["bytes/64", "checksum", "flat/slow/sorted"]
    for one in results.benchmarks:
        assert set(one.runs) == {"run-1", "run-2", "run-3", "base", "new"}
        assert one.runs["new"] == one.runs["run-3"]
        assert one.runs["base"] == one.runs["run-2"]
        assert one.change is not None


def test_without_the_cbor_reader_its_absence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "cbor2":
            raise ImportError
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    results = read(HISTORY)
    assert results.benchmarks == ()
    assert [note.code for note in results.diagnostics] == ["needs-cbor"]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _of_the_future(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    new = {f"{key}_v2": value for key, value in data.items()} if isinstance(data, dict) else {"fences": data}
    path.write_text(json.dumps(new), encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "truncated": _truncate,
    "empty": lambda path: path.write_bytes(b""),
    "foreign": lambda path: path.write_text('["another", "program"]', encoding="utf-8"),
    "binary": lambda path: path.write_bytes(b"\x89PNG\xff\x00"),
    "future": _of_the_future,
    "not a number": lambda path: path.write_text("NaN", encoding="utf-8"),
    "deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("file", ["benchmark.json", "sample.json", "estimates.json", "tukey.json"])
def test_a_damaged_file_costs_one_diagnostic_and_nothing_else(tmp_path: Path, file: str, damage: str) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(PLAIN, root)
    path = root / "checksum" / "new" / file
    DAMAGE[damage](path)
    results = read(root)
    assert [Path(note.path or "") for note in results.diagnostics] == [path]
    assert "\n" not in results.diagnostics[0].message
    assert [one.name.full for one in results.benchmarks] == ["checksum", "sorted/64"]
    damaged = results.benchmarks[0]
    assert damaged.runs["base"].sample is not None
    if file != "benchmark.json":
        kept = damaged.runs["new"]
        parts = {"sample.json": kept.sample, "estimates.json": kept.estimates, "tukey.json": kept.fences}
        assert parts.pop(file) is None
        assert None not in parts.values()


@pytest.mark.parametrize("damage", ["truncated", "foreign", "future", "empty"])
def test_a_damaged_change_costs_one_diagnostic(tmp_path: Path, damage: str) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(PLAIN, root)
    DAMAGE[damage](root / "checksum" / "change" / "estimates.json")
    results = read(root)
    assert len(results.diagnostics) == 1
    assert [one.change is None for one in results.benchmarks] == [True, False]


@pytest.mark.parametrize("damage", ["truncated", "empty", "binary"])
def test_a_damaged_measurement_of_cargo_criterion_costs_one_diagnostic(tmp_path: Path, damage: str) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(HISTORY, root)
    first = sorted((root / "data/main/checksum").glob("measurement_*"))[0]
    DAMAGE[damage](first)
    results = read(root)
    assert [Path(note.path or "") for note in results.diagnostics] == [first]
    checksum = results.benchmarks[1]
    assert set(checksum.runs) == {"run-2", "run-3", "base", "new"}


def _of_another_program(path: Path) -> None:
    path.write_bytes(cbor2.dumps(["another", "program"]))


def _of_a_later_version(path: Path) -> None:
    path.write_bytes(
        cbor2.dumps({f"{key}_v2": value for key, value in cbor2.loads(path.read_bytes()).items()})
    )


HISTORY_DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": _truncate,
    "empty": lambda path: path.write_bytes(b""),
    "foreign": _of_another_program,
    "future": _of_a_later_version,
}


@pytest.mark.parametrize("damage", HISTORY_DAMAGE)
@pytest.mark.parametrize("file", ["benchmark.cbor", "measurement_*.cbor"])
def test_a_damaged_file_of_cargo_criterion_costs_one_diagnostic(
    tmp_path: Path, file: str, damage: str
) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(HISTORY, root)
    path = sorted((root / "data/main/checksum").glob(file))[-1]
    HISTORY_DAMAGE[damage](path)
    results = read(root)
    assert [Path(note.path or "") for note in results.diagnostics] == [path]
    assert "\n" not in results.diagnostics[0].message
    kept = {one.name.full: set(one.runs) for one in results.benchmarks}
    assert kept.pop("checksum", None) == (None if file == "benchmark.cbor" else {"run-1", "run-2"})
    assert set(kept) == {"bytes/64", "flat/slow/sorted"}


def test_a_missing_measurement_of_cargo_criterion_leaves_the_others(tmp_path: Path) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(HISTORY, root)
    sorted((root / "data/main/checksum").glob("measurement_*"))[0].unlink()
    checksum = read(root).benchmarks[1]
    assert set(checksum.runs) == {"run-1", "run-2", "base", "new"}


def test_a_throughput_of_the_future_leaves_the_run(tmp_path: Path) -> None:
    root = tmp_path / "criterion"
    shutil.copytree(PLAIN, root)
    path = root / "checksum/new/benchmark.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "throughput": {"Photons": 1}}), encoding="utf-8")
    results = read(root)
    assert len(results.diagnostics) == 1
    assert results.benchmarks[0].runs["new"].estimates is not None


def test_files_of_others_are_no_benchmarks(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("<html>", encoding="utf-8")
    (tmp_path / "group").mkdir()
    (tmp_path / "group" / "notes.txt").write_text("mine", encoding="utf-8")
    results = read(tmp_path)
    assert results.benchmarks == ()
    assert results.diagnostics == ()


@pytest.mark.parametrize("name", ["report", "data", "change", "new", "base"])
def test_a_benchmark_may_be_called_as_criterions_own_folders(tmp_path: Path, name: str) -> None:
    shutil.copytree(PLAIN / "checksum", tmp_path / name)
    for file in (tmp_path / name).glob("*/benchmark.json"):
        file.write_text(file.read_text(encoding="utf-8").replace("checksum", name), encoding="utf-8")
    (tmp_path / name / "report").mkdir()
    (tmp_path / name / "report" / "index.html").write_text("<html>", encoding="utf-8")
    (one,) = read(tmp_path).benchmarks
    assert (one.name.full, sorted(one.runs), one.change is not None) == (name, ["base", "new"], True)
    assert find_root(tmp_path, {}) == tmp_path


def test_two_folders_of_one_benchmark_are_one(tmp_path: Path) -> None:
    shutil.copytree(PLAIN / "checksum", tmp_path / "checksum")
    shutil.copytree(NAMED / "checksum" / "v1", tmp_path / "checksum_2" / "v1")
    shutil.copytree(NAMED / "checksum" / "v1", tmp_path / "checksum_2" / "new")
    results = read(tmp_path)
    assert [sorted(one.runs) for one in results.benchmarks] == [["base", "new", "v1"]]
    assert [note.code for note in results.diagnostics] == ["benchmark-twice"]


def test_the_folder_is_where_criterion_puts_it(tmp_path: Path) -> None:
    member = tmp_path / "crates" / "one"
    shutil.copytree(PLAIN, tmp_path / "target" / "criterion")
    shutil.copytree(PLAIN, tmp_path / "home")
    shutil.copytree(PLAIN, tmp_path / "built" / "criterion")
    member.mkdir(parents=True)
    assert find_root(member, {}) == tmp_path / "target" / "criterion"
    assert find_root(tmp_path / "home", {}) == tmp_path / "home"
    assert find_root(member, {"CRITERION_HOME": str(tmp_path / "home")}) == tmp_path / "home"
    assert (
        find_root(member, {"CARGO_TARGET_DIR": str(tmp_path / "built")}) == tmp_path / "built" / "criterion"
    )
    assert find_root(member, {"CRITERION_HOME": str(tmp_path / "nowhere")}) is None
