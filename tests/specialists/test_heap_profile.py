"""heap-profile: its commands, allocation sites, what it concludes, and one real run of valgrind's dhat."""

import json
import re
import shutil
from dataclasses import replace

import pytest

from perfrules.model.conclusion import Status
from perfrules.model.finding import Fix
from perfrules.model.severity import Applicability
from perfrules.specialists import dhat, heap_profile
from perfrules.specialists.command import Outcome, text
from perfrules.specialists.heap_sites import by_site, own, short_paths
from perfrules.specialists.machine import Machine
from perfrules.specialists.needs import requirements
from perfrules.specialists.readiness import readiness
from perfrules.specialists.sources import Sources
from perfrules.specialists.specialist import Unreadable, work
from tests.specialists.data import DATA
from tests.specialists.steps import make_desk, make_site, make_step

VALGRIND = "valgrind's dhat"
MANIFEST = '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n'
LIB = """\
/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split(' ') {
        words.push(word.to_string());
    }
    words
}

/// Allocates nothing.
pub fn longest(words: &[String]) -> usize {
    words.iter().map(String::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn all() {
        let text = vec!["abc"; 300].join(" ");
        for _ in 0..50 {
            let words = super::words(&text);
            assert_eq!((words.len(), super::longest(&words)), (300, 3));
        }
    }
}
"""
LOUD = ("src/lib.rs", 5, "words")
SILENT = ("src/lib.rs", 12, "longest")
FIX = Fix("", Applicability.MACHINE_APPLICABLE, ())


@pytest.fixture
def crate(tmp_path):
    (tmp_path / "words" / "src").mkdir(parents=True)
    (tmp_path / "words" / "Cargo.toml").write_text(MANIFEST)
    (tmp_path / "words" / "src" / "lib.rs").write_text(LIB)
    return tmp_path / "words"


def with_fix(step):
    findings = tuple(replace(finding, fix=FIX) for finding in step.issue.findings)
    return replace(step, issue=replace(step.issue, findings=findings))


def heap(crate, *points, peak=1000):
    """A file with points of (lines of frames, blocks, bytes, other numbers)."""
    frames, pps = ["[root]", "0x1: malloc (in /lib/dhat.so)"], []
    for lines, blocks, size, numbers in points:
        stack = [1]
        for function, line in lines:
            file = f"{crate}/src/lib.rs" if line > 0 else "/rustc/library/alloc/src/raw_vec.rs"
            frames.append(f"0x2: {function} ({file}:{abs(line)})")
            stack.append(len(frames) - 1)
        point = dict.fromkeys(("tl", "mb", "mbk", "gb", "gbk", "eb", "ebk"), 0)
        pps.append(point | {"rb": 1, "wb": 1, "tb": size, "tbk": blocks, "fs": stack, **numbers})
    head = {"dhatFileVersion": 2, "mode": "heap", "bklt": True, "bkacc": True, "tu": "instrs"}
    return json.dumps(head | {"te": 1_000_000, "tg": peak, "ftbl": frames, "pps": pps})


@pytest.fixture
def parsed(crate, tmp_path):
    """What is seen, and concluded, of a heap."""

    def made(step, *points, said=""):
        site = make_site(crate, step, VALGRIND, tmp_path / "out")
        (site.folder / "heap.json").write_text(heap(crate, *points))
        err = site.folder / "dhat.err"
        err.write_text(said)
        outcome = Outcome("dhat", "", 0, 0.0, 0.0, site.folder / "dhat.out", err)
        evidence = heap_profile.parse(step, site, {"dhat": outcome})
        return evidence, heap_profile.conclude(step, site, evidence)

    return made


PUSH = [("alloc::raw_vec::RawVecInner::finish_grow", -1), ("words", 5), ("all", 20)]
COPY = [("to_string<str>", -1), ("words", 5), ("all", 20)]
JOIN = [("join<&str>", -1), ("all", 18)]
HARNESS = [("test::run", -1)]


def test_the_commands(crate, tmp_path):
    step = make_step("heap-profile", LOUD)
    build, run = heap_profile.plan(step, make_site(crate, step, VALGRIND, tmp_path / "out"))
    assert build.builds == "words"
    assert "--tool=dhat" in run.argv
    assert "--fullpath-after=" in run.argv
    assert run.argv[-3:] == ("{executable}", "--test-threads", "1")
    build, run, keep = heap_profile.plan(step, make_site(crate, step, "the dhat crate", tmp_path / "out"))
    assert build.argv[-2:] == ("--features", "dhat-heap")
    assert (run.argv[0], keep.argv[:2]) == ("{executable}", ("mv", "dhat-heap.json"))


