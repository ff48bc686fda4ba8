"""Tiers, entry points, call paths, and the number made of them."""

from __future__ import annotations

import pytest

from perfrules.hotness import (
    Hotness,
    Term,
    adjusted_severity,
    function_hotness,
    hotness,
    reached_from_entry,
    reached_from_tier,
    tier_of,
)
from perfrules.hotness.climb import climber
from perfrules.hotness.fan_in import fan_in
from perfrules.hotness.formula import path_evidence
from perfrules.hotness.severity import WORK
from perfrules.hotness.tables import tables
from perfrules.index.project import FunctionRef, Project
from perfrules.model.severity import Severity
from tests.small_project import function, index, place


def heat(project: Project, name: str) -> float:
    return function_hotness(project, function(project, name)).value


def terms(project: Project, name: str) -> list[str]:
    return [term.name for term in function_hotness(project, function(project, name)).terms]


# -- tiers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// Fast.\n///\n/// Tier: HOT\nfn f() {}", "HOT"),
        ("/// Tier: cold\nfn f() {}", "COLD"),
        ("#[hot]\nfn f() {}", "HOT"),
        ("#[perfrules::warm]\nfn f() {}", "WARM"),
        ("#[cfg_attr(any(), perfrules::hot)]\nfn f() {}", "HOT"),
        ("#[cold]\nfn f() {}", "COLD"),
        ("#[inline]\nfn f() {}", None),
        ("/// Tier: HOT is what this is not.\nfn f() {}", None),
        ("fn f() {}", None),
    ],
)
def test_declared_tier(source: str, expected: str | None) -> None:
    project = index(source)
    tier = tier_of(project, function(project, "f"))
    assert (tier.word if tier else None) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("step", ["step", "A::step"]),
        ("ste*", ["step", "A::step"]),
        ("A::*", ["A::step", "A::stop"]),
        ("small::codec::step", ["step"]),
        ("codec::*", ["step", "A::step", "A::stop"]),
        ("src/codec.rs", ["step", "A::step", "A::stop"]),
        ("src/", ["step", "A::step", "A::stop"]),
        ("codec", []),
    ],
)
def test_configured_tier(pattern: str, expected: list[str]) -> None:
    source = "fn step() {} struct A; impl A { fn step() {} fn stop() {} }"
    project = index({"src/codec.rs": source}, tiers={"HOT": (pattern,)})
    assert [
        name for name in ("step", "A::step", "A::stop") if tier_of(project, function(project, name))
    ] == expected


def test_the_source_wins_over_the_configuration_and_the_longer_pattern_over_the_shorter() -> None:
    source = "#[cold] fn a() {} fn b() {} fn bb() {}"
    project = index(source, tiers={"HOT": ("a", "b*"), "COLD": ("bb",)})
    words = {name: tier_of(project, function(project, name)).word for name in ("a", "b", "bb")}  # type: ignore[union-attr]
    assert words == {"a": "COLD", "b": "HOT", "bb": "COLD"}


def test_a_nested_function_has_the_tier_around_it() -> None:
    project = index("#[hot] fn a() { fn b() {} #[cold] fn c() {} }")
    words = {name: tier_of(project, function(project, name)).word for name in ("a::b", "a::c")}  # type: ignore[union-attr]
    assert words == {"a::b": "HOT", "a::c": "COLD"}


# -- reached from ---------------------------------------------------------------------------------

CHAIN = """
    #[hot]
    fn hot_loop() { for _ in 0..9 { step() } }
    fn step() { alloc(); if bad() { panic!("{}", report()) } }
    fn alloc() {}
    fn bad() -> bool { true }
    fn report() -> u8 { 1 }
    fn aside() { alloc() }
    #[cold]
    fn rare() { beyond() }
    fn beyond() {}
    #[hot]
    fn calls_rare() { rare() }
"""


