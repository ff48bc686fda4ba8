"""Facts of one file: functions, types, loops, calls, imports, attributes, tags."""

from __future__ import annotations

import pytest

from perfrules.index.facts import Function, Loop
from perfrules.index.unit import FileUnit
from tests.index_harness import unit_of


def function(unit: FileUnit, name: str) -> Function:
    (found,) = [of for of in unit.facts.functions if of.name == name]
    return found


def loops(text: str) -> list[tuple[str, str, int]]:
    """Kind, adapter and depth of every loop of a function body."""
    return [(loop.kind, loop.adapter, loop.depth) for loop in unit_of(f"fn f() {{ {text} }}").facts.loops]


def test_functions_and_what_they_stand_in() -> None:
    unit = unit_of("""
        mod a { mod b { fn free() {} } struct S; impl S { fn method(&self) {} } }
        impl<T> Iterator for Own<T> { type Item = T; fn next(&mut self) -> Option<T> { None } }
        trait Shape { fn area(&self) -> f64; fn name(&self) { fn inner() {} } }
    """)
    assert {of.name: (of.qualified, of.self_type, of.trait) for of in unit.facts.functions} == {
        "free": ("a::b::free", None, None),
        "method": ("a::S::method", "S", None),
        "next": ("Own::next", "Own<T>", "Iterator"),
        "area": ("Shape::area", "Shape", "Shape"),
        "name": ("Shape::name", "Shape", "Shape"),
        "inner": ("Shape::name::inner", None, None),
    }
    assert function(unit, "area").body_start == -1
    parent = function(unit, "inner").parent
    assert parent is not None
    assert unit.facts.functions[parent].name == "name"


def test_signatures() -> None:
    unit = unit_of("""
        pub async unsafe fn f<T: Copy>(mut a: u8, (b, c): (u8, T), &d: &T) -> Vec<T> where T: Send {}
        pub(crate) const fn g() {}
    """)
    f, g = unit.facts.functions
    assert [(p.name, p.type) for p in f.parameters] == [("a", "u8"), ("", "(u8, T)"), ("", "&T")]
    assert (f.return_type, f.generics) == ("Vec<T>", "<T: Copy> where T: Send")
    assert (f.is_async, f.is_unsafe, f.is_const, f.is_public) == (True, True, False, True)
    assert (g.is_async, g.is_unsafe, g.is_const, g.is_public) == (False, False, True, False)


def test_loops() -> None:
    assert loops("for a in b { while c { loop {} } }") == [("for", "", 1), ("while", "", 2), ("loop", "", 3)]


def test_the_iterated_expression_and_a_condition_are_no_body() -> None:
    assert loops("for a in b.iter().fold(0, |x, y| x) { }") == [("for", "", 1), ("closure", "fold", 1)]
    assert loops("while b.iter().any(|x| x) { }") == [("while", "", 1), ("closure", "any", 2)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v.iter().map(|x| x)", "closure"),
        ("v.iter().rev().filter(|x| true).map(|x| x)", "closure"),
        ("(0..3).map(|x| x)", "closure"),
        ("o.map(|x| x)", "maybe-closure"),
        ("v.retain(|x| true)", "closure"),
        ("o.and_then(|x| x)", None),
    ],
)
def test_closures_that_loop(text: str, kind: str | None) -> None:
    found = loops(text)
    assert (found[-1][0] if found else None) == kind


def test_loops_in_closures_and_nested_functions() -> None:
    unit = unit_of("fn f() { for a in b { fn g() { loop {} } v.iter().for_each(|x| { for y in x {} }); } }")
    names = [
        unit.facts.functions[loop.function].name for loop in unit.facts.loops if loop.function is not None
    ]
    assert list(zip(names, [(loop.kind, loop.depth) for loop in unit.facts.loops], strict=True)) == [
        ("f", ("for", 1)),
        ("g", ("loop", 1)),
        ("f", ("closure", 2)),
        ("f", ("for", 3)),
    ]


def test_loops_around_a_place() -> None:
    unit = unit_of("fn f() { for a in b { while c() { d(); } } e(); }")

    def around(text: bytes) -> list[Loop]:
        return unit.loop_candidates(unit.syntax.source.index(text))

    assert [loop.kind for loop in around(b"d()")] == ["while", "for"]
    assert [loop.kind for loop in around(b"c()")] == ["while", "for"]
    assert around(b"e()") == []


def test_a_constant_in_a_loop_is_made_outside_of_it() -> None:
    unit = unit_of(
        "const A: u8 = z(); fn f() { for a in b { const B: u8 = y(); loop { x(); } } const C: u8 = w(); }"
    )
    places = [unit.syntax.source.index(text) for text in (b"z()", b"y()", b"x()", b"w()")]
    assert [len(unit.loop_candidates(place)) for place in places] == [0, 0, 2, 0]


