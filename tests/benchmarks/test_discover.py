"""Benchmarks as source tells them: every way of registering one, and names as far as they are constant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysts.benchmarks.source.cfg import holds
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.analysts.benchmarks.source.name import Name
from tests.benchmarks.places import CRATE, HEAD, MANIFEST, TAIL, crate, project


def names(folder: Path, bench: str, **files: str) -> list[str]:
    return [str(one.name) for one in suite(crate(folder, bench, **files)).benchmarks]


def in_bench(body: str, more: str = "") -> str:
    return f"{HEAD}{more}\nfn bench(c: &mut Criterion) {{\n{body}\n}}\n{TAIL}"


CASES = {
    "function": ('c.bench_function("plain", |b| b.iter(|| work(1)));', ["plain"]),
    "chained": ('c.bench_function("a", |b| b.iter(|| work(1))).bench_function("b", |b| ());', ["a", "b"]),
    "group": (
        'let mut group = c.benchmark_group("g"); group.sample_size(10);\n'
        'group.bench_function("f", |b| b.iter(|| work(1))); group.finish();',
        ["g/f"],
    ),
    "chained group": ('c.benchmark_group("g").sample_size(10).bench_function("f", |b| ());', ["g/f"]),
    "id": ('c.bench_with_input(BenchmarkId::new("f", 7), &7, |b, n| b.iter(|| work(*n)));', ["f/7"]),
    "parameters": (
        'let mut g = c.benchmark_group("g");\nfor size in [1usize, 0x10, 1_000] {\n'
        "g.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, n| b.iter(|| work(*n))); }",
        ["g/1", "g/16", "g/1000"],
    ),
    "constant": (
        'for n in SIZES.iter() { c.bench_function(&format!("{PREFIX}-{n:03}"), |b| b.iter(|| work(*n))); }',
        ["pre-002", "pre-030"],
    ),
    "tuples": (
        'for (name, n) in [("one", 1), ("two", 2)] { c.bench_function(name, |b| b.iter(|| work(n))); }',
        ["one", "two"],
    ),
    "structs": (
        'let cases = vec![Case { name: "x", n: 1 }, Case { name: "y", n: 2 }];\n'
        "for case in &cases { c.bench_function(case.name, |b| b.iter(|| work(case.n))); }",
        ["x", "y"],
    ),
    "helper": ('helper(c, "first", 1); helper(c, "second", 2);', ["h first/1", "h second/2"]),
    "closure": (
        "let mut go = |name: &str| { c.bench_function(name, |b| b.iter(|| work(1))); };\n"
        'go("one"); go("two");',
        ["one", "two"],
    ),
    "for_each": (
        '(1..=3).for_each(|n| { c.bench_function(format!("n{}", n), |b| b.iter(|| work(n))); });',
        ["n1", "n2", "n3"],
    ),
    "match": (
        "for kind in [Kind::Small, Kind::Large] {\n"
        'let name = match kind { Kind::Small => "small", Kind::Large => "large" };\n'
        "c.bench_function(name, |b| b.iter(|| work(1))); }",
        ["small", "large"],
    ),
    "cfg": (
        '#[cfg(feature = "std")]\nc.bench_function("on", |b| ());\n'
        '#[cfg(feature = "extra")]\nc.bench_function("off", |b| ());\n'
        '#[cfg(not(feature = "extra"))]\nc.bench_function("also on", |b| ());',
        ["on", "also on"],
    ),
    "unknown": (
        'let n = std::env::args().count(); c.bench_function(&format!("n={n}/x"), |b| b.iter(|| work(n)));',
        ["n=*/x"],
    ),
    "arithmetic": ('let n = 2 * 3 + (1 << 4); c.bench_function(&n.to_string(), |b| ());', ["22"]),
    "concat": (
        'c.bench_function(concat!("a", "-", "b"), |b| ()); c.bench_function(stringify!(ab), |b| ());',
        ["a-b", "ab"],
    ),
    "zip": (
        'for (i, (a, b2)) in ["x", "y"].iter().zip([1, 2]).enumerate() {\n'
        'c.bench_function(format!("{i}{a}{b2}"), |b| ()); }',
        ["0x1", "1y2"],
    ),
}  # fmt: skip
MORE = """
const SIZES: [usize; 2] = [2, 30];
const PREFIX: &str = "pre";
struct Case { name: &'static str, n: usize }
enum Kind { Small, Large }
fn helper(c: &mut Criterion, name: &str, n: usize) {
    c.bench_with_input(BenchmarkId::new(format!("h {name}"), n), &n, |b, n| b.iter(|| work(*n)));
}
"""


@pytest.mark.parametrize("case", CASES)
def test_benchmarks_of_one_function(tmp_path: Path, case: str) -> None:
    body, expected = CASES[case]
    assert names(tmp_path, in_bench(body, MORE)) == expected


def test_the_fixture_crate_has_the_benchmarks_that_it_ran() -> None:
    found = suite(project(CRATE))
    assert [str(one.name) for one in found.benchmarks] == [
        "checksum",
        "sorted/64",
        "bytes/64",
        "bytes/4096",
        'bytes/odd: a/b?c*d "quoted" <x>|y',
        "bytes/Größe µ",
        "flat/slow/sorted",
    ]


def test_groups_with_a_configuration_in_modules_and_by_name(tmp_path: Path) -> None:
    bench = (
        "use criterion::*;\nmod other;\n"
        'fn one(c: &mut Criterion) { c.bench_function("one", |b| ()); }\n'
        "criterion_group! {\n  name = first;\n  // not `two`\n"
        "  config = Criterion::default().sample_size(10);\n  targets = one, other::two\n}\n"
        "criterion_group!(unused, never);\n"
        'fn never(c: &mut Criterion) { c.bench_function("never", |b| ()); }\n'
        "criterion_main!(first, other::third);\n"
    )
    other = (
        "use criterion::*;\n"
        'pub fn two(c: &mut Criterion) { c.bench_function("two", |b| ()); }\n'
        'fn three(c: &mut Criterion) { c.bench_function("three", |b| ()); }\n'
        "criterion_group!(third, three);\n"
    )
    (tmp_path / "benches").mkdir()
    (tmp_path / "benches" / "other.rs").write_text(other, encoding="utf-8")
    assert names(tmp_path, bench) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", ["one"]),
        ("// ", []),
        ('#[cfg(feature = "std")]\n', ["one"]),
        ('#[cfg(feature = "extra")]\n', []),
        ('#[cfg(feature = "extra")]\nmod off {}\n', ["one"]),
    ],
)
def test_groups_that_are_left_out_do_not_count(tmp_path: Path, head: str, expected: list[str]) -> None:
    bench = (
        "use criterion::*;\n"
        'fn one(c: &mut Criterion) { c.bench_function("one", |b| ()); }\n'
        f"{head}criterion_group!(first, one);\ncriterion_main!(first);\n"
    )
    assert names(tmp_path, bench) == expected


def test_a_main_of_ones_own(tmp_path: Path) -> None:
    bench = (
        "use criterion::Criterion;\n"
        'fn main() { let mut c = Criterion::default(); c.bench_function("own", |b| ()); c.finish(); }\n'
    )
    assert names(tmp_path, bench) == ["own"]


def test_targets_are_cargos(tmp_path: Path) -> None:
    (tmp_path / "benches" / "folder").mkdir(parents=True)
    (tmp_path / "benches" / "folder" / "main.rs").write_text("fn main() {}\n", encoding="utf-8")
    more = '[[bench]]\nname = "far"\npath = "perf/far.rs"\nrequired-features = ["extra", "std"]\n'
    found = suite(crate(tmp_path, in_bench(""), manifest=MANIFEST + more)).targets
    assert [(one.name, one.harness, one.missing) for one in found] == [
        ("b", False, ()),
        ("far", True, ("extra",)),
        ("folder", True, ()),
    ]
    assert found[1].path == tmp_path / "perf" / "far.rs"


def test_without_autobenches_only_what_is_listed(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("[package]", "[package]\nautobenches = false").replace(
        'name = "b"\nharness', 'name = "c"\nharness'
    )
    found = suite(crate(tmp_path, in_bench(""), manifest=manifest)).targets
    assert [one.name for one in found] == ["c"]


@pytest.mark.parametrize(
    ("dependency", "bench", "harness", "expected"),
    [
        (
            "divan",
            "#[divan::bench]\nfn plain() {}\n#[divan::bench(args = [1, 2])]\nfn sized(n: u32) {}\n"
            'mod inner { #[divan::bench(name = "named")]\n fn x() {} }\nfn main() { divan::main(); }',
            "divan",
            ["plain", "sized/*", "inner::named"],
        ),
        (
            "iai-callgrind",
            "#[library_benchmark]\n#[bench::small(1)]\n#[bench::large(2)]\nfn sized(n: u32) {}\n"
            "#[library_benchmark]\nfn plain() {}\n"
            "library_benchmark_group!(name = g; benchmarks = sized, plain);",
            "iai-callgrind",
            ["sized/small", "sized/large", "plain"],
        ),
        ("gungraun", "#[library_benchmark]\nfn plain() {}\n", "gungraun", ["plain"]),
        ("iai", "fn one() {}\nfn two() {}\nfn not() {}\niai::main!(one, two);\n", "iai", ["one", "two"]),
        ("none", "#[bench]\nfn old(b: &mut test::Bencher) {}\n", "libtest", ["old"]),
    ],
)
def test_other_harnesses_are_recognised(
    tmp_path: Path, dependency: str, bench: str, harness: str, expected: list[str]
) -> None:
    manifest = MANIFEST.replace('criterion = "0.5"', f'{dependency} = "1"')
    found = suite(crate(tmp_path, bench, manifest=manifest)).benchmarks
    assert {one.harness for one in found} == {harness}
    assert [str(one.name) for one in found] == expected


@pytest.mark.parametrize(
    "bench",
    [
        "",
        "fn main() {",
        in_bench("loop { c.bench_function(\"x\", |b| ()); break; }").replace("bench)", "nowhere)"),
        in_bench("bench(c);"),
        in_bench("let f = |x| f(x); f(c);"),
        in_bench("for a in 0..200 { for b in 0..200 { c.bench_function(\"x\", |b| ()); } }"),
        in_bench("c.bench_function(); c.benchmark_group(); c.bench_with_input(BenchmarkId::new(), &1, f);"),
    ],
)  # fmt: skip
def test_odd_code_is_survived(tmp_path: Path, bench: str) -> None:
    assert len(names(tmp_path, bench)) <= 5000


PARTS = st.lists(st.none() | st.text("ab/*", max_size=3), max_size=5)


@given(PARTS, st.text("ab/*", max_size=3))
def test_a_name_matches_whatever_fills_its_gaps(parts: list[str | None], filler: str) -> None:
    name = Name.of(*parts)
    assert name.matches("".join(filler if part is None else part for part in parts))
    assert name.known == (None not in parts)
    assert Name.of(name) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('feature = "std"', True),
        ('feature = "extra"', False),
        ('not(feature = "extra")', True),
        ('all(feature = "std", not(feature = "extra"))', True),
        ('any(feature = "extra", target_os = "linux")', True),
        ('all(unix, target_arch = "aarch64")', False),
        ("fuzzing", False),
        ("any()", False),
        ("all()", True),
    ],
)
def test_conditions(text: str, expected: bool) -> None:
    assert holds(text, {"std"}) is expected
