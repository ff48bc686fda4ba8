"""Which functions a benchmark exercises, and which hot ones none does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from perfrules.analysts.benchmarks.gaps import gaps
from perfrules.analysts.benchmarks.reach import reached
from perfrules.analysts.benchmarks.source.discover import suite
from perfrules.analysts.benchmarks.table import table
from perfrules.index.project import Project
from tests.benchmarks.places import HEAD, TAIL, crate, project

LIBRARY = """
pub fn work(n: usize) -> usize { inner(n) }
fn inner(n: usize) -> usize { let mut sum = 0; for i in 0..n { for j in 0..i { sum += deepest(i, j); } } sum }
fn deepest(i: usize, j: usize) -> usize { i * j }
pub fn prepare() -> usize { 3 }
pub struct Words<'a> { rest: &'a str }
pub fn words(text: &str) -> Words<'_> { Words { rest: text } }
impl<'a> Iterator for Words<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> { step(&mut self.rest) }
}
fn step<'a>(rest: &mut &'a str) -> Option<&'a str> { None }
pub trait Parse { fn parse_it(text: &str) -> Self; }
impl Parse for u32 { fn parse_it(text: &str) -> u32 { 1 } }
pub fn unmeasured(lines: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for line in lines { for x in line { for y in line { sum += x * y; } } }
    sum
}
"""


def of(folder: Path, body: str, more: str = "") -> list[tuple[str, int]]:
    bench = f"{HEAD}{more}\nfn bench(c: &mut Criterion) {{\n{body}\n}}\n{TAIL}"
    project = crate(folder, bench, LIBRARY)
    return [(one.ref.function.qualified, one.calls) for one in reached(project, suite(project).benchmarks[0])]


WORK = [("work", 1), ("inner", 2), ("deepest", 3)]


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ('c.bench_function("x", |b| b.iter(|| work(3)));', ""),
        ('c.bench_function("x", |b| { let n = prepare(); b.iter(|| work(n)) });', ""),
        ('c.bench_function("x", |b| b.iter_batched(|| prepare(), |n| work(n), BatchSize::SmallInput));', ""),
        ('c.bench_function("x", run);', "fn run(b: &mut Bencher) { let n = prepare(); b.iter(|| work(n)); }"),
        ('c.bench_function("x", |b| run(b, 3));', "fn run(b: &mut Bencher, n: usize) { b.iter(|| work(n)) }"),
        ('let f = |n| work(n); c.bench_function("x", |b| b.iter(|| f(3)));', ""),
        ('helper(c, |n| work(n));', "fn helper(c: &mut Criterion, f: impl Fn(usize) -> usize) "
         '{ c.bench_function("x", |b| b.iter(|| f(3))); }'),
        ('for f in [work as fn(usize) -> usize] { c.bench_function("x", |b| b.iter(|| f(3))); }', ""),
    ],
)  # fmt: skip
def test_what_is_measured_counts_and_what_prepares_it_does_not(tmp_path: Path, body: str, more: str) -> None:
    assert of(tmp_path, body, more) == WORK


def test_iterators_of_the_crate_run_where_they_are_used_up(tmp_path: Path) -> None:
    found = [name for name, _ in of(tmp_path, 'c.bench_function("x", |b| b.iter(|| words("a b").count()));')]
    assert found == ["words", "Words::next", "step"]


def test_what_a_library_method_runs_of_a_given_type_is_no_guess(tmp_path: Path) -> None:
    library = (
        "pub struct Version(u32);\nimpl std::str::FromStr for Version {\n type Err = ();\n"
        " fn from_str(text: &str) -> Result<Self, ()> { digits(text) }\n}\n"
        "impl Drop for Version { fn drop(&mut self) {} }\n"
        "fn digits(text: &str) -> Result<Version, ()> { Err(()) }\n"
    )
    body = 'c.bench_function("x", |b| b.iter(|| black_box("1").parse::<sut::Version>()));'
    found = crate(tmp_path, f"{HEAD}\nfn bench(c: &mut Criterion) {{\n{body}\n}}\n{TAIL}", library)
    functions = reached(found, suite(found).benchmarks[0])
    assert [(one.ref.function.name, one.guessed) for one in functions] == [
        ("from_str", False),
        ("digits", False),
        ("drop", True),
    ]


def test_a_trait_method_of_a_primitive_is_found_by_its_name(tmp_path: Path) -> None:
    found = of(tmp_path, 'c.bench_function("x", |b| b.iter(|| u32::parse_it("1")));')
    assert ("u32::parse_it", 1) in found


def test_library_code_is_not_guessed_at(tmp_path: Path) -> None:
    assert of(tmp_path, 'c.bench_function("x", |b| b.iter(|| "a b".split(\' \').count()));') == []


def test_hot_functions_that_no_benchmark_reaches_are_gaps(tmp_path: Path) -> None:
    body = 'c.bench_function("x", |b| b.iter(|| work(3)));'
    project = crate(tmp_path, f"{HEAD}\nfn bench(c: &mut Criterion) {{\n{body}\n}}\n{TAIL}", LIBRARY)
    assert [gap.ref.function.name for gap in gaps(project, table().thresholds)] == ["unmeasured"]


def test_a_crate_without_benchmarks_has_no_gaps(tmp_path: Path) -> None:
    assert gaps(crate(tmp_path, "fn main() {}", LIBRARY), table().thresholds) == []


MEASURED = 'c.bench_function("x", |b| b.iter(|| { work(3); Far.count() }));'
THREE = {
    "helper": "pub fn helped(x: u32) -> u32 { x }\n",
    "sut": "use helper::helped;\npub fn work(x: u32) -> u32 { helped(x) }\n",
    "user": """
