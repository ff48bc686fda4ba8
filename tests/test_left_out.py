"""Code that a usual release build leaves out, and that it is colder."""

from __future__ import annotations

import pytest

from perfrules.hotness import function_hotness
from perfrules.hotness.left_out import why_left_out
from perfrules.hotness.unused import in_no_release
from perfrules.index.callgraph import call_graph
from perfrules.index.cfg import evaluate
from perfrules.index.project import Project
from tests.small_project import function, index

FEATURES = {"std": True, "report": False}
OFF = "only with the feature `report`, which is off by default"


def project(files: dict[str, str] | str) -> Project:
    return index(files, features=FEATURES)


def whys(project: Project, path: str = "src/lib.rs") -> dict[str, str | None]:
    """By function that is called in a file: why the call is left out."""
    unit = project.files[path]
    return {call.name: why_left_out(project, unit, call.start) for call in unit.facts.calls}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('feature = "on"', True),
        ('feature = "off"', False),
        ('feature = "other"', None),
        ('not(feature = "off")', True),
        ("not(windows)", None),
        ('all(feature = "off", windows)', False),
        ('all(feature = "on", windows)', None),
        ('any(feature = "off", windows)', None),
        ('any(not(feature = "off"), windows)', True),
        ('any(feature = "off", all(feature = "off", windows),)', False),
        ("all()", True),
        ("any()", False),
        ("", None),
        ('all(feature = "on"', True),
    ],
)
def test_conditions_hold_or_not_or_nobody_knows(condition: str, expected: bool | None) -> None:
    values = {"on": True, "off": False}
    assert evaluate(condition, lambda word, value: values.get(value or "")) is expected


@pytest.mark.parametrize(
    "code",
    [
        '#[cfg(feature = "report")] fn f() { a() }',
        '#[cfg(feature = "report")] mod m { fn f() { a() } }',
        '#[cfg(feature = "report")] impl T { fn f() { a() } }',
        'fn f() { #[cfg(feature = "report")] a(); }',
        'fn f() { #[cfg(feature = "report")] { a() } }',
        'fn f() { #[cfg(feature = "report")] let x = a(); }',
        'fn f() { #[cfg(feature = "report")] for x in xs { a() } }',
        'fn f(x: E) { match x { #[cfg(feature = "report")] E::A => a(), E::B => {} } }',
        'fn f() -> S { S { #[cfg(feature = "report")] x: a(), y: 1 } }',
        '#![cfg(feature = "report")] fn f() { a() }',
        '#[cfg(all(unix, feature = "report"))] #[inline] fn f() { a() }',
    ],
)
def test_what_an_attribute_leaves_out(code: str) -> None:
    assert whys(project(code)) == {"a": OFF}


def test_what_is_there_or_may_be_is_not_left_out() -> None:
    code = """
        #[cfg(feature = "std")] fn f() { a() }
        #[cfg(not(feature = "report"))] fn g() { b() }
        #[cfg(any(unix, feature = "report"))] fn h() { c() }
        #[cfg(feature = "of-whom")] fn i() { d() }
        #[cfg_attr(feature = "report", inline)] fn j() { e() }
        fn k() { #[cfg(feature = "report")] let x = 1; l() }
    """
    assert set(whys(project(code)).values()) == {None}


def test_what_features_that_are_on_and_debugging_leave_out() -> None:
    code = """
        #[cfg(not(feature = "std"))] fn f() { a() }
        fn g() { #[cfg(debug_assertions)] b(); }
    """
    assert whys(project(code)) == {
        "a": "only without the feature `std`, which is on by default",
        "b": "only in builds with `cfg(debug_assertions)`",
    }


def test_modules_in_files_of_their_own() -> None:
    found = project(
        {
            "src/lib.rs": '#[cfg(feature = "report")] mod report; mod usual;\n'
            '#[cfg(feature = "report")] mod either; #[cfg(not(feature = "report"))] mod either;',
            "src/report/mod.rs": "fn f() { a() }",
            "src/report/text.rs": "fn f() { a() }",
            "src/usual.rs": "fn f() { a() }",
            "src/either.rs": "fn f() { a() }",
        }
    )
    assert whys(found, "src/report/mod.rs") == whys(found, "src/report/text.rs") == {"a": OFF}
    assert whys(found, "src/usual.rs") == whys(found, "src/either.rs") == {"a": None}


def test_macros_that_put_a_condition_before_items() -> None:
    gates = """
        macro_rules! cfg_dump {
            ($($item:item)*) => { $( #[cfg(all(small_unstable, feature = "of-whom"))] #[doc = "x"] $item )* }
        }
        macro_rules! cfg_std { ($($item:item)*) => { $( #[cfg(feature = "std")] $item )* } }
    """
    found = project(
        {
            "src/macros.rs": gates,
            "src/lib.rs": "mod macros; cfg_dump! { mod trace; fn f() { a() } } cfg_std! { fn g() { b() } }",
            "src/trace.rs": "fn f() { a() }",
        }
    )
    why = "only in builds with `cfg(small_unstable)`"
    assert whys(found)["a"] == whys(found, "src/trace.rs")["a"] == why
    assert whys(found)["b"] is None