def test_reached_from_hot() -> None:
    project = index(CHAIN)
    paths = {
        name: str(reached_from_tier(project, function(project, name), "HOT"))
        for name in ("hot_loop", "step", "alloc", "report", "aside", "beyond")
    }
    assert paths == {
        "hot_loop": "None",
        "step": "hot_loop → step",
        "alloc": "hot_loop → step → alloc",
        "report": "None",
        "aside": "None",
        "beyond": "None",
    }


def test_a_path_as_evidence_has_places() -> None:
    project = index(CHAIN)
    path = reached_from_tier(project, function(project, "alloc"), "HOT")
    assert path is not None
    shown = [(step.text, step.location.region.start_line) for step in path_evidence(path) if step.location]
    assert shown == [("`hot_loop` calls `step` in a loop", 3), ("`step` calls `alloc`", 4)]


# -- entry points ---------------------------------------------------------------------------------


def kinds(project: Project, name: str) -> tuple[str, ...]:
    return climber(project).kinds(function(project, name))


@pytest.mark.parametrize(
    ("depends_on", "source", "expected"),
    [
        (
            "axum",
            'use axum::{Router, routing::get}; fn r() { Router::new().route("/", get(h)) } fn h() {}',
            True,
        ),
        ("axum", 'fn r() { Router::new().route("/", axum::routing::get(h)) } fn h() {}', True),
        ("axum", 'fn r() { Router::new().route("/", get(g).post(h)) } fn h() {} fn g() {}', True),
        ("serde", 'fn r() { Router::new().route("/", get(h)) } fn h() {}', False),
        ("axum", "fn r() { run(h) } fn run(f: fn()) {} fn h() {}", False),
        ("actix-web", '#[get("/")] async fn h() {}', True),
        ("actix-web", 'fn r() { web::resource("/").route(web::get().to(h)) } fn h() {}', True),
        ("serde", '#[get("/")] async fn h() {}', False),
        ("rocket", '#[post("/x", data = "<d>")] fn h() {}', True),
        ("poem", "#[handler] fn h() {}", True),
        ("warp", "use warp::Filter; fn r() { warp::path::end().and_then(h) } fn h() {}", True),
        ("warp", "fn r(o: Option<u8>) { o.and_then(h) } fn h(x: u8) -> Option<u8> { None }", False),
    ],
)
def test_handlers(depends_on: str, source: str, expected: bool) -> None:
    project = index({"src/main.rs": source}, depends_on=(depends_on,))
    assert ("handler" in kinds(project, "h")) is expected


def test_tonic_services() -> None:
    source = """
        struct S;
        #[tonic::async_trait]
        impl Greeter for S { async fn hello(&self) {} }
        impl Other for S { async fn other(&self) {} }
    """
    project = index({"src/main.rs": source}, depends_on=("tonic",))
    assert (kinds(project, "S::hello"), kinds(project, "S::other")) == (("handler",), ())


@pytest.mark.parametrize(
    ("depends_on", "head", "method", "expected"),
    [
        ("actix-service", "Service<Request> for S", "call", ("handler", "public")),
        ("actix-service", "Service<Request> for S", "poll_ready", ("public",)),
        ("tower", "tower::Service<R> for S", "call", ("handler", "public")),
        ("serde", "Service<Request> for S", "call", ("public",)),
        ("axum", "FromRequestParts<T> for S", "from_request_parts", ("handler", "public")),
        ("actix-web", "ServiceFactory<Request> for S", "new_service", ("public",)),
    ],
)
def test_methods_of_services_are_handlers_by_their_trait(
    depends_on: str, head: str, method: str, expected: tuple[str, ...]
) -> None:
    source = f"pub struct S; impl {head} {{ fn {method}(&self) {{}} }}"
    assert kinds(index(source, depends_on=(depends_on,)), f"S::{method}") == expected


