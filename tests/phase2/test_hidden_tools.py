"""A tool that is not there costs its specialist its best way, or its turn; the run goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from perfrules.model.conclusion import Conclusion, Status
from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.pipeline.phase2 import carry_out
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.outcome import rendered
from tests.phase2.conftest import Fakes
from tests.phase2.yard import make_crate, make_crew, make_step, state_of

TOOLS = {
    "rustc": "echo 'LLVM version: 22.1.0'",
    "cargo": "true",
    "valgrind": "true",
    "coz": "true",
    "perf": "echo '1234,,cycles,100,100.00,,'",
    "llvm-profdata-22": "echo 'LLVM version 22.1.0'",
    "llvm-bolt-22": "true",
}


@pytest.mark.parametrize(
    ("hidden", "gone", "else_by"),
    [
        ("valgrind", ["heap-profile"], {"bench-compare": "Criterion alone"}),
        ("perf", [], {"perf-topdown": "cachegrind", "linux-perf-profile": "callgrind"}),
        ("coz", [], {"causal-profile": "an estimate from callgrind's inclusive costs"}),
        ("llvm-profdata-22", ["pgo-bolt"], {}),
        ("llvm-bolt-22", [], {"pgo-bolt": "PGO alone"}),
    ],
)
def test_the_run_says_so_and_goes_on(
    tmp_path: Path,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
    hidden: str,
    gone: list[str],
    else_by: dict[str, str],
) -> None:
    crate = make_crate(tmp_path / "numbers")
    before = state_of(crate)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("git", "true", "sh"):
        (programs / name).symlink_to(shutil.which(name) or pytest.skip(f"no {name}"))
    for name, script in TOOLS.items():
        if name != hidden:
            (programs / name).write_text(f"#!{shutil.which('sh')}\n{script}\n")
            (programs / name).chmod(0o755)
    steps = [make_step(at, name) for at, name in enumerate(sorted(SPECIALIST_TYPE), 1)]
    crew = make_crew(crate, steps)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(programs))
        done = carry_out(crew, lambda found, updates: {})
    ends: dict[str, Conclusion] = {row.step.specialist: row.conclusions[-1] for row in done.rows}
    assert ends.keys() == SPECIALIST_TYPE.keys()
    assert [name for name, end in sorted(ends.items()) if end.status is Status.UNAVAILABLE] == gone
    for name in gone:
        assert ends[name].result.startswith(f"{hidden.removesuffix('-22')}: not on the PATH; ")
        assert ends[name].missing
    for name, way in else_by.items():
        assert ends[name].way == way
        assert any(need.startswith(hidden.removesuffix("-22")) for need in ends[name].missing)
    page = rendered(done, "text", RenderOptions())
    assert all(f"{name}" in page for name in gone)
    assert state_of(crate) == before