def test_a_finding_that_is_a_real_share_goes_on_to_its_fix(parsed):
    step = with_fix(make_step("heap-profile", LOUD))
    evidence, conclusion = parsed(step, (PUSH, 90, 9000, {}), (JOIN, 10, 1000, {}), (HARNESS, 900, 9, {}))
    assert evidence.figure("total blocks") == 1000
    assert evidence.figure("own blocks") == 100
    assert evidence.figure("blocks at findings") == 90
    first = evidence.observations[0]
    assert first.text.startswith("clone-in-loop: its line allocates 90 blocks, 9,000 bytes: 90.0 % of")
    assert conclusion.status == Status.DIAGNOSED
    assert conclusion.specialist == "asm-forge"
    assert "`words` allocates 90 blocks, 9,000 bytes" in conclusion.result


def test_without_a_fix_nobody_goes_on(parsed):
    _, conclusion = parsed(make_step("heap-profile", LOUD), (PUSH, 90, 9000, {}))
    assert conclusion.specialist is None
    assert "no rule has a ready fix" in conclusion.reason


def test_a_small_share_ends_there(parsed):
    step = with_fix(make_step("heap-profile", LOUD))
    _, conclusion = parsed(step, (PUSH, 1, 1, {}), (JOIN, 99, 99, {}))
    assert conclusion.specialist is None
    assert conclusion.reason.startswith("only 1.0 %")


def test_a_finding_that_allocates_nothing_does_not_show(parsed):
    evidence, conclusion = parsed(with_fix(make_step("heap-profile", SILENT)), (PUSH, 90, 9000, {}))
    assert evidence.observations[0].text == "clone-in-loop: `longest` allocates nothing in this workload"
    assert conclusion.specialist is None
    assert conclusion.result.startswith("nothing is allocated at `longest`: the finding does not show")


def test_another_line_of_the_function_counts(parsed):
    evidence, _ = parsed(make_step("heap-profile", ("src/lib.rs", 3, "words")), (PUSH, 90, 9000, {}))
    assert evidence.observations[0].text.startswith("clone-in-loop: `words` allocates 90 blocks")


def test_blocks_at_two_findings_count_once(parsed):
    step = make_step("heap-profile", LOUD, ("src/lib.rs", 3, "words"))
    assert parsed(step, (PUSH, 90, 9000, {}))[0].figure("blocks at findings") == 90


@pytest.mark.parametrize(
    ("point", "signal"),
    [
        ((PUSH, 100, 10_000, {"mb": 4000, "mbk": 1, "tl": 10**8}), "grows step by step"),
        # Valgrind 3.19 sometimes loses what was most at a point.
        ((PUSH, 100, 10_000, {"gb": 4000, "gbk": 1, "tl": 10**8}), "grows step by step"),
        ((COPY, 100, 10_000, {"tl": 100}), "short-lived, 0.0001 % of the run"),
        ((COPY, 100, 10_000, {"tl": 10**8, "rb": 0}), "never read"),
        ((COPY, 100, 300, {"tl": 10**8}), "tiny, 3 bytes in the mean"),
        ((COPY, 100, 10_000, {"tl": 10**8, "gb": 100, "eb": 50}), "50 bytes still alive at the end"),
    ],
)
def test_signals(parsed, point, signal):
    evidence, _ = parsed(make_step("heap-profile", LOUD), point)
    told = evidence.observations[1].text.split("; ")
    assert told[0] == f"100 blocks, {point[2]:,} bytes (100.0 % of all blocks, 100.0 % of all bytes)"
    assert len(told) == 2
    assert told[1].startswith(signal)


def test_a_plain_site_has_no_signal(parsed):
    evidence, _ = parsed(make_step("heap-profile", LOUD), (COPY, 100, 10_000, {"tl": 10**8}))
    assert ";" not in evidence.observations[1].text


def test_hot_functions_have_to_be_silent(parsed):
    def hot(place):
        step = make_step("heap-profile", place)
        finding = replace(step.issue.findings[0], kind="allocation-tier")
        return replace(step, issue=replace(step.issue, findings=(finding,)))

    loud, _ = parsed(hot(LOUD), (PUSH, 90, 9000, {}))
    assert loud.observations[1].text == "`words` is HOT and not silent: 90 blocks are allocated in it"
    silent, _ = parsed(hot(SILENT), (PUSH, 90, 9000, {}))
    assert silent.observations[1].text == "`longest` is HOT and silent: it allocates nothing in this workload"