def test_requests_are_hotter_than_what_makes_their_service() -> None:
    source = """
        pub struct App { parts: Vec<u8> }
        impl ServiceFactory<Request> for App {
            fn new_service(&self) { for part in &self.parts { prepare(part); } finish() }
        }
        impl Service<Request> for App {
            fn call(&self) { for part in &self.parts { serve(part); } }
        }
        fn prepare(part: &u8) {} fn finish() {} fn serve(part: &u8) {}
    """
    project = index(source, depends_on=("actix-service",))
    assert heat(project, "App::call") > 4 * heat(project, "App::new_service") > 0
    assert heat(project, "serve") > heat(project, "prepare")
    factors = [
        function_hotness(project, function(project, name)).terms[-1].name
        for name in ("App::new_service", "finish")
    ]
    assert factors == ["start-up", "start-up"]


def test_other_kinds() -> None:
    project = index(
        {
            "src/lib.rs": """
                pub fn api() {} pub(crate) fn inner() {} fn private() {}
                #[no_mangle] pub extern "C" fn exported() {}
                fn start() { std::thread::spawn(|| worker()); } fn worker() {}
                #[cfg(test)] mod tests { pub fn helper() {} }
            """,
            "src/main.rs": "#[tokio::main] async fn main() {} pub fn not_api() {}",
            "benches/speed.rs": "fn bench_it(c: &mut Criterion) {}",
        }
    )
    names = ("api", "inner", "private", "exported", "worker", "tests::helper", "main", "not_api", "bench_it")
    assert {name: kinds(project, name) for name in names} == {
        "api": ("public",),
        "inner": (),
        "private": (),
        "exported": ("ffi", "public"),
        "worker": ("spawned",),
        "tests::helper": (),
        "main": ("main",),
        "not_api": (),
        "bench_it": ("bench",),
    }


def test_reached_from_an_entry_point() -> None:
    project = index({"src/lib.rs": "pub fn api() { a() } fn a() { b() } fn b() {}"})
    path = reached_from_entry(project, function(project, "b"), "public")
    assert str(path) == "api → a → b"
    assert reached_from_entry(project, function(project, "b"), "main") is None


# -- the number -----------------------------------------------------------------------------------


def test_more_loops_are_hotter() -> None:
    project = index(
        """
        fn none() { work() }
        fn one(v: &[u8]) { for _ in v { work() } }
        fn two(v: &[u8]) { for a in v { v.iter().for_each(|b| work()) } }
        fn work() {}
        """
    )
    assert heat(project, "none") < heat(project, "one") < heat(project, "two")


def test_the_hottest_still_differ() -> None:
    nest = "for a in v { for b in v { for c in v { work() } } }"
    project = index(
        f"""
        fn run(v: &[u8]) {{ for x in v {{ for y in v {{ inner(v); hotter(v); }} }} }}
        fn inner(v: &[u8]) {{ {nest} }}
        /// Tier: HOT
        fn hotter(v: &[u8]) {{ {nest} }}
        fn work() {{}}
        """
    )
    assert 0.8 < heat(project, "inner") < heat(project, "hotter") < 1
    for name in ("run", "work"):
        found = function_hotness(project, function(project, name))
        assert found.value == sum(term.value for term in found.terms)


def test_loops_of_callers_count() -> None:
    project = index(
        "fn run() { for _ in 0..9 { a() } } fn a() { b() } fn b() {} fn other() { c() } fn c() {}"
    )
    assert terms(project, "b") == ["caller-loops"]
    text = function_hotness(project, function(project, "b")).terms[0].text
    assert text == "called from a loop in `run` (line 1) by way of `a`"
    assert heat(project, "c") == 0


def test_calls_on_the_way_out_of_a_loop_are_in_none() -> None:
    code = "fn run(v: &[u8]) -> u8 { for x in v { if *x > 3 { return last(x) } each(x) } 0 }"
    project = index(f"{code} fn last(x: &u8) -> u8 {{ *x }} fn each(x: &u8) {{}}")
    assert terms(project, "each") == ["caller-loops"]
    assert terms(project, "last") == []


