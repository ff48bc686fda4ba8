"""DHAT's files, recorded and made up."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.dhat import Frame, read, summary
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

RECORDED = DATA / "dhat" / "semver.json"
SAID = (DATA / "dhat" / "semver.err").read_text()
VIEWER = Path("/usr/libexec/valgrind/dh_view.js")
NUMBERS = ("tb", "tbk", "tl", "mb", "mbk", "gb", "gbk", "eb", "ebk", "rb", "wb")


def said(what):
    """A line of what valgrind printed at the end of the recorded run."""
    line = SAID.split(what)[1].split("\n")[0]
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", line)]


def test_totals_are_those_that_valgrind_prints():
    heap = read(RECORDED)
    assert [heap.total("bytes"), heap.total("blocks")] == said("Total:") == list(summary(SAID))
    assert [heap.total("peak_bytes"), heap.total("peak_blocks")] == said("At t-gmax:")
    assert [heap.total("end_bytes"), heap.total("end_blocks")] == said("At t-end:")
    assert [heap.total("read")] == said("Reads:")
    assert [heap.total("written")] == said("Writes:")


def points(heap):
    return [[point.bytes, point.blocks, point.lifetime] for point in heap.top(10)]


def by_size(listed):
    """Points of one size in the order of their other numbers: the viewer's depends on its tree."""
    return sorted(listed, key=lambda each: [-each[0], *each[1:]])


def test_the_top_ten_are_those_of_the_viewer():
    theirs = json.loads((DATA / "dhat" / "viewer.json").read_text())
    assert by_size(points(read(RECORDED))) == by_size(theirs["points"][:10])


@pytest.mark.skipif(not VIEWER.exists() or not shutil.which("node"), reason="needs DHAT's viewer, and node")
def test_the_viewer_still_lists_what_it_listed():
    command = ["node", str(DATA / "dhat" / "viewer.js"), str(VIEWER), str(RECORDED)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(listed) == json.loads((DATA / "dhat" / "viewer.json").read_text())


def test_frames_of_a_recorded_file():
    frames = read(RECORDED).top(1)[0].frames
    assert frames[0] == Frame("malloc", None, 0)
    assert Frame("semver::parse::version_req", "/build/semver/src/parse.rs", 381) in frames


def test_summaries():
    assert summary("==7== Total:     2,675,408 bytes in 41,437 blocks\n") == (2675408, 41437)
    assert summary("nothing") is None
    assert summary("Total: 1 bytes in 1 blocks\nTotal: 2 bytes in 1 blocks\n") is None


def document(frames, pps, **changes):
    return {
        "dhatFileVersion": 2,
        "mode": "heap",
        "bklt": True,
        "bkacc": True,
        "tu": "instrs",
        "te": 1000,
        "tg": 900,
        "ftbl": frames,
        "pps": pps,
    } | changes


def written(tmp_path, data):
    file = tmp_path / "heap.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data))
    return file


FUNCTIONS = st.sampled_from(["main", "<a::Tree<(u8, T)>>::walk (x)", "a::{{closure}}", "???"])
FILES = st.sampled_from(["/build/src/lib.rs", "src/a b.rs", "/rustc/library/alloc/src/vec/mod.rs"])
PLACES = st.none() | st.tuples(FILES, st.integers(1, 9999), st.none() | st.integers(1, 99))
FRAMES = st.lists(st.tuples(FUNCTIONS, PLACES), min_size=1, max_size=8)
COUNTS = st.integers(0, 2**53)


def frame_text(function, place):
    if place is None:
        return f"0x1F: {function} (in /build/app)"
    file, line, column = place
    return f"0x1F: {function} ({file}:{line}{'' if column is None else f':{column}'})"


@given(st.data(), FRAMES)
def test_what_is_written_is_read(tmp_path_factory, data, frames):
    stacks = data.draw(st.lists(st.lists(st.integers(0, len(frames) - 1), max_size=6), max_size=6))
    pps = [{"fs": stack} | {key: data.draw(COUNTS) for key in NUMBERS} for stack in stacks]
    texts = [frame_text(*frame) for frame in frames]
    heap = read(written(tmp_path_factory.mktemp("dhat"), document(texts, pps)))
    assert (heap.unit, heap.end, heap.peak) == ("instrs", 1000, 900)
    for point, pp in zip(heap.points, pps, strict=True):
        numbers = (point.bytes, point.blocks, point.lifetime, point.most_bytes, point.most_blocks)
        numbers += (point.peak_bytes, point.peak_blocks, point.end_bytes, point.end_blocks)
        assert (*numbers, point.read, point.written) == tuple(pp[key] for key in NUMBERS)
        for frame, index in zip(point.frames, pp["fs"], strict=True):
            function, place = frames[index]
            assert frame == Frame(function, *((None, 0) if place is None else place[:2]))
    sizes = [point.bytes for point in heap.top(3)]
    assert sizes == sorted((pp["tb"] for pp in pps), reverse=True)[:3]


def test_the_dhat_crate_watches_no_accesses(tmp_path):
    pp = {"fs": [0]} | dict.fromkeys(NUMBERS[:9], 4)
    frames = ["0x1f: dh::words (dh/src/lib.rs:6:13)"]
    data = document(frames, [pp], mode="rust-heap", bkacc=False, tu="µs")
    (point,) = read(written(tmp_path, data)).points
    assert (point.read, point.written) == (None, None)
    assert point.frames == (Frame("dh::words", "dh/src/lib.rs", 6),)


POINT = {"fs": [0]} | dict.fromkeys(NUMBERS, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "is no JSON, or cut off"),
        (RECORDED.read_text()[:5000], "is no JSON, or cut off"),
        ("[]", "it is no object"),
        ({}, "`dhatFileVersion` is missing"),
        (document([], [], dhatFileVersion=3), "it is of version 3, not 2"),
        (document([], [], mode="copy"), "it is a profile of copy, not of the heap"),
        (document([], [], bklt=False), "it tells no lifetimes"),
        (document(["[root]"], [{"fs": [0]}]), "`tb` is missing"),
        (document(["[root]"], [POINT | {"fs": [1]}]), "index out of range"),
        (document(["[root]"], [POINT | {"tb": "many"}]), "'many' is no number"),
        (document(["[root]"], [POINT | {"tb": -1}]), "-1 is no number"),
        (document(["[root]"], [7]), "not subscriptable"),
        (document([3], []), "expected string"),
    ],
)
def test_damaged_files(tmp_path, data, why):
    with pytest.raises(Unreadable, match=r"heap\.json") as error:
        read(written(tmp_path, data))
    assert why in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(Unreadable, match="No such file"):
        read(tmp_path / "heap.json")
