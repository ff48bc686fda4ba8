"""llvm-mca's model of loops: which are asked about, and what it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.assembly import Frame, read
from perfrules.specialists.loop_model import Lines, Rounds, modelled, parsed, regions
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

LIB = "/tiny/src/lib.rs"
CODE = read(DATA / "compiler" / "x86_64.s")
# What llvm-mca 22 --json says of a loop of four instructions, cut to what is read.
SAID = {
    "CodeRegions": [
        {
            "Name": "0",
            "SummaryView": {
                "BlockRThroughput": 1,
                "DispatchWidth": 6,
                "IPC": 1.32,
                "Instructions": 400,
                "Iterations": 100,
                "TotalCycles": 303,
                "TotaluOps": 400,
            },
        }
    ],
    "TargetInfo": {"CPUName": "rocketlake"},
}


def test_loops_of_the_functions_alone_and_those_that_call_nothing():
    dot = list(regions(CODE, [Lines(LIB, 4, 10)]))
    assert [at for at, _ in dot] == [Frame(LIB, 6)]
    assert "\tpmuludq\t" in dot[0][1]
    assert list(regions(CODE, [Lines(LIB, 37, 44)])) == []  # each of its loops calls something
    assert list(regions(CODE, [Lines("/other/src/lib.rs", 4, 10)])) == []


def test_rounds_and_what_the_units_need():
    assert modelled(json.dumps(SAID), [Frame(LIB, 6)]) == [Rounds(LIB, 6, 3.0, 1.0, "rocketlake")]


@pytest.mark.parametrize(
    "output", ["", "[]", "{}", json.dumps(SAID)[:-40], json.dumps({**SAID, "TargetInfo": {}})]
)
def test_output_of_another_kind_is_refused(output):
    with pytest.raises(Unreadable, match=r"^llvm-mca did not tell what it should of each loop$"):
        modelled(output, [Frame(LIB, 6)])


def test_as_many_answers_as_questions():
    with pytest.raises(Unreadable):
        modelled(json.dumps(SAID), [])


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)
    )
)
def test_any_json_is_read_or_refused(data):
    try:
        found = parsed(json.dumps(data))
    except Unreadable:
        return
    assert found == []