def test_benchmarks_are_hotter_than_the_public_api_and_that_than_main() -> None:
    project = index(
        {
            "src/lib.rs": "mod m; pub fn api() { by_api() } fn by_api() {}",
            "src/m.rs": "pub(crate) fn measured() {} pub(crate) fn started() {}",
            "src/main.rs": "fn main() { small::m::started() }",
            "benches/speed.rs": "fn bench_it() { small::m::measured() }",
        }
    )
    assert heat(project, "measured") > heat(project, "by_api") > heat(project, "started") > 0


def test_what_a_benchmark_times_is_hot_however_far_below_and_what_it_prepares_less() -> None:
    chain = " ".join(f"pub(crate) fn f{at}() {{ f{at + 1}() }}" for at in range(1, 12))
    project = index(
        {
            "src/lib.rs": f"{chain} pub(crate) fn f12() {{}} pub(crate) fn prepare() {{}}",
            "benches/speed.rs": "fn bench_it(c: &mut Criterion) { small::prepare(); "
            'c.bench_function("f", |b| b.iter(|| small::f1())); }',
        }
    )
    assert heat(project, "f12") > heat(project, "f1") > 2 * heat(project, "prepare") > 0
    term = next(term for term in function_hotness(project, function(project, "f3")).terms if term.path)
    assert term.text == "reached from the timed code of the benchmark `bench_it` by 3 calls"
    assert str(term.path) == "bench_it → f1 → f2 → f3"


@pytest.mark.parametrize(
    "bench",
    [
        "fn bench_it(b: &mut Bencher) { let work = || small::f(); b.iter(work) }",
        "fn bench_it(b: &mut Bencher) { b.iter_batched(|| small::prepare(), |_| small::f(), SmallInput) }",
        "fn bench_it(b: &mut Bencher) { b.iter(|| small::f()) } fn prepares() { small::prepare() }",
        "#[divan::bench] fn bench_it() { small::f() }",
        "#[library_benchmark] fn bench_it() { small::f() }",
        "fn bench_it(b: &mut Bencher) { b.iter(|| { let n = small::f(); assert_eq!(n, 1) }) }",
    ],
)
def test_the_timed_part_of_a_benchmark(bench: str) -> None:
    library = "pub(crate) fn f() -> u8 { 1 } pub(crate) fn prepare() {}"
    project = index({"src/lib.rs": library, "benches/speed.rs": bench})
    timed = tables().reach["timed"]
    assert heat(project, "f") == timed
    assert heat(project, "prepare") < timed / 2


def test_what_prepares_is_not_timed_where_the_timed_calls_are_unknown() -> None:
    bench = "fn bench_it(b: &mut Bencher) { let x = small::prepare(); b.iter(|| x.unknown()) }"
    project = index({"src/lib.rs": "pub(crate) fn prepare() {}", "benches/speed.rs": bench})
    assert heat(project, "prepare") < tables().reach["timed"] / 2


def test_of_a_benchmarks_loops_those_it_times_count_and_its_call_sites_do_not() -> None:
    calls = " ".join("for _ in 0..1000 { small::f() }" for _ in range(4))
    timed = f"c.bench_function(n, |b| b.iter(|| {{ {calls} small::once() }}))"
    bench = f"fn bench_it(c: &mut Criterion) {{ for n in sizes() {{ small::prepare(n); {timed} }} }}"
    library = "pub(crate) fn f() {} pub(crate) fn once() {} pub(crate) fn prepare(n: u8) {}"
    project = index({"src/lib.rs": library, "benches/speed.rs": bench})
    assert terms(project, "f") == ["caller-loops", "reach"]
    assert terms(project, "once") == ["reach"] == terms(project, "prepare")
    found = fan_in(project, function(project, "f"))
    assert (found.sites, found.in_loops, found.path.loops) == (0, 0, 1)


