"""Who calls whom: one small crate for each way to know it."""

from __future__ import annotations

import pytest

from perfrules.index.callgraph import call_graph
from perfrules.index.callgraph.find import find_functions
from perfrules.index.callgraph.network import recursive_groups
from tests.small_project import edge_text, edges_text, function, index

KINDS = {
    "a bare name in the same file": (
        "fn run() { step() } fn step() {}",
        ["run -> step: path"],
    ),
    "a local closure hides a function": (
        "fn run() { let step = || 1; step(); } fn step() {}",
        [],
    ),
    "a parameter hides a function": (
        "fn run(step: impl Fn()) { step(); } fn step() {}",
        [],
    ),
    "a function nested in another": (
        "fn run() { fn step() {} step() }",
        ["run -> run::step: path"],
    ),
    "an associated function and methods on self": (
        """
        struct A;
        impl A { fn new() -> A { Self::make() } fn make() -> A { A } }
        impl A { fn go(&self) { self.stop() } fn stop(&self) {} }
        """,
        ["A::go -> A::stop: path", "A::new -> A::make: path"],
    ),
    "two types with a method of the same name": (
        """
        struct A; struct B;
        impl A { fn push(&self) {} }
        impl B { fn push(&self) {} }
        fn run(a: A, b: &B) { a.push(); b.push() }
        """,
        ["run -> A::push: method", "run -> B::push: method"],
    ),
    "a method that only one type has, on a receiver of unknown type": (
        "struct A; impl A { fn frob(&self) {} } fn run() { unknown().frob() }",
        ["run -> A::frob: name"],
    ),
    "a library's method of that name is likelier": (
        "struct A; impl A { fn push(&self) {} } fn run() { unknown().push() }",
        [],
    ),
    "a library's receiver": (
        "struct A; impl A { fn push(&self, x: u8) {} } fn run(v: &mut Vec<u8>) { v.push(1) }",
        [],
    ),
    "operators, indexes and for loops on the project's types": (
        """
        use std::ops::{Add, AddAssign, Index, IndexMut};
        #[derive(Clone, Copy)] struct Sum(u32); struct Rows { all: Vec<u8> } struct Steps;
        impl Add for Sum { type Output = Sum; fn add(self, o: Sum) -> Sum { Sum(self.0 + o.0) } }
        impl PartialEq for Sum { fn eq(&self, o: &Sum) -> bool { self.0 == o.0 } }
        impl AddAssign<u32> for Sum { fn add_assign(&mut self, o: u32) { self.0 += o } }
        impl Index<usize> for Rows { type Output = u8; fn index(&self, at: usize) -> &u8 { &self.all[at] } }
        impl IndexMut<usize> for Rows { fn index_mut(&mut self, at: usize) -> &mut u8 { todo!() } }
        impl Iterator for Steps { type Item = u8; fn next(&mut self) -> Option<u8> { None } }
        impl Drop for Steps { fn drop(&mut self) {} }
        fn add(a: Sum, b: Sum) -> Sum { a + b }
        fn twice(a: &Sum) -> bool { *a != *a }
        fn grow(mut a: Sum) { a += 1; }
        fn read(rows: &Box<Rows>) -> u8 { rows[0] }
        fn write(rows: &mut Rows) { rows[0] = 1; }
        fn walk(steps: Steps, v: Vec<u8>) { for _ in steps {} for _ in v {} }
        fn other(v: &[u8], x: Unknown) { let _ = v[0] + 1; let _ = x[0] + x; for _ in x {} }
        """,
        [
            "add -> Sum::add: operator",
            "grow -> Sum::add_assign: operator",
            "read -> Rows::index: operator",
            "twice -> Sum::eq: operator",
            "walk -> Steps::next: operator, loops 1",
            "write -> Rows::index_mut: operator",
        ],
    ),
    "a trait's method on a generic and on a dyn receiver": (
        """
        trait Shape { fn area(&self) -> u32; }
        struct A; struct B;
        impl Shape for A { fn area(&self) -> u32 { 1 } }
        impl Shape for B { fn area(&self) -> u32 { 2 } }
        fn one<S: Shape>(s: &S) { s.area(); }
        fn two(s: &dyn Shape) { s.area(); }
        """,
        [
            "one -> A::area: trait",
            "one -> B::area: trait",
            "two -> A::area: trait",
            "two -> B::area: trait",
        ],
    ),
    "a function handed on": (
        "fn run(v: &[u8]) { v.iter().map(double).sum::<u8>(); } fn double(x: &u8) -> u8 { x * 2 }",
        ["run -> double: value, loops 1"],
    ),
    "a variable that is called like a function is no function": (
        "fn run(name: &str) { show(name) } fn show(x: &str) {} fn name() {}",
        ["run -> show: path"],
    ),
    "in a table of handlers": (
        "struct H { run: fn() } fn table() -> H { H { run: step } } fn step() {}",
        ["table -> step: value"],
    ),
    "loops and closures of iterators": (
        """
        fn run(v: &[u8]) { for a in v { step(); v.iter().for_each(|b| step()); } }
        fn opt(o: Option<u8>) { o.map(|x| step()); }
        fn step() {}
        """,
        ["opt -> step: path", "run -> step: path, loops 1", "run -> step: path, loops 2"],
    ),
    "spawned threads": (
        """
        use std::thread;
        fn run() { thread::spawn(|| work()); thread::spawn(other); here() }
        fn work() {} fn other() {} fn here() {}
        """,
        ["run -> here: path", "run -> other: value, spawned", "run -> work: path, spawned"],
    ),
    "arguments of macros": (
        'fn run() { println!("{}", step()) } fn step() -> u8 { 1 }',
        ["run -> step: path"],
    ),
    "a constructor is no call": (
        "struct A(u8); fn run() -> A { A(1) }",
        [],
    ),
}