def test_it_is_colder_and_says_why() -> None:
    body = "fn NAME(xs: &[u8]) { for x in xs { for y in xs { work(x, y) } } }"
    code = f'{body.replace("NAME", "usual")} #[cfg(feature = "report")] {body.replace("NAME", "rare")}'
    found = project(code)
    usual, rare = (function_hotness(found, function(found, name)) for name in ("usual", "rare"))
    assert 0 < rare.value < usual.value
    assert rare.terms[-1].text == OFF
    assert usual.terms == rare.terms[:-1]


def test_its_calls_heat_nothing_that_is_always_there() -> None:
    code = """
        #[cfg(feature = "report")]
        mod report {
            fn all(xs: &[u8]) { for x in xs { crate::shared(); own(); } }
            fn own() {}
        }
        fn shared() {}
    """
    found = project(code)
    assert function_hotness(found, function(found, "shared")).value == 0
    assert function_hotness(found, function(found, "report::own")).value > 0


def test_a_file_that_no_mod_declares_is_in_no_crate() -> None:
    files = {
        "src/lib.rs": 'mod there; cfg_if! { mod maybe; } #[path = "other.rs"] mod moved;',
        "src/there.rs": "fn f() { a() }",
        "src/maybe.rs": "fn f() { a() }",
        "src/other.rs": "fn f() { a() }",
        "src/old.rs": "fn f() { a() }",
        "src/old/older.rs": "fn f() { a() }",
    }
    found = project(files)
    assert {path: whys(found, path)["a"] for path in files if path != "src/lib.rs"} == {
        "src/there.rs": None,
        "src/maybe.rs": None,
        "src/other.rs": None,
        "src/old.rs": "no `mod` declares its file",
        "src/old/older.rs": "no `mod` declares its file",
    }


def test_of_a_file_alone_nobody_knows_who_declares_it() -> None:
    alone = project({"src/deep/part.rs": "fn f() { a() }"})
    assert whys(alone, "src/deep/part.rs") == {"a": None}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("fn f() {} #[test] fn t() { f() }", True),
        ("#[inline] fn f() {} #[cfg(test)] mod tests { fn t() { super::f() } }", True),
        ("#[allow(dead_code)] fn f() {}", True),
        ("mod m { pub fn f() {} #[test] fn t() { f() } }", True),
        ("fn f() {} pub fn g() { f() } #[test] fn t() { f() }", False),
        ("mod missing; fn f() {} #[test] fn t() { f() }", False),
        ("pub fn f() {} #[test] fn t() { f() }", False),
        ("#[export] fn f() {} #[test] fn t() { f() }", False),
        ("struct S; impl Run for S { fn f(&self) {} } #[test] fn t() { S.f() }", False),
    ],
)
def test_what_only_tests_call_is_in_no_release(code: str, expected: bool) -> None:
    found = project(code)
    ref = next(ref for ref in call_graph(found).functions() if ref.function.name == "f")
    assert ("only tests call it" in [term.text for term in function_hotness(found, ref).terms]) is expected
    unit = found.files["src/lib.rs"]
    assert in_no_release(found, unit, ref.function.start) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("fn f() {}", True),
        ("mod m { pub fn f() {} }", True),
        ("pub fn f() {}", False),
        ("fn f() {} pub fn g() { f() }", False),
        ("fn f() {} pub fn g() { run!(f) }", False),
        ("#[export] fn f() {}", False),
        ("struct S; impl Run for S { fn f(&self) {} }", False),
    ],
)
def test_what_nobody_calls_is_in_no_release(code: str, expected: bool) -> None:
    found = project(code)
    unit = found.files["src/lib.rs"]
    assert in_no_release(found, unit, code.index("fn f")) is expected


def test_what_no_mod_declares_is_in_no_release() -> None:
    found = project({"src/lib.rs": "fn f() {}", "src/old.rs": "pub fn g() {}"})
    assert in_no_release(found, found.files["src/old.rs"], 0)
    debug = project("#[cfg(debug_assertions)] pub fn f() {}")
    assert in_no_release(debug, debug.files["src/lib.rs"], 30)
    features = project('#[cfg(feature = "report")] pub fn f() {}')
    assert not in_no_release(features, features.files["src/lib.rs"], 30)  # users may switch it on


@pytest.mark.parametrize(
    ("feature", "expected"),
    [("staging", True), ("model-checking", True), ("test-utils", True), ("latest", False)],
)
def test_features_for_tests_are_in_no_release(feature: str, expected: bool) -> None:
    found = index(f'#[cfg(feature = "{feature}")] pub fn f() {{ a() }}', features={feature: False})
    unit = found.files["src/lib.rs"]
    assert in_no_release(found, unit, unit.facts.functions[0].start) is expected