def test_what_an_assertion_checks_runs_each_time_and_its_message_when_it_fails() -> None:
    project = index(
        """
        fn run(v: &[u8]) {
            for x in v {
                assert!(checked(x), "{}", told(x));
                assert_eq!(x, left(x));
                debug_assert!(debug(x));
            }
        }
        fn checked(x: &u8) -> bool { true } fn told(x: &u8) -> u8 { 0 } fn left(x: &u8) -> &u8 { x }
        fn debug(x: &u8) -> bool { true }
        """
    )
    warm = [name for name in ("checked", "told", "left", "debug") if heat(project, name)]
    assert warm == ["checked", "left"]


@pytest.mark.parametrize(
    "caller",
    [
        "#[test] fn t() { for _ in 0..9 { f() } }",
        "#[cold] fn t() { for _ in 0..9 { f() } }",
        "fn t() -> Result<(), E> { for _ in 0..9 { return Err(f()) } Ok(()) }",
    ],
)
def test_calls_from_cold_places_say_nothing(caller: str) -> None:
    project = index(f"{caller} fn f() {{}}")
    assert set(terms(project, "f")) <= {"left-out"}


def test_tiers_recursion_traits_and_attributes_count() -> None:
    project = index(
        """
        #[hot] fn hot() {}
        fn ping() { pong() } fn pong() { ping() }
        struct A; impl Iterator for A { type Item = u8; fn next(&mut self) -> Option<u8> { None } }
        #[inline] fn small() {}
        """
    )
    assert {name: terms(project, name)[-1] for name in ("hot", "ping", "A::next", "small")} == {
        "hot": "tier",
        "ping": "recursion",
        "A::next": "trait",
        "small": "attribute",
    }
    assert heat(project, "hot") >= tables().tier["HOT"]


def test_what_many_functions_lead_to_is_hotter() -> None:
    step, least = tables().led_to_by[0][1], tables().led_to_by[0][0]
    chain = "".join(f"fn f{at}() {{ f{at + 1}() }} " for at in range(least))
    project = index(f"{chain} fn f{least}() {{}}")
    assert terms(project, f"f{least - 1}") == []
    assert terms(project, f"f{least}") == ["led-to-by"]
    assert heat(project, f"f{least}") == step


def test_cold_places_are_cooler_than_the_same_code_elsewhere() -> None:
    project = index(
        """
        pub fn warm(v: &[u8]) { for _ in v { work() } }
        /// Tier: COLD
        pub fn cold(v: &[u8]) { for _ in v { work() } }
        #[test] fn test(v: &[u8]) { for _ in v { work() } }
        fn work() {}
        """
    )
    assert heat(project, "warm") > heat(project, "cold") > heat(project, "test") == 0


@pytest.mark.parametrize(
    ("body", "loops"),
    [
        ("for x in v { work(x) }", True),
        ("for x in v { if *x > 3 { work(x); break; } }", False),
        ("for x in v { if *x > 3 { return work(x); } }", False),
        ("for x in v { match x { 3 => return work(x), _ => {} } }", False),
        ("for x in v { for y in v { if x == y { work(x); break; } } }", True),
        ("for x in v { if *x > 3 { v.iter().for_each(|y| { if y == x { return } work(y) }) } }", True),
        ("for x in [1, 2, 3] { work(x) }", False),
        ("while let Some(x) = events.recv() { work(x) }", False),
        ("while let Some(x) = events.recv() { for y in x { work(y) } }", True),
        ("for x in 0..100 { work(x) }", True),
        ("loop { match work(v) { Ok(n) => break n, Err(e) if again(e) => {}, Err(e) => panic!() } }", False),
        ("loop { match work(v) { Ok(_) => { a(); return } Err(now) => seen = now } }", False),
        ("loop { let next = work(v); if x.compare_exchange(now, next, A, B).is_ok() { break } }", False),
        ("loop { match work(v) { Ok(0) => break, Ok(n) => at += n, Err(e) => continue } }", True),
        ("loop { match work(v) { Some(n) => at += n, None => break } }", True),
        ("loop { work(v); if done() { break } }", True),
        ("loop { work(v) }", True),
    ],
)
def test_leaving_a_loop_few_rounds_waits_and_retries_are_no_repetition(body: str, loops: bool) -> None:
    project = index(f"fn f(v: &[u8]) {{ {body} }} fn work() {{}}")
    unit = function(project, "f").unit
    start = unit.syntax.source.index(b"work")
    node = unit.syntax.root.descendant_for_byte_range(start, start + 4)
    assert node is not None
    assert ("loops" in [term.name for term in hotness(project, unit, node).terms]) == loops


