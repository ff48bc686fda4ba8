"""``perfrules graph`` and ``perfrules scan`` on published crates that are not ours.

The callers were found by hand, by searching the sources of exactly these versions. Cargo fetches them, into
its own cache; without cargo or a registry there is nothing to test.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from jsonschema import Draft202012Validator

from tests.e2e.command import FIXTURES, perfrules

JSON = Draft202012Validator(json.loads((FIXTURES.parent.parent / "docs/report.schema.json").read_text()))

CRATES = {
    "tokio": "1.54.1",
    "ripgrep": "15.2.0",
    "grep-printer": "0.3.1",
    "grep-searcher": "0.1.17",
    "ignore": "0.4.35",
}
RIPGREP = ("ripgrep", "grep-printer", "grep-searcher", "ignore")


class Sources(NamedTuple):
    """Where the crates' sources are."""

    registry: Path

    def of(self, *crates: str) -> list[Path]:
        return [self.registry / f"{name}-{CRATES[name]}" for name in crates]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """The crates, fetched by cargo as the dependencies of a package that needs all of them."""
    if shutil.which("cargo") is None:
        pytest.skip("cargo is not installed")
    package = tmp_path_factory.mktemp("needs-crates")
    (package / "src").mkdir()
    (package / "src/lib.rs").touch()
    needs = "".join(f'{name} = "={version}"\n' for name, version in CRATES.items())
    (package / "Cargo.toml").write_text(
        f'[package]\nname = "needs-crates"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n{needs}'
    )
    told = subprocess.run(
        ["cargo", "metadata", "--format-version", "1"],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode != 0:
        pytest.skip(f"cargo cannot fetch the crates: {told.stderr.strip().splitlines()[-1]}")
    # A package without a library, such as ripgrep, is fetched, but not listed.
    found = {each["name"]: Path(each["manifest_path"]) for each in json.loads(told.stdout)["packages"]}
    return Sources(found["tokio"].parent.parent)


def callers(targets: list[Path], function: str, cwd: Path) -> set[str]:
    """The functions that call one, those in test code left out."""
    outcome = perfrules("graph", *targets, "--function", function, "--format", "json", cwd=cwd)
    assert outcome.status == 0, outcome.err
    return {caller["function"] for caller in json.loads(outcome.out)["callers"] if not caller["test"]}


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (
            "batch_semaphore::Semaphore::add_permits_locked",
            {"Semaphore::release", "Semaphore::poll_acquire", "Acquire::drop"},
        ),
        (
            "WakeList::wake_all",  # not the method of that name that WakeQueue has
            {
                "ScheduledIo::wake",
                "Handle::process_at_time",
                "Semaphore::close",
                "Semaphore::add_permits_locked",
                "Shared::notify_rx",
                "Notify::inner_notify_waiters",
            },
        ),
        ("ScheduledIo::wake", {"dispatch_event", "ScheduledIo::shutdown", "ScheduledIo::drop"}),
        ("current_thread::Core::next_task", {"CoreGuard::block_on"}),
        ("Launch::launch", {"Builder::build_threaded_runtime"}),  # in the arguments of a macro
    ],
)
def test_callers_in_tokio(sources: Sources, tmp_path: Path, function: str, expected: set[str]) -> None:
    [tokio] = sources.of("tokio")
    assert callers([tokio / "src"], function, tmp_path) == expected


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("search_parallel", {"run"}),
        (
            "HaystackBuilder::build_from_result",
            {"search", "search_parallel", "files", "files_parallel"},
        ),
        ("should_skip_entry", {"Walk::skip_entry", "Walk::next", "Worker::generate_work"}),
        (
            "find_iter_at_in_context",
            {"JSONSink::record_matches", "StandardSink::record_matches", "SummarySink::matched"},
        ),
        ("LineBuffer::fill", {"LineBufferReader::fill"}),
        ("searcher::core::Core::roll", {"ReadByLine::fill"}),
    ],
)
def test_callers_in_ripgrep(sources: Sources, tmp_path: Path, function: str, expected: set[str]) -> None:
    assert callers(sources.of(*RIPGREP), function, tmp_path) == expected


@pytest.mark.parametrize("crates", [("tokio",), RIPGREP], ids=["tokio", "ripgrep"])
def test_a_scan_reads_every_file(sources: Sources, tmp_path: Path, crates: tuple[str, ...]) -> None:
    outcome = perfrules(
        "scan", *sources.of(*crates), "--exclude", "**/tests/**", "--format", "json", cwd=tmp_path
    )
    assert outcome.status in (0, 1), outcome.err
    report = json.loads(outcome.out)
    JSON.validate(report)
    assert outcome.status == bool(report["findings"])
    assert report["summary"]["filesScanned"] > 50
    assert report["summary"]["diagnostics"]["error"] == 0