def test_valgrind_and_the_file_have_to_agree(parsed):
    with pytest.raises(Unreadable, match="9000 bytes in 90 blocks, but valgrind says 9001 in 90"):
        parsed(make_step("heap-profile", LOUD), (PUSH, 90, 9000, {}), said="Total: 9,001 bytes in 90 blocks")


def test_an_allocator_of_the_project_is_no_site(parsed):
    stack = [("<Counting as GlobalAlloc>::alloc", 12), ("__rustc::__rust_alloc", 12), ("words", 5)]
    evidence, _ = parsed(make_step("heap-profile", LOUD), (stack, 100, 10_000, {}))
    assert [each.location.region.start_line for each in evidence.observations] == [5, 5]


def test_sites_of_a_recorded_file_add_up(tmp_path, crate):
    found = dhat.read(DATA / "dhat" / "semver.json")
    step = make_step("heap-profile", LOUD)
    site = make_site(crate, step, VALGRIND, tmp_path / "out")

    def place(frame):
        mine = frame.file is not None and frame.file.startswith("/build/semver/")
        return site.place("src/lib.rs", frame.line) if mine else None

    mine = own(found, place)
    sites = by_site(mine)
    assert sum(each.blocks for _, each in sites) == mine.blocks
    (where, top), *_ = sites
    raw = json.loads((DATA / "dhat" / "semver.json").read_text())
    innermost = [
        (next((text for index in pp["fs"] if "(/build/semver/" in (text := raw["ftbl"][index])), ""), pp)
        for pp in raw["pps"]
    ]
    there = [pp for text, pp in innermost if text.endswith("/src/parse.rs:381)")]
    assert where.region.start_line == 381
    assert (top.blocks, top.bytes) == (sum(pp["tbk"] for pp in there), sum(pp["tb"] for pp in there))


def test_places_of_the_dhat_crate(crate, tmp_path):
    step = make_step("heap-profile", LOUD)
    places = short_paths(Sources(make_site(crate, step, "the dhat crate", tmp_path / "out")), crate)
    found = places(dhat.Frame("words::words", "words/src/lib.rs", 5))
    assert (found.path, found.function) == ("src/lib.rs", "words")
    assert places(dhat.Frame("alloc::vec::Vec<T,A>::push", "src/lib.rs", 5)) is None
    assert places(dhat.Frame("words::words", "other/src/lib.rs", 5)) is None


def test_the_dhat_crate_is_a_way_where_the_package_has_the_feature(monkeypatch):
    known = [each for each in requirements() if each.specialist == "heap-profile"]
    machine = Machine()
    lacking = {"valgrind": "not on the PATH"}
    monkeypatch.setattr(machine, "lacks", lambda need: lacking.get(need.name))
    assert readiness(machine, known, {"dhat-heap"})[0].way == "the dhat crate"
    (without,) = readiness(machine, known, {"std"})
    assert without.way is None
    assert [need.name for need in without.missing] == ["valgrind", "dhat-heap"]


@pytest.mark.skipif(not shutil.which("valgrind"), reason="needs valgrind")
@pytest.mark.skipif(not shutil.which("cargo"), reason="needs cargo")
def test_a_real_run(crate, tmp_path):
    step = with_fix(make_step("heap-profile", LOUD))
    site = make_site(crate, step, VALGRIND, tmp_path / "out")
    evidence = work(step, site, make_desk())
    said = re.search(r"Total: +([\d,]+) bytes in ([\d,]+) blocks", text(site.folder / "dhat.err"))
    totals = [evidence.figure("total bytes"), evidence.figure("total blocks")]
    assert totals == [int(number.replace(",", "")) for number in said.groups()]
    copies, growth = 50 * 300, 50 * 8  # 4, 8, 16 … 512 words
    assert evidence.figure("blocks at findings") == copies + growth
    site_told = next(each for each in evidence.observations if "grows step by step" in each.text)
    assert (site_told.location.path, site_told.location.region.start_line) == ("src/lib.rs", 5)
    conclusion = heap_profile.conclude(step, site, evidence)
    assert conclusion.specialist == "asm-forge"
