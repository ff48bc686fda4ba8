"""Files looked at by several processes: the same findings; no failure of theirs is lost or left behind."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from multiprocessing import Barrier
from pathlib import Path

import pytest

from perfrules import forked
from perfrules.analysts.diagnose import diagnose
from perfrules.forked import forked_map
from perfrules.index.build import build
from perfrules.model.source import Role, SourceFile
from perfrules.rules.loader import load_rules
from perfrules.syntax import parse
from tests.small_project import edges_text, index

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runner's own threads take no part in what is forked here."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def _is_childless() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_results_come_in_order_from_several_processes() -> None:
    all_at_work = Barrier(3)
    at_work: set[int] = set()
    steps: list[int] = []

    def work(at: int) -> tuple[int, int]:
        if os.getpid() not in at_work:
            at_work.add(os.getpid())
            all_at_work.wait()
        return at, os.getpid()

    found = forked_map(work, 10, 3, steps.append)
    assert found is not None
    assert [at for at, _ in found] == list(range(10))
    assert len({pid for _, pid in found}) == 3
    assert steps == sorted(steps)
    assert steps[0] >= 3
    assert steps[-1] <= 10


@pytest.mark.parametrize("guilty", [0, 3], ids=["own", "child's"])
def test_an_error_of_any_process_gives_nothing(guilty: int) -> None:
    def work(at: int) -> int:
        if at == guilty:
            raise ValueError
        return at

    assert forked_map(work, 4, 2, lambda at: None) is None
    assert _is_childless()


def test_a_process_that_dies_gives_nothing() -> None:
    own, (reading, writing) = os.getpid(), os.pipe()

    def work(at: int) -> int:
        if os.getpid() != own:
            os.write(writing, b"!")
            os.kill(os.getpid(), signal.SIGKILL)
        elif at == 0:
            os.read(reading, 1)  # the other one has begun
        return at

    assert forked_map(work, 4, 2, lambda at: None) is None


def test_an_interrupt_ends_all_processes() -> None:
    def work(at: int) -> int:
        if at == 0:
            raise KeyboardInterrupt
        signal.pause()
        return at

    with pytest.raises(KeyboardInterrupt):
        forked_map(work, 2, 2, lambda at: None)
    assert _is_childless()


def test_nothing_is_forked_for_one_process_or_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert forked_map(int, 4, 1, lambda at: None) is None
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert forked_map(int, 4, 2, lambda at: None) is None


def test_findings_and_faults_are_those_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "pub fn f(names: &[String]) -> usize { let mut n = 0; for x in names { n += x.clone().len(); } n }"
    files = {f"src/m{at}.rs": text for at in range(6)}
    rules = load_rules()[0].select(["all"])[0]
    monkeypatch.setattr(forked, "_FILES_EACH", 2)
    steps: list[tuple[str, int, int]] = []
    alone = diagnose(index(files), rules)
    shared = diagnose(index(files), rules, progress=lambda *step: steps.append(step), processes=3)
    assert [outcome.findings for outcome in shared] == [outcome.findings for outcome in alone]
    assert any(outcome.findings for outcome in alone)
    assert {name for name, _, _ in steps} <= {"antipatterns", "hotspots"}
    assert all(1 <= done <= of == 6 for _, done, of in steps)
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


def test_files_indexed_by_several_processes_are_those_of_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Bad ones included: what could not be read or parsed is told in the files' order."""
    good = "pub fn f(n: usize) -> usize { g(n) + 1 }\npub fn g(n: usize) -> usize { (0..n).map(f).sum() }\n"
    texts = {f"m{at}.rs": good.encode() for at in range(6)}
    texts |= {"m1.rs": b"fn broken( {", "m4.rs": b"// \xff", "m5.rs": b"\xef\xbb\xbffn bom() {}"}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    files = [SourceFile(tmp_path / name, name, Role.LIBRARY) for name in (*texts, "missing.rs")]
    monkeypatch.setattr(forked, "_FILES_EACH", 2)
    steps: list[tuple[str, int, int]] = []
    alone = build(files)
    shared = build(files, progress=lambda *step: steps.append(step), processes=3)
    assert [unit.facts for unit in shared.files.values()] == [unit.facts for unit in alone.files.values()]
    assert shared.diagnostics == alone.diagnostics
    assert [note.code for note in alone.diagnostics] == ["syntax-error", "not-utf8", "unreadable"]
    assert edges_text(shared) == edges_text(alone) != []
    assert {name for name, _, _ in steps} == {"index"}
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


def test_a_tree_is_made_anew_where_it_is_sent() -> None:
    """Trees are of one process; text and lines need none."""
    syntax = parse(b"fn f() { log!(a.clone()); }\n")
    sent = pickle.loads(pickle.dumps(syntax))
    assert "_parsed" not in vars(sent)
    assert sent.position(9) == syntax.position(9) == (1, 10)
    assert str(sent.root) == str(syntax.root)
    assert sent.macros == syntax.macros
