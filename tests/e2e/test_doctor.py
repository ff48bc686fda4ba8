"""``perfrules doctor`` by the real command, with programs taken off the PATH."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from perfrules.model.severity import SPECIALIST_TYPE
from tests.e2e.command import perfrules

STUBS = {
    "rustc": "echo 'LLVM version: 22.1.0'",
    "cargo": "true",
    "valgrind": "true",
    "coz": "true",
    "perf": "echo '1234,,cycles,100,100.00,,'",
    "llvm-profdata-22": "echo 'LLVM version 22.1.0'",
    "llvm-mca-22": "echo 'LLVM version 22.1.0'",
    "llvm-bolt-22": "true",
}


def ask(folder: Path, *without: str, **changed: str) -> dict[str, Any]:
    """Readiness by specialist, on a PATH with stand-ins for the programs."""
    folder.mkdir(exist_ok=True)
    for name, script in {**STUBS, **{key.replace("_", "-"): text for key, text in changed.items()}}.items():
        if name not in without:
            program = folder / name
            program.write_text(f"#!{shutil.which('sh')}\n{script}\n")
            program.chmod(0o755)
    done = perfrules("doctor", "--format", "json", cwd=folder, PATH=str(folder))
    assert done.status == 0, done.err
    return {each["specialist"]: each for each in json.loads(done.out)}


def test_with_everything_there_each_specialist_is_ready(tmp_path: Path) -> None:
    found = ask(tmp_path / "bin")
    assert found.keys() == SPECIALIST_TYPE.keys()
    rights = os.geteuid() == 0
    for name, each in found.items():
        assert each["best"] or (name in ("linux-perf-profile", "causal-profile") and not rights), each


@pytest.mark.parametrize(
    ("without", "specialist", "way", "simulated", "missing"),
    [
        ("valgrind", "heap-profile", None, False, "valgrind"),
        ("perf", "perf-topdown", "cachegrind", True, "perf"),
        ("perf", "linux-perf-profile", "callgrind", True, "perf"),
        ("coz", "causal-profile", "an estimate from callgrind's inclusive costs", True, "coz"),
        ("llvm-mca-22", "asm-forge", "rustc's assembly", False, "llvm-mca"),
        ("llvm-profdata-22", "pgo-bolt", None, False, "llvm-profdata"),
        ("llvm-bolt-22", "pgo-bolt", "PGO alone", False, "llvm-bolt"),
        ("valgrind", "bench-compare", "Criterion alone", False, "valgrind"),
    ],
)
def test_without_a_program_the_next_way_is_taken_and_named(
    tmp_path: Path, without: str, specialist: str, way: str | None, simulated: bool, missing: str
) -> None:
    found = ask(tmp_path / "bin", without)[specialist]
    assert (found["way"], found["simulated"], found["best"]) == (way, simulated, False)
    (need,) = [need for need in found["missing"] if need["name"] == missing]
    assert need["why"] == "not on the PATH"
    assert need["get"]


def test_an_old_compiler_tells_too_little_about_its_code(tmp_path: Path) -> None:
    old = ask(tmp_path / "bin", rustc="echo 'LLVM version: 17.0.6'")
    for specialist in ("asm-forge", "simd-optimize"):
        assert old[specialist]["way"] is None
        (need,) = [need for need in old[specialist]["missing"] if need["name"] == "rustc"]
        assert "LLVM 17" in need["why"]
        assert "1.78" in need["get"]


def test_a_profile_tool_of_another_llvm_is_of_no_use(tmp_path: Path) -> None:
    old = ask(tmp_path / "bin", llvm_profdata_22="echo 'Debian LLVM version 14.0.6'")["pgo-bolt"]
    assert old["way"] is None
    assert old["missing"][0]["why"].endswith("is of LLVM 14, rustc of LLVM 22")
    assert "LLVM 22" in old["missing"][0]["get"]


def test_an_old_profile_tool_says_its_version_with_a_command(tmp_path: Path) -> None:
    script = "[ \"$1\" = merge ] && echo 'Debian LLVM version 14.0.6'"
    old = ask(tmp_path / "bin", llvm_profdata_22=script)["pgo-bolt"]
    assert old["missing"][0]["why"].endswith("is of LLVM 14, rustc of LLVM 22")


def test_tools_that_rustup_puts_beside_rustc_are_taken_first(tmp_path: Path) -> None:
    tools = tmp_path / "lib" / "rustlib" / "host" / "bin"
    tools.mkdir(parents=True)
    tool = tools / "llvm-profdata"
    tool.write_text(f"#!{shutil.which('sh')}\necho 'LLVM version 22.1.0'\n")
    tool.chmod(0o755)
    rustc = f'[ "$1" = --print ] && echo {tools.parent / "lib"} || {STUBS["rustc"]}'
    other = "echo 'LLVM version 14.0.6'"
    assert ask(tmp_path / "bin", "llvm-profdata-22", rustc=rustc, llvm_profdata=other)["pgo-bolt"]["best"]


def test_a_machine_without_counters_is_told(tmp_path: Path) -> None:
    found = ask(tmp_path / "bin", perf="echo '<not supported>,,cycles,0,100.00,,'")["perf-topdown"]
    assert (found["way"], found["simulated"]) == ("cachegrind", True)
    assert found["missing"][0]["why"] == "perf counts no cycles on this machine"


def test_the_text_says_how_to_get_what_is_missing(tmp_path: Path) -> None:
    ask(tmp_path / "bin", "valgrind")
    (tmp_path / "bin" / "valgrind").unlink(missing_ok=True)
    done = perfrules("doctor", cwd=tmp_path, PATH=str(tmp_path / "bin"))
    assert "unavailable  heap-profile" in done.out
    assert "get it: apt install valgrind" in done.out
    assert done.out.rstrip().endswith("of 8 specialists would find what they need here")
    assert sys.executable not in done.out