pub struct Far;
impl Iterator for Far { type Item = u32; fn next(&mut self) -> Option<u32> { None } }
pub fn unmeasured(lines: &[Vec<u64>]) -> u64 {
    let mut sum = 0;
    for line in lines { for x in line { for y in line { sum += x * y; } } }
    sum
}
""",
}


def workspace(folder: Path, measured: str, depends_on: Mapping[str, str]) -> Project:
    """Three libraries, and benchmarks in one of them or in a package of their own."""
    (folder / "Cargo.toml").parent.mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text('[workspace]\nmembers = ["*"]\n', encoding="utf-8")
    for name in {*THREE, measured}:
        place = folder / name
        (place / "src").mkdir(parents=True)
        if name in THREE:
            (place / "src" / "lib.rs").write_text(THREE[name], encoding="utf-8")
        other = depends_on.get(name)
        needs = f'[dependencies]\n{other} = {{ path = "../{other}" }}\n' if other is not None else ""
        manifest = f'[package]\nname = "{name}"\nversion = "0.1.0"\n{needs}'
        (place / "Cargo.toml").write_text(manifest, encoding="utf-8")
    bench = f"{HEAD}use user::Far;\nfn bench(c: &mut Criterion) {{ {MEASURED} }}\n{TAIL}"
    (folder / measured / "benches").mkdir()
    (folder / measured / "benches" / "b.rs").write_text(bench, encoding="utf-8")
    return project(folder)


def test_only_what_the_benchmark_is_linked_with_can_run(tmp_path: Path) -> None:
    found = workspace(tmp_path, "sut", {"sut": "helper", "user": "sut"})
    (benchmark,) = suite(found).benchmarks
    assert [one.ref.function.qualified for one in reached(found, benchmark)] == ["work", "helped"]
    assert gaps(found, table().thresholds) == []


def test_a_package_of_benchmarks_alone_is_about_what_it_depends_on(tmp_path: Path) -> None:
    found = workspace(tmp_path, "measure", {"sut": "helper", "user": "sut", "measure": "user"})
    (benchmark,) = suite(found).benchmarks
    assert {one.ref.function.name for one in reached(found, benchmark)} == {"work", "helped", "next"}
    assert [gap.ref.function.name for gap in gaps(found, table().thresholds)] == ["unmeasured"]
