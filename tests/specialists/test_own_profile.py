"""Whose time it is: samples and simulated costs joined to own functions and lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.specialists import callgrind
from perfrules.specialists.cachegrind import Cost, Simulation, Spot
from perfrules.specialists.callgrind_file import Function, Line
from perfrules.specialists.own_profile import folded, from_callgrind, from_samples, is_allocator, short
from perfrules.specialists.perf_script import Frame, Sample
from perfrules.specialists.simulated import own_cost
from perfrules.specialists.sources import Sources, is_named
from tests.specialists.steps import make_site, make_step

LIB = """\
pub struct Reader;

impl Reader {
    pub fn next(&mut self) -> u32 {
        step(1)
    }
}

fn step(by: u32) -> u32 {
    by + 1
}
"""
STD = "/rustc/0/library/alloc/src/vec/mod.rs"


def make_sources(tmp_path):
    """The sources of a crate, the path of its one file, and the function of a finding."""
    (tmp_path / "src").mkdir(parents=True)
    (tmp_path / "src/lib.rs").write_text(LIB)
    (tmp_path / "Cargo.toml").write_text('[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n')
    step = make_step("linux-perf-profile", ("src/lib.rs", 5, "Reader::next"))
    site = make_site(tmp_path, step, "callgrind", tmp_path / "out")
    return Sources(site), f"{tmp_path}/src/lib.rs", Sources(site).of_findings(step)


@pytest.fixture
def sources(tmp_path):
    return make_sources(tmp_path)


@pytest.fixture(scope="session")
def lasting_sources(tmp_path_factory):
    return make_sources(tmp_path_factory.mktemp("app"))


def named(profile):
    return {at.function: (taken.own, taken.inclusive) for at, taken in profile.functions.items()}


def test_places_have_the_function_around_them(sources):
    at, lib, (wanted,) = sources
    place = at.place(lib, 5)
    assert (place.path, place.region.start_line, place.function) == ("src/lib.rs", 5, "Reader::next")
    assert (wanted.function, wanted.region.start_line, wanted.region.end_line) == ("Reader::next", 4, 6)
    assert at.place(lib, 1).function is None
    assert at.place(STD, 5) is None


def test_a_tree_behind_a_link_is_own_source(tmp_path):
    """Compilers name files by where they really are."""
    at, _, _ = make_sources(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    step = make_step("linux-perf-profile", ("src/lib.rs", 5, "Reader::next"))
    linked = Sources(make_site(tmp_path / "link", step, "callgrind", tmp_path / "out"))
    lib = f"{tmp_path}/real/src/lib.rs"
    assert linked.place(lib, 5) == at.place(lib, 5) is not None


def test_libraries_time_is_their_first_own_callers(sources):
    at, lib, wanted = sources
    step, read = Frame("step", lib, 10), Frame("app::Reader::next", lib, 5)
    push, malloc = Frame("alloc::vec::Vec<T,A>::push", STD, 9), Frame("malloc", "./malloc.c", 1)
    profile = from_samples(
        [
            Sample("cycles", 10, (malloc, push, step, read)),
            Sample("cycles", 30, (step, read)),
            Sample("cycles", 20, (read,)),
            Sample("cycles", 40, (Frame("start_kernel", "", 0),)),
        ],
        at,
        wanted,
    )["cycles"]
    assert (profile.total, profile.samples) == (100.0, 4)
    assert named(profile) == {"step": (40, 40), "Reader::next": (20, 60)}
    (taken,) = [taken for place, taken in profile.functions.items() if place.function == "step"]
    assert (taken.called, taken.allocating) == ({"Vec::push": 10}, 10)
    assert (profile.wanted.own, profile.wanted.inclusive, profile.wanted.allocating) == (20, 60, 10)
    lines = {place.region.start_line: taken.own for place, taken in profile.lines.items()}
    assert lines == {5: 20, 10: 40}


def test_recursion_counts_once(sources):
    at, lib, wanted = sources
    frame = Frame("app::Reader::next", lib, 5)
    profile = from_samples([Sample("cycles", 7, (frame, frame, frame))], at, wanted)["cycles"]
    assert named(profile) == {"Reader::next": (7, 7)}
    assert profile.wanted.inclusive == 7


def test_each_event_has_a_profile(sources):
    at, lib, wanted = sources
    frames = (Frame("app::Reader::next", lib, 5),)
    profiles = from_samples([Sample("cycles", 3, frames), Sample("branches", 2, frames)], at, wanted)
    assert {event: profile.total for event, profile in profiles.items()} == {"cycles": 3, "branches": 2}


@given(st.integers(1, 400), st.integers(0, 400))
def test_the_margin_shrinks_with_the_samples(lasting_sources, inside, outside):
    at, lib, wanted = lasting_sources
    frames = (Frame("app::Reader::next", lib, 5),)
    few = [Sample("cycles", 1, frames)] * inside + [Sample("cycles", 1, ())] * outside
    profile = from_samples(few, at, wanted)["cycles"]
    more = from_samples(few * 4, at, wanted)["cycles"]
    assert profile.percent(profile.wanted.own) == pytest.approx(100 * inside / (inside + outside))
    assert more.margin(more.wanted.own) == pytest.approx(profile.margin(profile.wanted.own) / 2)


def test_stacks_are_folded_from_the_outermost_on(sources):
    at, lib, _ = sources
    frames = (
        Frame("", STD, 9),
        Frame("step::h0123456789abcdef", lib, 10),
        Frame("main", "", 0),
        Frame("", "", 0),
    )
    stacks = folded([Sample("cycles", 2, frames), Sample("cycles", 3, frames), Sample("cycles", 1, ())], at)
    assert stacks == {"[unknown];main;step;mod.rs": 5, "[no stack]": 1}


def test_callgrinds_inclusive_costs_are_taken_of_symbols(sources):
    """Lines know of own source alone; what was inlined of std stands with the symbol."""
    at, lib, wanted = sources
    function = Function("app::Reader::next", lib, "app")
    lines = {Line(lib, 5): callgrind.Cost(10, 15), Line(STD, 9): callgrind.Cost(50, 50)}
    profile = callgrind.Profile(100, {function: callgrind.Cost(60, 65)}, lines)
    mine = from_callgrind(profile, at, wanted)
    assert named(mine) == {"Reader::next": (10, 65)}
    assert (mine.wanted.inclusive, mine.lower_bound, mine.samples) == (65, False, None)
    inlined = from_callgrind(callgrind.Profile(100, {}, lines), at, wanted)
    assert (inlined.wanted.inclusive, inlined.lower_bound) == (15, True)


def test_what_callgrind_counts_in_the_allocator_cannot_be_elsewhere(sources):
    """65 of 100 are the function's, 50 the allocator's: 15 of these at least are in both."""
    at, lib, wanted = sources
    functions = {
        Function("app::Reader::next", lib, "app"): callgrind.Cost(60, 65),
        Function("_int_malloc", "./malloc.c", "libc.so"): callgrind.Cost(50, 50),
    }
    profile = callgrind.Profile(100, functions, {Line(lib, 5): callgrind.Cost(10, 15)})
    assert from_callgrind(profile, at, wanted).wanted.allocating == 15


def test_simulated_costs_go_to_functions_with_what_is_inlined(sources):
    at, lib, _ = sources
    symbol = "app::Reader::next"
    costs = {
        Spot(lib, symbol, 5): Cost({"Ir": 1, "D1mr": 1}),
        Spot(lib, symbol, 10): Cost({"Ir": 2}),
        Spot(STD, symbol, 9): Cost({"Ir": 4, "D1mr": 2}),
        Spot(STD, "alloc::raw_vec::finish_grow", 9): Cost({"Ir": 8}),
    }
    own = own_cost(Simulation((), Cost({"Ir": 15}), costs), at)
    by_name = {place.function: cost.events for place, cost in own.functions.items()}
    assert by_name == {"Reader::next": {"Ir": 5, "D1mr": 3}, "step": {"Ir": 2}}
    assert sum(cost.instructions for cost in own.lines.values()) == 3


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        ("alloc::vec::Vec<T,A>::push", "Vec::push"),
        ("std::rt::lang_start::{{closure}}::h0123456789abcdef", "rt::lang_start"),
        ("call_mut<(&mut [u8; 16]), app::run::{closure#0}::{closure_env#1}>", "call_mut"),
        ("malloc", "malloc"),
    ],
)
def test_names_are_shortened(symbol, said):
    assert short(symbol) == said


@pytest.mark.parametrize(
    "symbol",
    [
        "malloc",
        "_int_malloc",
        "__libc_calloc",
        "__GI___libc_free",
        "cfree@GLIBC_2.2.5",
        "realloc",
        "je_malloc",
        "__rust_alloc",
        "__rustc::__rust_dealloc",
        "__rustc[9aab]::__rust_alloc",
        "alloc::alloc::alloc_zeroed",
        "alloc::alloc::dealloc::h0123456789abcdef",
        "unlink_chunk",
    ],
)
def test_the_allocators_functions(symbol):
    assert is_allocator(symbol)


@pytest.mark.parametrize(
    "symbol", ["", "alloc::vec::Vec<T>::push", "freedom", "my::malloc_stats", "app::alloc"]
)
def test_others_are_not_the_allocators(symbol):
    assert not is_allocator(symbol)


def test_a_symbol_is_a_functions_if_all_its_words_are_there(sources):
    _, _, (wanted,) = sources
    assert is_named(wanted, "<app::Reader as core::iter::Iterator>::next::{{closure}}")
    assert not is_named(wanted, "app::Writer::next")
