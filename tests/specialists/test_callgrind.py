"""callgrind's files, recorded and made up, and what was inlined where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists.callgrind import Cost, read
from perfrules.specialists.callgrind_file import Function, Line, read_lines
from perfrules.specialists.inlined import cost_within, read_stacks
from perfrules.specialists.specialist import Unreadable
from tests.specialists.data import DATA

RECORDED = DATA / "callgrind" / "semver.out"
ANNOTATED = re.compile(r"^ *([\d,]+) \([ \d.]+%\)  ([^:\n]+):(.+?)(?: \[(/[^\]\n]*)\])?$", re.MULTILINE)


def annotated(name):
    """What callgrind_annotate printed for the recorded file: cost by file and function."""
    found = {}
    for cost, file, function, _ in ANNOTATED.findall((DATA / "callgrind" / name).read_text()):
        place = file, re.sub(r"'\d+$", "", function)  # it lists the levels of a recursion
        found[place] = found.get(place, 0) + int(cost.replace(",", ""))
    return found


def test_a_recorded_file_adds_up():
    profile = read(RECORDED)
    said = re.search(r"^([\d,]+) \(100.0%\)  PROGRAM TOTALS", (DATA / "callgrind/own.txt").read_text(), re.M)
    assert profile.total == int(said[1].replace(",", ""))
    assert sum(cost.own for cost in profile.functions.values()) == profile.total
    assert sum(cost.own for cost in profile.lines.values()) == profile.total


def test_inclusive_costs_are_those_of_callgrind_annotate():
    profile = read(RECORDED)
    ours = {(function.file, function.name): cost.inclusive for function, cost in profile.functions.items()}
    theirs = {place: cost for place, cost in annotated("inclusive.txt").items() if place in ours}
    del theirs["/build/semver/src/parse.rs", "semver::parse::version_req"]  # it calls itself: counted twice
    assert len(theirs) >= 15
    assert {place: ours[place] for place in theirs} == theirs


def test_own_costs_are_those_of_callgrind_annotate():
    # It lists a function once for each file that something was inlined from.
    by_file = {}
    for (function, line, _), cost in read_lines(RECORDED).own.items():
        by_file[line.file, function.name] = by_file.get((line.file, function.name), 0) + cost
    theirs = annotated("own.txt")
    assert len(theirs) >= 15
    assert {place: by_file[place] for place in theirs} == theirs


WHOLE = """\
# callgrind format
version: 1
creator: callgrind-3.19.0
positions: line
events: Ir Dr
summary: 100 10

ob=(1) /build/app
fl=(1) /build/src/lib.rs
fn=(1) app::run
10 5 1
fi=(2) /rustc/library/core/src/iter.rs
+90 3
cfn=(2) app::step
calls=2 20
-88 90 8
fe=(1)
12 2

fn=(2)
20 30
cfn=(2)'
""".replace("cfn=(2)'\n", "cfn=(3) app::step'2\ncalls=1 20\n+1 70 5\nfn=(3)\n20 60\n")


def written(tmp_path, text):
    file = tmp_path / "callgrind.out"
    file.write_text(text)
    return file


def test_names_positions_and_recursion(tmp_path):
    profile = read(written(tmp_path, WHOLE + "totals: 100 10\n"))
    run = Function("app::run", "/build/src/lib.rs", "/build/app")
    step = run._replace(name="app::step")
    assert profile.functions == {run: Cost(10, 100), step: Cost(90, 90)}
    assert profile.lines[Line("/build/src/lib.rs", 12)] == Cost(2, 2)
    assert profile.lines[Line("/rustc/library/core/src/iter.rs", 100)] == Cost(3, 3)
    assert profile.lines[Line("/rustc/library/core/src/iter.rs", 12)] == Cost(0, 90)
    assert profile.lines[Line("/build/src/lib.rs", 20)] == Cost(90, 90)
    assert profile.of(lambda function: function.name.startswith("app::")) == Cost(100, 100)
    assert profile.within(lambda file: file.startswith("/build"), 12, 20) == Cost(92, 92)
    assert profile.share(25) == 0.25


def test_another_event(tmp_path):
    assert read(written(tmp_path, WHOLE + "totals: 100 1\n"), "Dr").total == 1


def test_calls_in_a_circle_share_a_figure(tmp_path):
    text = """\
