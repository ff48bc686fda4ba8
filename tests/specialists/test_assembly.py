"""Assembly as rustc writes it: functions, loops, call stacks of what was inlined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.assembly import Frame, Instruction, read
from perfrules.specialists.demangle import demangled
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

X86 = DATA / "compiler" / "x86_64.s"
ARM = DATA / "compiler" / "aarch64.s"


def routines(path):
    return {demangled(each.symbol).rsplit("::", 1)[-1]: each for each in read(path)}


def test_each_function_has_its_place_in_source():
    found = {name: (each.home.file, each.home.line) for name, each in routines(X86).items()}
    lib = "/tiny/src/lib.rs"
    assert found == {
        "largest_u16": (lib, 70),
        "dot": (lib, 6),
        "texts": (lib, 37),
        "position": (lib, 28),
    }


def test_what_was_inlined_tells_into_what():
    first = next(routines(X86)["dot"].instructions)
    assert [(frame.file.rpartition("/")[2], frame.line) for frame in first.frames] == [
        ("cmp.rs", 1916),
        ("range.rs", 772),
        ("range.rs", 857),
        ("lib.rs", 6),
    ]


@pytest.mark.parametrize(
    ("path", "name", "loops", "packed"),
    [
        (X86, "dot", 1, True),
        (X86, "position", 1, False),
        (X86, "largest_u16", 2, False),
        (ARM, "dot", 2, True),
        (ARM, "remainders", 2, False),
        (ARM, "mixed", 1, False),
    ],
)
def test_innermost_loops_and_whether_they_work_on_several_values(path, name, loops, packed):
    found = list(routines(path)[name].innermost)
    assert len(found) == loops
    assert any(each.packed for loop in found for block in loop for each in block.instructions) is packed
    assert all(any(each.loads for block in loop for each in block.instructions) for loop in found)


def test_calls_divisions_and_spills_are_told_from_other_instructions():
    texts = routines(X86)["texts"]
    calls = {demangled(each.callee) for each in texts.instructions if each.callee}
    assert {"memcpy", "core::option::unwrap_failed", "__rustc::__rust_alloc"} <= calls
    assert sum(each.divides for each in texts.instructions) == 2
    assert sum(each.divides for each in routines(ARM)["remainders"].instructions) == 5
    inside = [block for block in routines(ARM)["mixed"].blocks if block.header is not None]
    assert sum(each.spills for block in inside for each in block.instructions) > 10


def test_a_call_in_a_loop_repeats_and_one_after_it_does_not():
    texts = routines(X86)["texts"]
    repeats = {
        demangled(each.callee): texts.repeats(block)
        for block in texts.blocks
        for each in block.instructions
        if each.callee
    }
    assert repeats["__rustc::__rust_alloc"]
    assert not repeats["__rustc::__rust_dealloc"]


@pytest.mark.parametrize(
    ("op", "args", "callee"),
    [
        ("callq", "*memcpy@GOTPCREL(%rip)", "memcpy"),
        ("callq", "_RNvC4tiny3dot", "_RNvC4tiny3dot"),
        ("callq", "*24(%rax)", None),
        ("jmp", ".LBB0_1", None),
        ("jmpq", "*free@GOTPCREL(%rip)", "free"),
        ("bl", "memcpy", "memcpy"),
        ("blr", "x8", None),
        ("movq", "%rax, %rbx", None),
    ],
)
def test_callees(op, args, callee):
    assert Instruction(op, args, ()).callee == callee


@pytest.mark.parametrize(
    ("op", "args", "packed"),
    [
        ("paddd", "%xmm4, %xmm1", True),
        ("paddd", "(%rdi,%r8), %xmm1", True),
        ("vfmadd231ps", "%ymm1, %ymm2, %ymm3", True),
        ("pxor", "%xmm0, %xmm0", False),
        ("movdqu", "(%rdi,%r8), %xmm2", False),
        ("addss", "%xmm1, %xmm0", False),
        ("addq", "$32, %r8", False),
        ("mla", "v0.4s, v1.4s, v2.4s", True),
        ("movi", "v0.2d, #0000000000000000", False),
        ("fadd", "s0, s0, s1", False),
    ],
)
def test_instructions_that_work_on_several_values(op, args, packed):
    assert Instruction(op, args, ()).packed is packed


def test_a_file_that_is_cut_off_is_refused_in_one_line(tmp_path):
    cut = tmp_path / "code.s"
    text = X86.read_text()
    cut.write_text(text[: text.index("divq")])
    with pytest.raises(Unreadable, match=r"^code\.s: it ends in the middle of `_RNv\w+5texts`$"):
        read(cut)


@pytest.mark.parametrize("text", ["", "no assembly at all\n", "\t.text\nsymbol:\n\tret\n"])
def test_what_has_no_function_is_refused(tmp_path, text):
    (tmp_path / "code.s").write_text(text)
    with pytest.raises(Unreadable, match=r"^code\.s: no function in it$"):
        read(tmp_path / "code.s")


@given(st.data())
def test_a_file_cut_anywhere_gives_the_functions_before_the_cut_or_none(tmp_path_factory, data):
    text = X86.read_text()
    at = data.draw(st.integers(0, len(text)))
    path = tmp_path_factory.mktemp("cut") / "code.s"
    path.write_text(text[:at])
    whole = [each.symbol for each in read(X86)]
    try:
        found = [each.symbol for each in read(path)]
    except Unreadable:
        found = []
    assert found == whole[: len(found)]


LINES = st.sampled_from(
    [
        "f:",
        "\t.cfi_startproc",
        "\t.cfi_endproc",
        "# %bb.1:",
        ".LBB0_1:                # =>This Inner Loop Header: Depth=1",
        "                        #   in Loop: Header=BB0_1 Depth=1",
        "\t.loc\t1 2 3 # src/a.rs:2:3 @[ src/b.rs:4:5 ]",
        "\t.loc\t1 0 # :0:3",
        "\t.loc\t1 2 3",
        '\t.file\t1 "/x" "src/a.rs"',
        "\tcallq\t*memcpy@GOTPCREL(%rip)",
        "\tjne\t.LBB0_1",
        "\tmovq\t%rax, 8(%rsp)   # 8-byte Spill",
        "\t",
        "{}[]()#",
    ]
)


@given(st.lists(LINES))
def test_lines_in_any_order_are_read_or_refused(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "code.s"
    path.write_text("\n".join(lines))
    try:
        found = read(path)
    except Unreadable:
        found = []
    for routine in found:
        assert all(loop for loop in routine.innermost)
        assert all(isinstance(routine.repeats(block), bool) for block in routine.blocks)
        frames = [frame for each in routine.instructions for frame in each.frames]
        assert all(frame.line > 0 for frame in frames)
        assert set(frames) <= {Frame("/x/src/a.rs", 2), Frame("src/a.rs", 2), Frame("src/b.rs", 4)}