def test_modules_around_a_place() -> None:
    unit = unit_of(
        "use A; mod a { use B; mod b { use C; } use D; mod c { mod d { use E; } } } use F; mod g { use G; }"
    )
    places = [unit.syntax.source.index(text) for text in (b"A", b"B", b"C", b"D", b"E", b"F", b"G")]
    assert [unit.module_at(place) for place in places] == ["", "a", "a::b", "a", "a::c::d", "", "g"]
    assert unit.module_at(unit.syntax.source.index(b"mod g")) == "g"
    assert unit_of("fn f() {}").module_at(0) == ""


def test_calls() -> None:
    unit = unit_of("""fn f() {
        a.b::<u8>().c(d());
        Vec::<u8>::new(); std::mem :: swap(x, y); println!("{}", g(1));
        for x in y { z(); }
    }""")
    assert [(call.kind, call.name, call.path, call.loop_depth) for call in unit.facts.calls] == [
        ("method", "b", "", 0),
        ("method", "c", "", 0),
        ("path", "d", "d", 0),
        ("path", "new", "Vec::new", 0),
        ("path", "swap", "std::mem::swap", 0),
        ("macro", "println", "println", 0),
        ("path", "g", "g", 0),
        ("path", "z", "z", 1),
    ]


def test_code_inside_macros_keeps_its_place() -> None:
    unit = unit_of("""fn f() {
        cfg_if! {
            fn hidden() { v.iter().map(|x| x.clone()); }
        }
        vec![
            first(),
            second(),
        ];
    }""")
    lines = {call.name: unit.syntax.line(call.name_start) for call in unit.facts.calls}
    assert lines == {"cfg_if": 2, "iter": 3, "map": 3, "clone": 3, "vec": 5, "first": 6, "second": 7}
    assert [of.name for of in unit.facts.functions] == ["f", "hidden"]
    assert function(unit, "hidden").line == 3


def test_test_code() -> None:
    unit = unit_of("""
        fn shipped() {}
        #[cfg(not(test))] fn also_shipped() {}
        #[cfg(feature = "test")] fn shipped_too() {}
        #[test] fn checks() { fn inner() {} }
        #[tokio::test] async fn checks_too() {}
        #[cfg(test)] mod tests { fn helper() {} #[test] fn nested() {} }
        #[cfg(any(test, fuzzing))] impl S { fn method() {} }
        #[bench] fn measured() {}
    """)
    tests = {of.name for of in unit.facts.functions if of.in_test}
    assert tests == {"checks", "inner", "checks_too", "helper", "nested", "method", "measured"}
    for of in unit.facts.functions:
        assert unit.in_test(of.start) is of.in_test


@pytest.mark.parametrize(
    "code",
    [
        "fn f() { #[cfg(test)] g(); h(); }",
        "fn f() { #[cfg(test)] for x in y { g(); } h(); }",
        "fn f() { #[cfg(test)] { g(); } #[cfg(not(test))] h(); }",
        "fn f() { match x { #[cfg(test)] 0 => g(), _ => h() } }",
        "fn f() { #[cfg(test)] let a = g(); let b = h(); }",
    ],
)
def test_statements_and_arms_for_tests(code: str) -> None:
    unit = unit_of(code)
    assert {call.name: unit.in_test(call.start) for call in unit.facts.calls} == {"g": True, "h": False}


def test_a_whole_file_of_tests() -> None:
    unit = unit_of("#![cfg(test)]\nfn helper() {}")
    assert unit.in_test(unit.facts.functions[0].start)


def test_inner_attributes_belong_to_the_item_around() -> None:
    unit = unit_of("""
        mod tests { #![cfg(test)] fn helper() {} }
        mod quiet { #![allow(clippy::all)] fn shown() { #![allow(dead_code)] } }
    """)
    assert unit.facts.attributes == ()
    assert [(item.name, item.attributes) for item in unit.facts.items] == [
        ("tests", ("cfg(test)",)),
        ("quiet", ("allow(clippy::all)",)),
        ("shown", ("allow(dead_code)",)),
    ]
    assert [unit.in_test(found.start) for found in unit.facts.functions] == [True, False]


def test_doc_tags() -> None:
    unit = unit_of("""
        /// Does things.
        ///
        /// Tier: HOT
        /// Owner: nobody in particular
        #[inline]
        fn f() {}
        /// Tier: COLD.
        struct S;
    """)
    assert function(unit, "f").tags == (("tier", "HOT"),)
    assert unit.facts.types[0].tags == (("tier", "COLD"),)


