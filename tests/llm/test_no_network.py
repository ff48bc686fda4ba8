"""Without a model nothing is connected, no model's library is loaded, and nothing looks different."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from perfrules.report import RenderOptions, render
from tests.e2e.command import FIXTURES, Outcome, perfrules
from tests.llm.crate import RULE, judge, make

_BLOCKED = """
import socket, sys
def refuse(*_, **__): raise SystemExit("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.create_connection = socket.getaddrinfo = refuse
from perfrules.cli.main import main
try:
    main(sys.argv[1:])
finally:
    loaded = {"pydantic_ai", "openai", "anthropic", "httpx2", "keyring"} & set(sys.modules)
    print("loaded:", sorted(loaded), file=sys.stderr)
"""
_NAMES = ("PERFRULES_MODEL", "PERFRULES_BASE_URL")


def blocked(*command: str | Path, cwd: Path) -> Outcome:
    """``perfrules`` in a process that ends when it connects to anything."""
    environment = {name: value for name, value in os.environ.items() if name not in _NAMES}
    done = subprocess.run(
        [sys.executable, "-c", _BLOCKED, *map(str, command)],
        cwd=cwd,
        env={**environment, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("extra", [[], ["--show-prompts"], ["--show-prompts", "--model", "openai:x"]])
def test_a_scan(tmp_path: Path, extra: list[str]) -> None:
    make(tmp_path)
    ran = blocked("scan", ".", "--rules", RULE, "--select", "doubtful-clone", *extra, cwd=tmp_path)
    assert ran.status == 1, ran.err
    assert "loaded: []" in ran.err
    assert ("found.push(name.clone())" in ran.err) == bool(extra)
    plain = render(judge(tmp_path), "text", RenderOptions())
    assert ran.out.split() == plain.split()


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
@pytest.mark.parametrize("planned", [False, True], ids=["", "plan"])
def test_a_pipeline_that_nobody_approves(tmp_path: Path, format_: str, planned: bool) -> None:
    crate = Path(copytree(FIXTURES / "trades", tmp_path / "trades"))
    plan = tmp_path / "plan.yaml"
    asked = ["pipeline", ".", "--approve", "none", "--format", format_]
    asked += ["--plan", str(plan)] if planned else []
    ran = blocked(*asked, cwd=crate)
    said = plan.read_text() if planned else ""
    assert ran.status == 0, ran.err
    assert "loaded: []" in ran.err
    free = perfrules(*asked, cwd=crate, **dict.fromkeys(_NAMES, ""))
    assert "drawdowns" in free.out
    assert (ran.status, ran.out) == (free.status, free.out)
    assert ran.err.replace("loaded: []\n", "") == free.err
    assert said == (plan.read_text() if planned else "")


def test_what_is_blocked_would_be_noticed(tmp_path: Path) -> None:
    ran = blocked(
        "scan",
        make(tmp_path),
        "--rules",
        RULE,
        "--model",
        "openai:x",
        "--base-url",
        "http://127.0.0.1:1",
        cwd=tmp_path,
    )
    assert "a socket was opened" in ran.err
