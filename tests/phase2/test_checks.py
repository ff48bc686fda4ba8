"""What a check says, and what of it is a change's fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfrules.pipeline.checks import CHECKS, Checked, blamed, checked, read_checks
from perfrules.specialists.command import Outcome


def outcome(tmp_path: Path, out: str = "", err: str = "", status: int = 101) -> Outcome:
    (tmp_path / "out").write_text(out)
    (tmp_path / "err").write_text(err)
    return Outcome("clippy", "cargo clippy", status, 0.0, 1.0, tmp_path / "out", tmp_path / "err")


def message(text: str, level: str = "error", file: str = "src/lib.rs", line: int = 3) -> str:
    spans = [{"file_name": file, "is_primary": True, "line_start": line}]
    body = {"level": level, "code": {"code": "clippy::x"}, "message": text, "spans": spans}
    return json.dumps({"reason": "compiler-message", "message": body}, separators=(",", ":")) + "\n"


def test_compilers_errors_are_told_without_their_lines(tmp_path: Path) -> None:
    out = message("unused") + message("only a warning", "warning") + message("aborting due to 1 error")
    assert checked("clippy", outcome(tmp_path, out)) == Checked("clippy", ("clippy::x: src/lib.rs: unused",))


def test_failed_tests_are_told_by_name(tmp_path: Path) -> None:
    out = "running 2 tests\ntest a::b ... ok\ntest a::c ... FAILED\n"
    assert checked("test", outcome(tmp_path, out, "error: test failed, to rerun pass `--lib`")).failures == (
        "a::c",
    )


def test_what_went_wrong_otherwise_is_told_by_its_error(tmp_path: Path) -> None:
    err = "    Updating\nerror: no matching package named `x` found\n"
    assert checked("check", outcome(tmp_path, "", err)).failures == ("no matching package named `x` found",)
    assert checked("check", outcome(tmp_path, status=0)).failures == ()
    assert checked("check", outcome(tmp_path, "{broken\n", "killed")).failures == (
        "clippy failed (status 101): killed",
    )


def test_only_what_is_new_is_blamed() -> None:
    before = [Checked("clippy", ("a", "b")), Checked("test", ("c",))]
    assert blamed(before, Checked("clippy", ("b", "a"))) == []
    assert blamed(before, Checked("clippy", ("a", "a", "c"))) == ["a", "c"]
    assert blamed([], Checked("check", ("e",))) == ["e"]


def test_checks_are_named_by_what_they_run() -> None:
    assert [check.name for check in read_checks(CHECKS)] == ["check", "clippy", "test"]
    named = read_checks(["cargo test -p a", "cargo test -p 'b c'", "just lint", "./x.sh"])
    assert [check.name for check in named] == ["test", "test-2", "just", "x-sh"]
    assert named[1].argv == ("cargo", "test", "-p", "b c")


@pytest.mark.parametrize("wrong", ["", "cargo 'test"])
def test_what_no_shell_could_read_is_no_check(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"empty|quotation"):
        read_checks([wrong])