events: Ir
fl=a.rs
fn=main
1 1
cfn=even
calls=1 2
1 30
fn=even
2 10
cfn=odd
calls=4 3
2 55
fn=odd
3 20
cfn=even
calls=3 2
3 41
totals: 31
"""
    functions = {function.name: cost for function, cost in read(written(tmp_path, text)).functions.items()}
    assert functions == {"main": Cost(1, 31), "even": Cost(10, 30), "odd": Cost(20, 30)}


NAMES = st.sampled_from(["app::run", "<app::Tree<T>>::walk", "core::fmt::write", "main"])
COSTS = st.lists(st.tuples(NAMES, st.integers(0, 9000), st.integers(0, 10**12)), max_size=30)


@given(COSTS)
def test_what_is_written_is_read(tmp_path_factory, costs):
    ids, text, last = {}, "positions: line\nevents: Ir\nob=(1) app\nfl=(1) lib.rs\n", 0
    for name, line, cost in costs:
        text += f"fn=({ids[name]})\n" if name in ids else f"fn=({ids.setdefault(name, len(ids))}) {name}\n"
        position = f"{line - last:+}" if line != last else "*"
        text, last = text + f"{position} {cost}\n", line
    text += f"totals: {sum(cost for _, _, cost in costs)}\n"
    profile = read(written(tmp_path_factory.mktemp("callgrind"), text))
    for name in ids:
        own = sum(cost for each, _, cost in costs if each == name)
        assert profile.functions[Function(name, "lib.rs", "app")] == Cost(own, own)
    for line in {line for _, line, _ in costs}:
        assert profile.lines[Line("lib.rs", line)].own == sum(cost for _, each, cost in costs if each == line)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no `events:` line with Ir"),
        ("\x7fELF\x00", "not of callgrind's format"),
        ("version: 2\n", "version 2 of callgrind's format is not known"),
        ("events: Dr\ntotals: 0\n", "no `events:` line with Ir"),
        (WHOLE, "is cut off, `totals:` is missing"),
        (WHOLE + "totals: 101 10\n", "its lines add up to 100 Ir, it says 101"),
        ("events: Ir\nfl=a.rs\nfn=f\n1 5\ntotals: 7\n", "its lines add up to 5 Ir, it says 7"),
        ("events: Ir\n1 5\n", "callgrind.out:2: not of callgrind's format: 1 5"),
        ("events: Ir\nfn=(3)\n", "fn=(3), which is defined nowhere"),
        ("events: Ir\nfn=f\ncalls=1 2\n", "not of callgrind's format: calls=1 2"),
        ("events: Ir\nfn=f\n1 five\n", "not of callgrind's format: five"),
        ("events: Ir\nfn=f\n+x 5\n", "not of callgrind's format: +x 5"),
    ],
)
def test_damaged_files(tmp_path, text, why):
    with pytest.raises(Unreadable, match=r"callgrind\.out") as error:
        read(written(tmp_path, text))
    assert why in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(Unreadable, match="No such file"):
        read(tmp_path / "callgrind.out")


WITH_ADDRESSES = """\
positions: instr line
events: Ir
ob=app
fl=bench.rs
fn=bench
0x10 1 4
fi=lib.rs
0x14 7 6
0x18 8 1
cfi=iter.rs
cfn=fold
calls=1 0x40 3
0x18 8 50
fe=bench.rs
0x1c 2 3
fl=iter.rs
fn=fold
0x40 3 20
cfi=lib.rs
cfn=closure
calls=1 0x60 9
0x44 3 30
fl=lib.rs
fn=closure
0x60 9 30
totals: 64
"""
STACKS = """\
0x0000000000000010
bench.rs:1
0x0000000000000014
iter.rs:99 (discriminator 2)
lib.rs:7
bench.rs:1
0x18
lib.rs:8
bench.rs:1
0x1c
bench.rs:?
0x60
lib.rs:9
"""


def test_what_was_inlined_counts_once(tmp_path):
    lines = read_lines(written(tmp_path, WITH_ADDRESSES))
    stacks = read_stacks(STACKS)
    assert stacks[0x14] == (Line("iter.rs", 99), Line("lib.rs", 7), Line("bench.rs", 1))
    assert stacks[0x1C] == ()
    found = cost_within(lines, stacks, "app", lambda line: line.file == "lib.rs" and line.number in (7, 8, 9))
    assert found.own == 6 + 1 + 30
    assert 6 + 1 + 50 <= found.inclusive <= lines.total
    nothing = cost_within(lines, stacks, "another", lambda line: line.file == "lib.rs")
    assert nothing == Cost(0, 0)


def test_a_function_of_its_own_has_its_inclusive_cost(tmp_path):
    lines = read_lines(written(tmp_path, WITH_ADDRESSES))
    stacks = {0x40: (Line("iter.rs", 3),), 0x44: (Line("iter.rs", 3),)}
    assert cost_within(lines, stacks, "app", lambda line: line.file == "iter.rs") == Cost(20, 50)


def test_what_addr2line_does_not_print():
    with pytest.raises(Unreadable, match="line 1 is neither an address nor a place: lib"):
        read_stacks("lib.rs\n")