def test_terms_add_up() -> None:
    project = index(CHAIN)
    for name in ("hot_loop", "step", "alloc", "report", "rare", "beyond"):
        found = function_hotness(project, function(project, name))
        assert found.value == pytest.approx(min(1.0, sum(term.value for term in found.terms)))
        assert 0 <= found.value <= 1
        assert len(found.evidence()) == len(found.terms)


def test_a_place_is_as_hot_as_its_own_loops() -> None:
    project = index("fn f(v: &[u8]) { before(); for _ in v { inside() } } fn before() {} fn inside() {}")
    unit = project.files["src/lib.rs"]
    at = {
        call.name: hotness(project, unit, node).value
        for call in unit.facts.calls
        if (node := unit.syntax.root.descendant_for_byte_range(call.start, call.end))
    }
    assert at["inside"] > at["before"]


# -- severity -------------------------------------------------------------------------------------


def test_severity_rises_with_hotness_and_work() -> None:
    for base in Severity:
        by_heat = [adjusted_severity(base, repeated(value)) for value in (0.0, 0.1, 0.3, 0.5, 0.8, 1.0)]
        assert by_heat == sorted(by_heat)
        by_work = [adjusted_severity(base, repeated(0.3), work) for work in WORK]
        assert by_work == sorted(by_work)
        assert adjusted_severity(base, repeated(0.3)) is base
        if base is not Severity.LOW:
            assert adjusted_severity(base, Hotness(0.9, ())) < base
    assert adjusted_severity(Severity.MEDIUM, repeated(0.0)) < Severity.MEDIUM
    assert adjusted_severity(Severity.MEDIUM, repeated(0.9), "heavy") > Severity.MEDIUM


def repeated(value: float) -> Hotness:
    return Hotness(value, (Term("recursion", value, "recursive"),), repeats=True)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pub fn f(v: V) { for _ in v { for _ in v { g() } } }", False),
        ("pub fn f(v: V) { for _ in v { for _ in v { for _ in v { g() } } } }", True),
        ("pub fn h(v: V) { for _ in v { f(v) } } fn f(v: V) { for _ in v { g() } }", False),
        ("pub fn build_f(v: V) { for _ in v { for _ in v { for _ in v { g() } } } }", False),
        ("pub fn h(v: V) { for _ in v { for _ in v { f() } } } fn f() { g() }", False),
        ("pub fn h(v: V) { for _ in v { for _ in v { f(v) } } } fn f(v: V) { for _ in v { g() } }", True),
        ("pub fn h() { f(); f(); f(); f(); f(); f() } fn f() { g() }", False),
        ("pub fn f(n: u8) { if n > 0 { f(n - 1) } }", True),
        ("pub fn dump(v: V) { for _ in v { for _ in v { for _ in v { f() } } } } fn f() { g() }", False),
        (
            "pub fn h(v: V) { for _ in v { for _ in v { for _ in v { f() } } } } fn f() { g() }"
            " pub fn dump(v: V) { for _ in v { for _ in v { for _ in v { for _ in v { f() } } } } }",
            True,
        ),
        ("/// Tier: HOT\npub fn f() {}", True),
        ("/// Tier: COLD\npub fn f() {}", False),
    ],
)
def test_what_says_that_code_runs_again_and_again(source: str, expected: bool) -> None:
    project = index(source + " fn g() {}")
    name = "build_f" if "build_f" in source else "f"
    assert function_hotness(project, function(project, name)).repeats is expected


