"""perf script's samples, recorded and made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.perf_script import Frame, Sample, read, samples
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

RECORDED = DATA / "perf_script" / "cpu-clock.txt"


def test_a_recorded_file():
    found = list(read(RECORDED))
    assert len(found) == 7
    assert {(sample.event, sample.period) for sample in found} == {("cpu-clock", 200040)}
    innermost = found[1].frames[:4]
    assert innermost == (
        Frame("", "/build/httparse/src/simd/avx2.rs", 144),
        Frame("httparse::simd::avx2::match_header_value_vectored", "/build/httparse/src/simd/avx2.rs", 86),
        Frame("", "/build/httparse/src/simd/runtime.rs", 52),
        Frame("parse_headers_iter_uninit", "/build/httparse/src/lib.rs", 1201),
    )


def test_frames_without_source_are_kept():
    """Of the kernel, of unknown code, and of programs without debug information."""
    frames = [frame for sample in read(RECORDED) for frame in sample.frames]
    kernel = next(frame for frame in frames if frame.symbol == "asm_exc_page_fault")
    assert (kernel.file, kernel.line) == ("", 0)
    unknown = "app 1 2.0: 1 cpu-clock: \n\t ffffffffffff [unknown]\n  ??:0\n\t 1 main\n  :0\n\n"
    (sample,) = samples(unknown.splitlines())
    assert sample.frames == (Frame("", "", 0), Frame("main", "", 0))


def test_newer_versions_mark_all_inlined_frames():
    text = """my app 10 2.5: 7 cycles:u:
\t    10 inner (inlined)
  /build/src/a.rs:1
\t    10 middle (inlined)
  /build/src/a.rs:2
\t    10 outer+0x1f
  /build/src/a.rs:3

"""
    (sample,) = samples(text.splitlines())
    assert sample.event == "cycles"
    assert [frame.symbol for frame in sample.frames] == ["inner", "middle", "outer"]


def test_a_function_that_calls_itself_keeps_its_name():
    """All its frames but the innermost are at one address, and at one place."""
    frame = "\t    10 deep\n  /build/src/a.rs:1\n"
    (sample,) = samples(f"app 10 2.5: 7 cycles:u:\n{frame * 3}\n".splitlines())
    assert [each.symbol for each in sample.frames] == ["deep", "deep", "deep"]


def test_samples_without_a_stack_count():
    assert [
        len(sample.frames) for sample in samples(["a 1 2.0: 5 cycles:", "", "a 1 2.1: 5 cycles:", ""])
    ] == [0, 0]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "printed nothing"),
        ("no samples here\n", ":1: not of perf script's format: no samples here"),
        ("app 1 2.0: 1 cycles:\n\t 10 main\n  a.rs:1\n", ":3: is cut off in the middle"),
        ("app 1 2.0: 1 cycles:\n\t 10 main", ":2: is cut off"),
        ("app 1 2.0: 1 cycles:\nxyz\n\n", ":2: not of perf script's format: xyz"),
        ("app 1 2.0: cycles:\n\n", ":1: not of perf script's format"),
        ("\x00\x01\x02\n", "not of perf script's format"),
    ],
)
def test_damaged_output_is_told_in_one_line(text, complaint):
    with pytest.raises(Unreadable, match=complaint) as caught:
        list(samples(text.splitlines(), "script-time.out"))
    assert str(caught.value).startswith("script-time.out:")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told():
    with pytest.raises(Unreadable, match=r"nowhere\.out: No such file"):
        list(read(DATA / "nowhere.out"))


FRAMES = st.builds(
    Frame,
    st.sampled_from(
        ["", "app::run", "<a::B as c::D>::next::{closure#0}", "malloc", "call_mut<(&mut [u8]), F>"]
    ),
    st.sampled_from(["/build/src/lib.rs", "/rustc/0/library/alloc/src/vec/mod.rs", "./malloc/malloc.c"]),
    st.integers(1, 9999),
) | st.builds(Frame, st.sampled_from(["", "main", "asm_exc_page_fault"]), st.just(""), st.just(0))
SAMPLES = st.lists(
    st.builds(
        Sample,
        st.sampled_from(["cpu-clock", "cycles", "l1-dcache-load-misses"]),
        st.integers(1, 10**9),
        st.lists(FRAMES, max_size=5).map(tuple),
    ),
    min_size=1,
    max_size=6,
)


@given(SAMPLES, st.sampled_from(["app", "tokio worker 1", "a:b (c)"]), st.booleans())
def test_the_output_says_what_was_written(written, thread, inlined):
    lines = []
    for number, sample in enumerate(written):
        lines.append(f"{thread:<16} 4711 {number}.123456: {sample.period:>10} {sample.event}:u: ")
        for address, frame in enumerate(sample.frames, 16):
            lines.append(f"\t{address:>16x} {frame.symbol or '[unknown]'}")
            place = f"{frame.file}:{frame.line}" if frame.file else "[kernel.kallsyms][ffff]"
            lines.append(f"  {place}{' (inlined)' if inlined and frame.file else ''}")
        lines.append("")
    assert list(samples(lines)) == written
