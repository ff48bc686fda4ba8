"""LLVM's remarks: read from its YAML, and what they say about loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.compiler_words import meaning
from perfrules.specialists.demangle import demangled
from perfrules.specialists.remarks import VECTORISER, Remark, loops, parsed, read
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

FOLDER = DATA / "compiler" / "remarks"
RECORDED = FOLDER / "tiny.opt.yaml"


def said(kind, text, function="f"):
    return Remark(kind, VECTORISER, function, "src/lib.rs", 7, text)


def test_each_loop_with_what_became_of_it():
    found = [(demangled(each.function).rsplit("::", 1)[-1], each.vectorised) for each in loops(read(FOLDER))]
    assert found == [
        ("dot_zipped", True),
        ("remainders", False),
        ("largest_u16", False),
        ("dot", True),
        ("sum", False),
        ("texts", False),
        ("texts", False),
        ("position", False),
    ]


def test_the_reasons_are_in_own_words():
    reasons = {
        demangled(each.function).rsplit("::", 1)[-1]: meaning(each.said).reason
        for each in loops(read(FOLDER))
        if not each.vectorised
    }
    assert reasons == {
        "remainders": "possible, but it does not pay",
        "largest_u16": "a value that each round hands to the next is used after it",
        "sum": "floating-point sums keep their order",
        "texts": "a call in the loop",
        "position": "it may end early, so that the number of rounds is not known",
    }


def test_a_place_that_is_written_over_two_lines():
    found = [each for each in read(FOLDER) if "remainders" in each.function]
    assert {(each.file, each.line) for each in found} == {("library/core/src/slice/iter/macros.rs", 180)}


def test_reasons_belong_to_the_loop_whose_end_comes_after_them():
    told = [
        said("Analysis", "one"),
        said("Analysis", "elsewhere", "g"),
        said("Missed", "loop not vectorized"),
        said("Passed", "vectorized loop (vectorization width: 4, interleaved count: 2)"),
        said("Missed", "the cost-model indicates that interleaving is not beneficial"),
        said("Missed", "loop not vectorized", "g"),
    ]
    assert [(each.function, each.vectorised, each.said) for each in loops(told)] == [
        ("f", False, ("one",)),
        ("f", True, ("vectorized loop (vectorization width: 4, interleaved count: 2)",)),
        ("g", False, ("elsewhere",)),
    ]


def test_a_loop_that_nobody_gives_a_reason_for():
    (only,) = loops([said("Missed", "loop not vectorized")])
    assert only.said == ()
    assert meaning(only.said).reason == ""
    assert meaning(only.said).advice


def test_a_reason_that_the_table_does_not_know_is_told_as_it_is():
    assert meaning(["something quite new"]).said == "something quite new"


def test_remarks_that_are_cut_off_are_refused_with_their_line():
    text = RECORDED.read_text()
    with pytest.raises(Unreadable, match=r"^x\.yaml:1: the remark is cut off$"):
        list(parsed(text[:60], "x.yaml"))


@pytest.mark.parametrize("text", ["nothing of the kind", "Pass: a\n...\n"])
def test_what_is_no_remark_is_refused(text):
    with pytest.raises(Unreadable, match=r"^x\.yaml: it does not start with a remark of LLVM's$"):
        list(parsed(text, "x.yaml"))


def test_a_folder_without_remarks_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="no remarks in it"):
        read(tmp_path)


def test_an_empty_file_has_no_remarks(tmp_path):
    (tmp_path / "a.yaml").write_text("")
    assert read(tmp_path) == []


@given(st.integers(0, len(RECORDED.read_text())))
def test_a_file_cut_anywhere_gives_the_remarks_before_the_cut_or_none(at):
    whole = list(parsed(RECORDED.read_text(), "x.yaml"))
    try:
        found = list(parsed(RECORDED.read_text()[:at], "x.yaml"))
    except Unreadable:
        found = []
    assert found == whole[: len(found)]


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Passed", "Missed", "AnalysisAliasing"]),
            WORDS,
            WORDS,
            st.integers(0),
        )
    )
)
def test_what_is_written_is_read(remarks):
    quoted = [
        (kind, file.replace("'", "''"), text.replace("'", "''"), line) for kind, file, text, line in remarks
    ]
    text = "".join(
        f"--- !{kind}\nPass:            {VECTORISER}\nName:            N\n"
        f"DebugLoc:        {{ File: '{file}', Line: {line}, \n                   Column: 1 }}\n"
        f"Function:        f\nArgs:\n  - String:          '{said}'\n...\n"
        for kind, file, said, line in quoted
    )
    found = [(each.kind, each.file, each.text, each.line) for each in parsed(text, "x.yaml")]
    expected = [
        (kind, file, text.removeprefix("loop not vectorized: "), line) for kind, file, text, line in remarks
    ]
    assert found == expected
