"""A specialist that hangs, crashes, or whose tool fails: its step says so, and the others go on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from perfrules.model.conclusion import Evidence, Status
from perfrules.model.step import Step
from perfrules.pipeline.phase2 import carry_out
from perfrules.report.options import RenderOptions
from perfrules.report.pipeline.outcome import rendered
from perfrules.specialists.site import Site
from perfrules.specialists.specialist import Unreadable
from tests.phase2.conftest import Fakes
from tests.phase2.test_command import gone
from tests.phase2.yard import Fake, make_crate, make_crew, make_step, state_of


def crash(step: Step, site: Site) -> Evidence:
    raise ZeroDivisionError("float division by zero")


def unreadable(step: Step, site: Site) -> Evidence:
    raise Unreadable("no totals in heap.json")


def digest(crate: Path) -> str:
    """Of every file of the user's tree."""
    files = sorted(path for path in crate.rglob("*") if path.is_file() and ".perfrules" not in path.parts)
    whole = hashlib.sha256()
    for path in files:
        whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (Fake(argv=("sh", "-c", "sleep 600 & echo $!; wait"), timeout=0.5), "look did not end within 1 s"),
        (Fake(argv=("sh", "-c", "echo 'error: none' >&2; exit 2")), "look failed (status 2): error: none"),
        (Fake(argv=("no-such-tool",)), "look failed (status 127): no-such-tool: No such file or directory"),
        (Fake(read=unreadable), "no totals in heap.json"),
        (Fake(read=crash), "internal error in heap-profile: ZeroDivisionError: float division by zero"),
    ],
)  # fmt: skip
def test_it_is_told_and_the_others_go_on(tmp_path: Path, fakes: Fakes, fake: Fake, said: str) -> None:
    crate = make_crate(tmp_path / "numbers")
    before = digest(crate), state_of(crate)
    fakes["heap-profile"] = fake
    crew = make_crew(crate, [make_step(1, "heap-profile"), make_step(2, "perf-topdown")])
    done = carry_out(crew, lambda found, updates: {})
    assert [(row.status, row.result) for row in done.rows] == [
        (Status.FAILED, said),
        (Status.DIAGNOSED, "looked at"),
    ]
    assert said.split(":")[0] in rendered(done, "markdown", RenderOptions())
    assert (digest(crate), state_of(crate)) == before
    assert list((done.folder / "trees").glob("*")) == []
    if "sleep" in str(fake.argv):
        assert gone(int((done.folder / "steps/1/heap-profile/look.out").read_text()))
    assert carry_out(crew, lambda found, updates: {}) == done, "gone on with, nothing is done twice"