def test_attributes_and_items() -> None:
    unit = unit_of("""#![allow(clippy::all)]
        /// Doc.
        #[derive(Clone, std::fmt::Debug)]
        #[allow(dead_code)]
        pub struct S { #[serde(skip)] pub a: u8, b: Vec<u8> }
        fn f() { #[allow(unused)] let x = 1; }
    """)
    facts = unit.facts
    assert facts.attributes == ("allow(clippy::all)",)
    assert facts.types[0].derives == {"Clone", "Debug"}
    assert [(of.name, of.type, of.attributes, of.is_public) for of in facts.types[0].fields] == [
        ("a", "u8", ("serde(skip)",), True),
        ("b", "Vec<u8>", (), False),
    ]
    (struct,) = [item for item in facts.items if item.kind == "struct_item"]
    assert (struct.first_line, struct.last_line, struct.attributes[-1]) == (2, 5, "allow(dead_code)")
    assert [item.kind for item in facts.items if item.attributes == ("allow(unused)",)] == ["let_declaration"]


def test_types() -> None:
    facts = unit_of("""
        mod inner { pub struct Tuple<'a, T: Copy, const N: usize>(pub &'a T, [u8; N]); }
        enum Kind { Unit, Tuple(u8, String), Struct { a: u8 } }
        type Alias<T> = Vec<T>;
        trait Shape: Clone + Send {}
        union Bits { a: u32, b: f32 }
        impl Iterator for Own { type Item = u8; }
    """).facts
    assert [(of.kind, of.qualified, of.parameters) for of in facts.types] == [
        ("struct", "inner::Tuple", ("T", "N")),
        ("enum", "Kind", ()),
        ("alias", "Alias", ("T",)),
        ("trait", "Shape", ()),
        ("union", "Bits", ()),
    ]
    tuple_struct, kind, alias, shape, bits = facts.types
    assert [(of.name, of.type, of.is_public) for of in tuple_struct.fields] == [
        ("0", "&'a T", True),
        ("1", "[u8; N]", False),
    ]
    assert [(v.name, [f.type for f in v.fields]) for v in kind.variants] == [
        ("Unit", []),
        ("Tuple", ["u8", "String"]),
        ("Struct", ["u8"]),
    ]
    assert (alias.aliased, shape.supertraits, [of.name for of in bits.fields]) == (
        "Vec<T>",
        "Clone + Send",
        ["a", "b"],
    )
    assert facts.impls[0].associated == (("Item", "u8"),)
    assert facts.modules == ("inner",)


def test_imports() -> None:
    facts = unit_of("""
        use std::collections::{hash_map::{self, Entry}, HashMap as Map, // a comment, with a comma
            BTreeMap};
        use ::tokio::sync::*;
        pub use self::inner::Thing;
        mod inner { use super::outer::X; use self::deep::Y; mod deep { use super::super::Z; use std::io; } }
        extern crate log;
        macro_rules! shout { () => {}; }
    """).facts
    assert {(of.name, of.path) for of in facts.imports if not of.module} == {
        ("hash_map", "std::collections::hash_map"),
        ("Entry", "std::collections::hash_map::Entry"),
        ("Map", "std::collections::HashMap"),
        ("BTreeMap", "std::collections::BTreeMap"),
        ("*", "tokio::sync::*"),
        ("Thing", "self::inner::Thing"),
    }
    assert {(of.module, of.name, of.path) for of in facts.imports if of.module} == {
        ("inner", "X", "self::outer::X"),
        ("inner", "Y", "self::inner::deep::Y"),
        ("inner::deep", "Z", "self::Z"),
        ("inner::deep", "io", "std::io"),
    }
    assert (facts.extern_crates, facts.macros) == (("log",), ("shout",))


@pytest.mark.parametrize(
    ("rule", "repeats"),
    [
        ("($x:expr) => { $x + 1 }", False),
        ("($($x:expr),*) => { [$($x),*] }", False),
        ("($x:expr) => { $x + $x }", True),
        ("($x:expr) => { loop { if $x { break; } } }", True),
        ("($x:expr) => { run(|| $x) }", True),
        ("($x:ident) => { for $x in all() {} }", False),
        ("() => {}; ($x:block) => { while more() $x }", True),
    ],
)
def test_macros_that_repeat_their_arguments(rule: str, repeats: bool) -> None:
    facts = unit_of(f"macro_rules! own {{ {rule} }}").facts
    assert facts.repeating_macros == (("own",) if repeats else ())


def test_constants() -> None:
    facts = unit_of('const A: usize = 2 * 3; static B: &str = "b"; impl S { const C: u8 = 1; }').facts
    assert [(of.kind, of.name, of.type, of.value) for of in facts.constants] == [
        ("const", "A", "usize", "2 * 3"),
        ("static", "B", "&str", '"b"'),
        ("const", "C", "u8", "1"),
    ]


def test_comments_that_speak_to_perfrules() -> None:
    facts = unit_of("""//! perfrules: allow(all)
        fn f() {} // perfrules: allow(x) -- why
        // perfrules: allow(y)
        // another comment
    """).facts
    assert [(of.line, of.text, of.inner, of.alone) for of in facts.comments] == [
        (1, "allow(all)", True, True),
        (2, "allow(x) -- why", False, False),
        (3, "allow(y)", False, True),
    ]