@pytest.mark.parametrize(("source", "expected"), KINDS.values(), ids=KINDS)
def test_kind(source: str, expected: list[str]) -> None:
    assert edges_text(index(source)) == expected


def test_paths_across_files() -> None:
    project = index(
        {
            "src/lib.rs": "mod a; mod b; pub use a::deep; pub fn top() { crate::a::step(); b::step() }",
            "src/a.rs": "use super::b; pub fn step() { b::step() } pub fn deep() { self::step() }",
            "src/b.rs": "use crate::a::{step as other, *}; pub fn step() { other() } fn c() { deep() }",
            "tests/all.rs": "use small::deep; fn t() { deep(); small::b::step() }",
        }
    )
    lines = [
        f"{edge.unit.display}: {edge_text(edge)} in {edge.callee.unit.display}"
        for edge in call_graph(project).edges()
    ]
    assert lines == [
        "src/a.rs: step -> step: import in src/b.rs",
        "src/a.rs: deep -> step: path in src/a.rs",
        "src/b.rs: step -> step: import in src/a.rs",
        "src/b.rs: c -> deep: path in src/a.rs",
        "src/lib.rs: top -> step: path in src/a.rs",
        "src/lib.rs: top -> step: path in src/b.rs",
        "tests/all.rs: t -> deep: import in src/a.rs",
        "tests/all.rs: t -> step: path in src/b.rs",
    ]


def test_callers_are_the_edges_seen_from_below() -> None:
    project = index(
        {
            "src/lib.rs": "mod a; use a::step as go; fn one() { go() } fn two() { loop { a::step() } }",
            "src/a.rs": "pub fn step() { step(); } pub fn map(v: Vec<u8>) { v.iter().for_each(|_| step()) }",
        }
    )
    graph = call_graph(project)
    step = function(project, "step")
    above = [edge for edge in graph.edges() if edge.callee.function.name == "step"]
    assert set(graph.callers(step)) == set(above)
    assert [edge_text(edge) for edge in graph.callers(step)] == [
        "step -> step: path",
        "map -> step: path, loops 1",
        "one -> step: import",
        "two -> step: path, loops 1",
    ]


def test_callers_among_some_places_only() -> None:
    project = index("fn a() { step() } fn b() { step() } fn step() {}")
    graph = call_graph(project)
    only_b = project.files["src/lib.rs"].facts.functions[1].start
    found = graph.callers(function(project, "step"), among=lambda unit, offset: offset > only_b)
    assert [edge.caller_name for edge in found] == ["b"]


def test_recursive_groups() -> None:
    project = index(
        "fn a() { b() } fn b() { c() } fn c() { a(); d() } fn d() {} fn e() { e() } fn f() { e() }"
    )
    groups = recursive_groups(call_graph(project), 0.5)
    names = [[project.files[file].facts.functions[at].name for file, at in group] for group in groups]
    assert names == [["a", "b", "c"], ["e"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next", ["A::next", "B::next"]),
        ("A::next", ["A::next"]),
        ("small::A::next", ["A::next"]),
        ("src/lib.rs:5", ["A::next"]),
        ("lib.rs:7", ["B::next"]),
        ("nxt", []),
        ("", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    project = index(
        """
        struct A; struct B;
        impl A {
            fn next(&self) {
            }
        }
        impl B { fn next(&self) {} }
        #[cfg(test)] mod tests { fn next() {} }
        """
    )
    found = find_functions(call_graph(project), text)
    assert [ref.function.qualified for ref in found] == expected
