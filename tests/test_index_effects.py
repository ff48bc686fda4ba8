"""What calls do: of known receivers, of receivers nobody knows, of macros."""

from __future__ import annotations

import pytest

from perfrules.index.effects import callee_of, effects_of
from tests.index_harness import project_of


def effects(text: str, name: str) -> set[str]:
    """Effects of the only call of a name."""
    project = project_of(text)
    unit = project.files["src/lib.rs"]
    (call,) = [call for call in unit.facts.calls if call.name == name]
    return set(effects_of(project, unit, call))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("fn f(v: &mut Vec<u8>) { v.push(1); }", "push", {"grows"}),
        ("fn f(s: &str) { s.to_owned(); }", "to_owned", {"allocates", "clones"}),
        ('fn f() { std::fs::read("a"); }', "read", {"allocates", "blocks", "io"}),
        ('use std::fs; fn f() { fs::read("a"); }', "read", {"allocates", "blocks", "io"}),
        ('use std::fs::read; fn f() { read("a"); }', "read", {"allocates", "blocks", "io"}),
        ('fn read(s: &str) {} fn f() { read("a"); }', "read", set()),
        ('fn f() { println!("a"); }', "println", {"io", "locks", "formats"}),
        ("macro_rules! println { () => {}; } fn f() { println!(1); }", "println", set()),
        ("fn f(m: std::sync::Mutex<u8>) { m.lock(); }", "lock", {"locks"}),
        ("struct M; impl M { fn lock(&self) {} } fn f(m: M) { m.lock(); }", "lock", set()),
        ('use log::info; fn f() { info!("a"); }', "info", {"logs"}),
        ('fn f() { log::info!("a"); }', "info", {"logs"}),
        ('fn f() { info!("a"); }', "info", set()),
        ('#[macro_use] extern crate log; fn f() { info!("a"); }', "info", {"logs"}),
        ("fn f(x: Unknown) { x.y.to_string(); }", "to_string", {"allocates"}),
        ("fn f(x: Unknown) { x.y.push(1); }", "push", {"grows"}),
        (
            "struct Own; impl Own { fn push(&self, n: u8) {} } fn f(x: Unknown) { x.y.push(1); }",
            "push",
            set(),
        ),
        ("fn f(x: Unknown) { x.y.insert(1); }", "insert", set()),
        ("use std::io::Write; fn f<W: Write>(w: &mut W) { w.flush(); }", "flush", {"io"}),
    ],
)
def test_effects(text: str, name: str, expected: set[str]) -> None:
    found = effects(text, name)
    assert found == expected


def test_the_function_that_a_call_means() -> None:
    text = """
        struct A; struct B;
        impl A { fn run(&self) {} } impl B { fn run(&self) {} }
        fn free() {}
        fn f(a: &A, b: Box<B>) { a.run(); b.run(); free(); }"""
    project = project_of(text)
    unit = project.files["src/lib.rs"]
    found = [callee_of(project, unit, call) for call in unit.facts.calls]
    assert [ref.function.qualified if ref else None for ref in found] == ["A::run", "B::run", "free"]
