"""Macro calls as code: what is rewritten, what is left alone, and that every byte keeps its place."""

from __future__ import annotations

import pytest

from perfrules.syntax import Syntax, parse
from tests.index_harness import unit_of


def macros(syntax: Syntax) -> list[str]:
    """The calls that were rewritten."""
    return [call.path for call in syntax.macros.values()]


def functions(text: str) -> list[str]:
    """All functions with what they belong to."""
    return [of.qualified for of in unit_of(text).facts.functions]


def test_items_in_macros_are_members_of_what_stands_around() -> None:
    found = functions("""
        cfg_net! { impl Socket { fn open() {} } }
        impl Socket {
            cfg_time! {
                /// How long it waits.
                fn timeout(&self) { vec![1].len(); }
                cfg_linux! { #![cfg(linux)] fn linger(&self) {} }
            }
            fn close(&self) { log!("closed"); }
        }
        trait Wait { cfg_time! { fn wait(&self) {} } }
        mod inner { cfg_time! { fn free() {} } once!(); }
    """)
    assert found == [
        "Socket::open",
        "Socket::timeout",
        "Socket::linger",
        "Socket::close",
        "Wait::wait",
        "inner::free",
    ]


def test_all_branches_of_cfg_if_are_code() -> None:
    assert functions("""
        cfg_if! {
            if #[cfg(unix)] { fn one() {} }
            else if #[cfg(windows)] { fn two() {} }
            else { fn three() {} }
        }
        impl S {
            cfg_if::cfg_if! { if #[cfg(unix)] { fn four() {} } else { fn five() {} } }
        }
        fn six() { cfg_if! { if #[cfg(unix)] { seven() } else { eight() } } }
    """) == ["one", "two", "three", "S::four", "S::five", "six"]


@pytest.mark.parametrize(
    "odd",
    [
        "odd!(name, a => b);",
        "odd! { Name: u8 { const A = 1; } }",
        "odd! { first, second }",
        'mod tests { odd!(literal, "*", vec![Any]); odd!(other, "{", vec![]); }',
        "impl S { odd!(); }",
        "fn g() -> odd!(T) { match x { odd!(p) => 1, _ => 2 } }",
        "type T = Vec<odd!(x)>;",
        "fn g() { odd!(pub struct X;); }",
    ],
)
def test_one_macro_with_a_language_of_its_own_does_not_hide_the_others(odd: str) -> None:
    before, after = "fn before() { log!(x.clone()); }\n", "\nimpl S { cfg! { fn after() { log!(y) } } }"
    syntax = parse(f"{before}{odd}{after}".encode())
    assert syntax.errors() == []
    assert "odd" not in macros(syntax)
    assert [name for name in macros(syntax) if name != "vec"] == ["log", "cfg", "log"]


def test_blocks_of_another_language_are_given_up_before_calls_that_take_expressions() -> None:
    lint = 'declare_lint! { /// What: `a`.\n #[version = "1"] pub NAME, style, "text" }\n'
    chain = """impl<'t> Pass<'t> for P {
        fn check(&mut self, item: &'t Item<'_>) {
            if item.odd() { return; }
            chain! {
                if let Kind::Fn(ref sig, _) = item.kind;
                if item.name() == "x";
                let decl = &sig.decl;
                if decl.len() == 1;
                then { show(item); }
            }
        }
    }
    """
    syntax = parse(f"use a::b;\n{lint}{lint}{chain}fn f() {{ log!(x.clone()); }}\n".encode())
    assert syntax.errors() == []
    assert macros(syntax) == ["log"]


def test_a_label_handed_to_a_macro_hides_no_code() -> None:
    syntax = parse(b"fn f() { 'outer: loop { step!(state, 'outer, { g('x'); log!(a) }) } }")
    assert syntax.errors() == []
    assert macros(syntax) == ["step", "log"]


def test_errors_of_the_file_itself_leave_the_rest() -> None:
    syntax = parse(b"fn f() { log!(a.clone()); }\nfn g( { }\nfn h() { log!(b.clone()); }\n")
    assert syntax.errors() != []
    assert macros(syntax) == ["log", "log"]


def test_places_and_text_are_those_of_the_source() -> None:
    source = 'impl S { cfg! {\n  fn f() { log!(target: x, "é", y) }\n} }'
    syntax = parse(source.encode())
    found = syntax.root.descendant_for_byte_range(source.encode().index(b"y)"), source.encode().index(b"y)"))
    assert found is not None
    assert syntax.text(found) == "y"
    assert syntax.position(found.start_byte) == (2, 33)
    assert syntax.text(syntax.root) == source