@pytest.mark.parametrize(
    ("above", "f", "expected"),
    [
        (12, "for _ in v { for _ in v { for _ in v { g() } } }", True),
        (12, "for _ in v { for _ in v { g() } }", False),
        (12, "if n > 0 { f(n - 1) }", True),
        (11, "for _ in v { for _ in v { for _ in v { g() } } }", False),
        (11, "for _ in v { for _ in v { for _ in v { for _ in v { g() } } } }", True),
        (5, "for _ in v { for _ in v { for _ in v { for _ in v { g() } } } }", False),
        (11, "if n > 0 { f(n - 1) }", False),
    ],
)
def test_in_a_large_project_much_of_the_code_has_to_lead_there(above: int, f: str, expected: bool) -> None:
    callers = " ".join(f"pub fn caller{at}() {{ f(1) }}" for at in range(above))
    others = " ".join(f"fn other{at}() {{}}" for at in range(tables().small))
    project = index(f"fn f(n: u8) {{ {f} }} {callers} {others} fn g() {{}}")
    assert function_hotness(project, function(project, "f")).repeats is expected


def test_a_benchmark_says_it_of_what_it_calls_itself() -> None:
    project = index(
        {
            "src/lib.rs": "pub(crate) fn f() { below() } fn below() {}",
            "benches/speed.rs": "fn bench_it(b: &mut Bencher) { b.iter(|| small::f()) }",
        }
    )
    assert function_hotness(project, function(project, "f")).repeats
    assert not function_hotness(project, function(project, "below")).repeats


def test_a_request_handler_says_it_of_all_below() -> None:
    project = index(
        {"src/lib.rs": "#[handler] async fn h() { f() } fn f() { g() } fn g() {}"}, depends_on=("poem",)
    )
    assert function_hotness(project, function(project, "g")).repeats


def test_a_benchmark_takes_nothing_from_what_a_handler_says() -> None:
    project = index(
        {
            "src/lib.rs": "#[handler] async fn h() { f() } pub(crate) fn f() { g() } fn g() {}",
            "benches/speed.rs": "fn bench_it(b: &mut Bencher) { b.iter(|| small::f()) }",
        },
        depends_on=("poem",),
    )
    assert function_hotness(project, function(project, "g")).repeats


def test_the_tables_name_what_there_is() -> None:
    from perfrules.hotness.entries import KINDS

    table = tables()
    assert set(table.reach) == {"timed", *KINDS}
    assert set(table.severity_base) == {severity.word for severity in Severity}
    assert set(table.severity_work) == set(WORK)
    words = {"loops", "led-to-by", "small", "recursion", "tier", "timed", *KINDS}
    assert all(set(way) <= words for way in table.repeats)
    assert list(table.loops) == sorted(table.loops)
    assert list(table.caller_loops) == sorted(table.caller_loops)


# -- now and then ---------------------------------------------------------------------------------


def clones_seldom(project: Project) -> bool:
    """Whether the first clone of a project of one file is said to run now and then."""
    from perfrules.hotness.seldom import runs_seldom

    return runs_seldom(project, *place(project, ".clone()"))


