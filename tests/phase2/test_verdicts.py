"""One run in which each step's change meets another end, on a real crate with the real cargo."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfrules.model.conclusion import Conclusion, Evidence, Status
from perfrules.model.step import Step
from perfrules.pipeline.apply import NotApplied, accept
from perfrules.pipeline.crew import Crew
from perfrules.pipeline.phase2 import Completion, Row, carry_out
from perfrules.specialists.site import Site
from tests.phase2.yard import Fake, figures, git, make_crate, make_crew, make_step, state_of

GOOD, GOOD_TOO, ELSEWHERE, NO_CHECK, NO_TEST, NO_CLIPPY, STRAY, SLOWER, NO_GAIN, GONE = range(1, 11)
ONE, TWO, THREE = "    1\n", "    2\n", "    3\n"
CHANGES = {
    GOOD: ("src/lib.rs", ONE, "    3 - 2\n"),
    GOOD_TOO: ("src/lib.rs", TWO, "    4 - 2\n"),
    ELSEWHERE: ("src/other.rs", THREE, "    4 - 1\n"),
    NO_CHECK: ("src/lib.rs", ONE, "    true\n"),
    NO_TEST: ("src/lib.rs", ONE, "    7\n"),
    NO_CLIPPY: ("src/lib.rs", ONE, "    return 1;\n"),
    STRAY: ("src/lib.rs", ONE, '    std::fs::write("stray.txt", "").ok();\n    1\n'),
    SLOWER: ("src/lib.rs", TWO, "    5 - 3\n"),
    NO_GAIN: ("src/lib.rs", TWO, "    6 - 4\n"),
    GONE: ("src/lib.rs", TWO, "    2\n"),
}
CLIPPY = "cargo clippy: clippy::needless_return: src/lib.rs: unneeded `return` statement"
INSTRUCTIONS = {SLOWER: 120.0, NO_GAIN: 100.0}


def measured(step: Step, site: Site) -> Evidence:
    assert site.base is not None
    return figures(
        **{"instructions before": 100.0, "instructions after": INSTRUCTIONS.get(step.number, 50.0)}
    )


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_crate(tmp_path_factory.mktemp("verdicts") / "numbers")


@pytest.fixture(scope="module")
def crew(crate: Path) -> Crew:
    return make_crew(crate, [make_step(number, fix=fix, root=crate) for number, fix in CHANGES.items()])


@pytest.fixture(scope="module")
def done(crew: Crew, crate: Path, patch: pytest.MonkeyPatch) -> Completion:
    fakes = {"asm-forge": Fake(read=lambda step, site: figures(spills=3.0))}
    judged = Conclusion(Status.MEASURED, "looked at")
    fakes["bench-compare"] = Fake(judged, argv=("sleep", "0.2"), alone=True, read=measured)
    patch.setattr("perfrules.specialists.specialist.module_of", fakes.__getitem__)
    before = state_of(crate)
    completion = carry_out(crew, lambda found, updates: {})
    assert state_of(crate) == before
    return completion


def row(done: Completion, number: int) -> Row:
    return next(row for row in done.rows if row.step.number == number)


@pytest.mark.parametrize(
    ("number", "status", "result"),
    [
        (NO_CHECK, Status.REVERTED, "cargo check: E0308: src/lib.rs: mismatched types"),
        (NO_TEST, Status.REVERTED, "cargo test: tests::numbers"),
        (NO_CLIPPY, Status.REVERTED, CLIPPY),
        (STRAY, Status.REVERTED, "cargo test left changes in stray.txt, which are not its own"),
        (SLOWER, Status.FLAGGED, "slower, for a person to look at: looked at"),
        (NO_GAIN, Status.REVERTED, "no significant gain: looked at"),
        (GONE, Status.REVERTED, "the source is not what the edit is for"),
        (GOOD, Status.OPTIMIZED, "looked at"),
    ],
)  # fmt: skip
def test_a_change_ends_as_it_deserves(done: Completion, number: int, status: Status, result: str) -> None:
    assert (row(done, number).status, row(done, number).result) == (status, result)


def test_two_changes_of_one_file_and_one_of_another_are_kept_together(done: Completion) -> None:
    assert [each.change.step for each in done.kept] == [GOOD, GOOD_TOO, ELSEWHERE]
    assert done.patch is not None
    patch = done.patch.read_text()
    assert all(text in patch for text in ("3 - 2", "4 - 2", "4 - 1"))
    assert not any(text in patch for text in ("true", "return", "stray", "5 - 3", "6 - 4"))


def test_each_verified_change_has_a_patch_of_its_own(done: Completion) -> None:
    patches = {path.name for path in (done.folder / "changes").glob("*.patch")}
    assert patches == {f"{number}.1.patch" for number in (GOOD, GOOD_TOO, ELSEWHERE, SLOWER, NO_GAIN)}


def test_the_evidence_before_and_after_is_weighed(done: Completion) -> None:
    (change,) = row(done, GOOD).changes
    assert change.change.weighed == "nothing that is counted has changed"


def spans(folder: Path, pattern: str) -> list[tuple[float, float]]:
    """When the commands of a pattern ran."""
    records = [json.loads(path.read_text()) for path in folder.glob(pattern)]
    return [(record["started"], record["ended"]) for record in records if "started" in record]


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def test_steps_on_one_file_follow_each_other_and_others_run_at_the_same_time(done: Completion) -> None:
    work = {number: spans(done.folder, f"changes/{number}.1/*.json") for number in CHANGES if number != GONE}
    whole = {number: (min(s for s, _ in each), max(e for _, e in each)) for number, each in work.items()}
    same = [span for number, span in whole.items() if number != ELSEWHERE]
    assert not any(overlap(one, other) for at, one in enumerate(same) for other in same[:at])
    assert any(overlap(whole[ELSEWHERE], other) for other in same)


def test_a_measurement_is_alone(done: Completion) -> None:
    alone = spans(done.folder, "changes/*/bench-compare-*/look.json")
    others = [span for span in spans(done.folder, "**/*.json") if span not in alone]
    assert len(alone) == 5
    assert len(others) > 20
    assert not any(overlap(one, other) for one in alone for other in others)
    assert not any(overlap(one, other) for at, one in enumerate(alone) for other in alone[:at])


def test_nothing_of_the_trees_is_left(done: Completion, crew: Crew) -> None:
    assert list((done.folder / "trees").glob("*")) == []


def test_what_is_done_is_read_and_not_done_again(done: Completion, crew: Crew, crate: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in done.folder.rglob("*.out")}
    assert carry_out(crew, lambda found, updates: {}) == done
    assert {path: path.stat().st_mtime_ns for path in done.folder.rglob("*.out")} == times


def test_the_kept_changes_are_made_in_the_users_tree_only_on_what_they_were_made_for(
    done: Completion, crate: Path
) -> None:
    file = crate / "src/other.rs"
    before = file.read_bytes()
    file.write_bytes(before + b"// mine\n")
    with pytest.raises(NotApplied, match=r"uncommitted changes in src/other.rs"):
        accept(done, crate)
    git(crate, "add", "--all")
    git(crate, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "mine")
    with pytest.raises(NotApplied, match=r"src/other\.rs is not as it was"):
        accept(done, crate)
    file.write_bytes(before)
    git(crate, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--all", "-m", "theirs")
    assert accept(done, crate) == ["src/lib.rs", "src/other.rs"]
    assert git(crate, "status", "--porcelain").split() == ["M", "src/lib.rs", "M", "src/other.rs"]
    assert done.patch is not None
    subprocess.run(["git", "apply", "--reverse", str(done.patch)], cwd=crate, check=True)
    assert git(crate, "status", "--porcelain") == ""
