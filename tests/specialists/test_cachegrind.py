"""cachegrind's files, recorded and made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.cachegrind import Cost, Spot, read
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

RECORDED = DATA / "cachegrind" / "crc32fast.out"
EVENTS = "Ir I1mr ILmr Dr D1mr DLmr Dw D1mw DLmw Bc Bcm Bi Bim".split()


def test_a_recorded_file():
    simulation = read(RECORDED)
    assert simulation.caches[1] == "D1 cache:         49152 B, 64 B, 12-way associative"
    total = simulation.total
    assert (total.instructions, total.data, total.data_misses) == (1681010119, 405562988, 508727)
    assert (total.branches, total.mispredicted, total.code_misses) == (203315848, 5130482, 38)
    spot = Spot("/build/crc32fast/src/baseline.rs", "crc32fast::baseline::update_fast_16", 10)
    assert simulation.lines[spot].data_misses == 508533
    assert simulation.lines[spot].data_far_misses == 240


def test_every_line_counts_once():
    simulation = read(RECORDED)
    for event in EVENTS:
        assert sum(cost.events[event] for cost in simulation.lines.values()) == simulation.total.events[event]


WHOLE = """desc: I1 cache: 32768 B
cmd: /build/app
events: Ir Dr D1mr
fl=/build/src/lib.rs
fn=app::run
3 10 2 1
4 5
summary: 15 2 1
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no cachegrind file"),
        ("version: 1\ncreator: callgrind-3.19.0\n", r":1: not of cachegrind's format: version: 1"),
        (WHOLE.replace("summary: 15 2 1\n", ""), "is cut off"),
        (WHOLE.replace("4 5\n", ""), "add up to 10 Ir, not to 15"),
        (WHOLE.replace("3 10 2 1", "3 10 2 1 7"), ":6: not of cachegrind's format: 3 10 2 1 7"),
        (WHOLE.replace("3 10 2 1", "3 10 x 1"), ":6: not of cachegrind's format"),
        (WHOLE.replace("fn=app::run\n", ""), ":5: not of cachegrind's format"),
        (WHOLE.replace("events: Ir Dr D1mr\n", ""), ":5: not of cachegrind's format"),
        (WHOLE.replace("summary: 15 2 1", "summary: 15 2 one"), "not of cachegrind's format"),
        (WHOLE.replace("4 5", "\x00\x00\x00"), "not of cachegrind's format"),
    ],
)
def test_damaged_files_are_told_in_one_line(tmp_path, text, complaint):
    file = tmp_path / "cachegrind.out"
    file.write_text(text)
    with pytest.raises(Unreadable, match=complaint) as caught:
        read(file)
    assert str(caught.value).startswith("cachegrind.out:")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told():
    with pytest.raises(Unreadable, match=r"nowhere\.out: No such file"):
        read(DATA / "nowhere.out")


@given(st.integers(0, len(RECORDED.read_text()) - 2))
def test_a_file_that_is_cut_anywhere_is_not_taken_for_whole(tmp_path_factory, at):
    file = tmp_path_factory.mktemp("cut") / "cachegrind.out"
    file.write_text(RECORDED.read_text()[:at])
    with pytest.raises(Unreadable):
        read(file)


SPOTS = st.builds(
    Spot,
    st.sampled_from(["/build/src/lib.rs", "/rustc/0/library/core/src/iter.rs", "./malloc/malloc.c", "???"]),
    st.sampled_from(["app::run", "<app::Reader as core::iter::Iterator>::next", "malloc", "???"]),
    st.integers(0, 5000),
)
COSTS = st.lists(st.integers(0, 10**12), min_size=len(EVENTS), max_size=len(EVENTS))


@given(st.dictionaries(SPOTS, COSTS, max_size=12), st.booleans())
def test_a_file_says_what_was_written(tmp_path_factory, spots, short):
    """Zeros at the end of a line may be left out; a function's lines may come in several places."""
    lines = ["desc: D1 cache: 49152 B", "cmd: app", f"events: {' '.join(EVENTS)}"]
    for spot, counts in spots.items():
        written = list(counts)
        while short and written and written[-1] == 0:
            written.pop()
        lines += [f"fl={spot.file}", f"fn={spot.function}", " ".join(map(str, [spot.line, *written]))]
    sums = [sum(column) for column in zip(*spots.values(), strict=True)] or [0] * len(EVENTS)
    lines.append(f"summary: {' '.join(map(str, sums))}")
    file = tmp_path_factory.mktemp("cachegrind") / "out"
    file.write_text("\n".join(lines) + "\n")
    simulation = read(file)
    assert simulation.total == Cost(dict(zip(EVENTS, sums, strict=True)))
    assert simulation.lines == {
        spot: Cost(dict(zip(EVENTS, counts, strict=True))) for spot, counts in spots.items()
    }