@pytest.mark.parametrize(
    ("path", "name", "body", "expected"),
    [
        ("src/cli/list.rs", "list", "for x in xs { use_it(x.clone()); }", True),
        ("src/bin/cli/plugins.rs", "make", "for x in xs { use_it(x.clone()); }", True),
        ("src/bin/codec/plugins.rs", "make", "for x in xs { use_it(x.clone()); }", False),
        ("src/db/migrations.rs", "up", "for x in xs { use_it(x.clone()); }", True),
        ("src/lexer.rs", "open_file", "use_it(xs.clone());", True),
        ("src/lexer.rs", "open_file", "for x in xs { use_it(x.clone()); }", False),
        ("src/lexer.rs", "new", "use_it(xs.clone());", True),
        ("src/lexer.rs", "next_token", "use_it(xs.clone());", False),
        ("src/commands.rs", "run", "use_it(xs.clone());", False),
        ("src/bin_util/tune.rs", "tune", "for x in xs { use_it(x.clone()); }", True),
        ("src/shards.rs", "init", "for x in xs { use_it(x.clone()); }", True),
        ("src/lock.rs", "set_workspace_config", "for x in xs { use_it(x.clone()); }", True),
        ("src/parse_error.rs", "shown", "for x in xs { use_it(x.clone()); }", True),
    ],
)
def test_names_tell_what_runs_now_and_then(path: str, name: str, body: str, expected: bool) -> None:
    project = index({path: f"fn {name}(xs: &[String]) {{ {body} }}"})
    assert clones_seldom(project) is expected


@pytest.mark.parametrize(
    ("callers", "expected"),
    [
        ("pub fn connect(xs: &[String]) { channel(xs); }", True),
        ("pub fn connect(xs: &[String]) { way(xs); } fn way(xs: &[String]) { channel(xs); }", True),
        ("pub fn connect(xs: &[String]) { loop { channel(xs); } }", False),
        ("pub fn connect(xs: &[String]) { channel(xs); } pub fn send(xs: &[String]) { channel(xs); }", False),
        ("", False),
    ],
)
def test_what_set_up_alone_leads_to_runs_now_and_then(callers: str, expected: bool) -> None:
    project = index(f"{callers} fn channel(xs: &[String]) {{ use_it(xs[0].clone()); }}")
    assert clones_seldom(project) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#[uucore::main] pub fn uumain(xs: &[String]) { use_it(xs[0].clone()); }", True),
        ("pub fn list(xs: &[String]) { use_it(xs[0].clone()); process::exit(0) }", True),
        (
            "pub fn list(xs: &[String]) { if xs.is_empty() { process::exit(0) } use_it(xs[0].clone()); }",
            False,
        ),
        ("#[inline] pub fn domain(xs: &[String]) { use_it(xs[0].clone()); }", False),
    ],
)
def test_what_runs_once(text: str, expected: bool) -> None:
    from perfrules.hotness.once import runs_once

    project = index(text)
    unit = project.files["src/lib.rs"]
    function = unit.function_at(unit.syntax.source.index(b".clone()"))
    assert function is not None
    assert runs_once(project, FunctionRef(unit, function)) is expected


def test_what_loads_a_model_runs_now_and_then() -> None:
    project = index("fn layers(xs: &[String], vb: ShardedVarBuilder) { for x in xs { use_it(x.clone()); } }")
    assert clones_seldom(project)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loco-gen", True),
        ("test_helpers", True),
        ("bench", False),
        ("generator", False),
        ("gen-server", False),
    ],
)
def test_names_of_packages_tell_what_runs_now_and_then(name: str, expected: bool) -> None:
    project = index("fn f(xs: &[String]) { for x in xs { use_it(x.clone()); } }", name=name)
    assert clones_seldom(project) is expected


def test_modules_within_a_file_tell_what_runs_now_and_then() -> None:
    project = index("pub mod test { pub fn f(xs: &[String]) { for x in xs { use_it(x.clone()); } } }")
    assert clones_seldom(project)


def test_what_is_deprecated_runs_now_and_then() -> None:
    project = index(
        '#[deprecated(note = "use g")] fn f(xs: &[String]) { for x in xs { use_it(x.clone()); } }'
    )
    assert clones_seldom(project)
