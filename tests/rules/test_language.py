"""The rule language, word by word: a rule, a snippet, and the lines it flags."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from perfrules.cli.rule_words import as_markdown
from perfrules.hotness.places import PLACES
from perfrules.index.build import index_source
from perfrules.index.project import Project, read_knowledge
from perfrules.model.source import Crate, Role, SourceFile
from perfrules.rules.conditions import words as all_words
from perfrules.rules.engine import Fault, Plan
from perfrules.rules.errors import RuleError
from perfrules.rules.loader import load_rules
from perfrules.rules.pattern_syntax import EFFECTS, PATTERN_KEYS
from perfrules.rules.role import ROLES
from perfrules.rules.rule import KEYS, Pack, read_rule
from perfrules.rules.type_words import CLASSES
from perfrules.yamlfile import Document

KNOWLEDGE = read_knowledge()
CRATE = Crate("c", Path("/c"), "2021", dependencies=frozenset({"tokio"}))
HEAD = """\
id: rule
title: T
category: general-optimization
severity: low
precision: low
message: m
help: h
skip: []
examples: {bad: [x], good: [x]}
"""


def flagged(rule: str, *code: str, role: Role = Role.LIBRARY, unasked: bool = False) -> list[int]:
    """The lines of ``code`` that a rule flags; ``rule`` is its ``match``, ``where`` and so on."""
    text = HEAD + rule
    data = YAML(typ="safe").load(text)
    compiled = read_rule(Document(Path("rules/pack/rule.yaml"), text, data), data, Pack(Path("rules")))
    compiled = replace(compiled, unasked=unasked)
    notes: list[object] = []
    file = SourceFile(Path("/c/src/lib.rs"), "src/lib.rs", role, CRATE)
    unit = index_source("\n".join(code).encode(), file, notes)  # type: ignore[arg-type]
    assert notes == []
    project = Project({}, KNOWLEDGE)
    project.merge(unit)
    faults: list[Fault] = []
    hits = Plan([compiled]).run(project, unit, faults)
    assert faults == []
    return [unit.syntax.line(hit.match.node.start_byte) for hit in hits]


# -- patterns ---------------------------------------------------------------------------------------

CALLS = (
    "use std::fs;",
    "fn f(v: &mut Vec<u32>, s: &str) {",
    "    v.push(1);",
    "    let _ = String::from(s);",
    "    let _ = format!(\"{}\", v.len());",
    "    let _ = fs::read(s);",
    "    for x in v.iter() { drop(x); }",
    "    let _: Vec<u32> = v.iter().map(|x| x + 1).collect();",
    "}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("match", "lines"),
    [
        ("{method: push}", [3]),
        ("{method: [push, len]}", [3, 5]),
        ("{path: 'String::from'}", [4]),
        ("{path: 'std::fs::read'}", [6]),
        ("{path: '*::fs::*'}", [6]),
        ("{macro: format}", [5]),
        ("{effect: io}", [6]),
        ("{effect: [grows]}", [3]),
        ("{loop: for}", [7]),
        ("{loop: closure}", [8]),
        ("{loop: any}", [7, 8]),
        ("{function: any}", [2]),
        ("{kind: use_declaration}", [1]),
        ("{query: '(for_expression value: (_) @match)'}", [7]),
        ("{any-of: [{method: push}, {loop: for}]}", [3, 7]),
    ],
)
def test_patterns(match: str, lines: list[int]) -> None:
    assert flagged(f"match: {match}", *CALLS) == lines


def test_code_in_macro_arguments_is_code() -> None:
    code = (
        "fn f(a: &String, b: &String) {",
        "    println!(",
        '        "{} {}",',
        "        a.clone(),",
        "        b.clone()",
        "    );",
        "    assert!(a.clone() == *b);",
        "    let _ = vec![a.clone(), b.clone()];",
        "    if matches!(a.clone().len(), 1 | 2) {}",
        "}",
    )
    assert flagged("match: {method: clone}", *code) == [4, 5, 7, 8, 8, 9]


def test_methods_called_by_path_are_methods() -> None:
    code = (
        "#[derive(Clone)] struct Own; impl Own { fn clone_all(_: &Own) {} fn push(&mut self, _: u8) {} }",
        "fn f(a: &String, o: &Own, v: &mut Vec<u8>, s: &str, mut own: Own) {",
        "    String::clone(a); Clone::clone(o);",
        "    <Own as Clone>::clone(o); Own::clone_all(o);",
        "    Clone::clone(&a);",  # of the reference
        "    std::mem::drop(a); Rc::new(a); From::from(s);",
        "    Vec::push(v, 1);",
        "    Own::push(&mut own, 2);",
        "}",
    )
    assert flagged("match: {method: clone}", *code) == [3, 3, 4]
    assert flagged("match: {method: [clone_all, new, from, drop]}", *code) == []
    assert flagged("match: {method: clone}\nwhere: {exists: [path]}", *code) == []
    assert flagged("match: {method: push}\nwhere: {literal: {of: arg0, equals: '2'}}", *code) == [8]
    assert flagged("match: {method: push}\nwhere: {type: {of: receiver, is: sequence}}", *code) == [7]


def test_a_macro_definition_is_no_syntax_error() -> None:
    code = ("macro_rules! dollar { ($name:ident) => { with!($) }; }", "fn f(s: &String) { g(s.clone()); }")
    assert flagged("match: {method: clone}", *code) == [2]


# -- composition and relations ------------------------------------------------------------------------

LOOPS = (
    "fn f(xs: &[u32], s: &String) {",
    "    keep(s.clone());",
    "    for _ in xs {",
    "        keep(s.clone());",
    "        if ready() {",
    "            let t = String::new();",
    "            keep(t.clone());",
    "        }",
    "    }",
    "    xs.iter().for_each(|_| keep(s.clone()));",
    "    while s.clone().is_empty() {}",
    "    Some(1).map(|_| s.clone());",
    "}",
)


@pytest.mark.parametrize(
    ("where", "lines"),
    [
        ("{inside: {loop: nearest}}", [4, 7, 10, 11]),
        ("{inside: {loop: any, kinds: [closure]}}", [10]),
        ("{not: {inside: {loop: nearest}}}", [2, 12]),
        ("{inside: {kind: if_expression}}", [7]),
        ("{inside: {kind: arguments, direct: true}}", [2, 4, 7, 10]),
        ("{all: [{inside: {loop: nearest}}, {not: {inside: {kind: if_expression}}}]}", [4, 10, 11]),
        ("{any: [{inside: {kind: if_expression}}, {inside: {kind: while_expression}}]}", [7, 11]),
        ("[{inside: {loop: nearest}}, {bound-inside: {node: receiver}}]", [7]),
        ("{role: {is: argument}}", [2, 4, 7, 10]),
        ("{role: {is: receiver, method: is_empty}}", [11]),
        ("{role: returned}", [12]),
        ("{defined: {of: receiver, source: let}}", [7]),
        ("{defined: {of: receiver, source: parameter}}", [2, 4, 10, 11, 12]),
        ("{defined: {of: receiver, as: def, where: {text: {of: value, is: 'String::new()'}}}}", [7]),
    ],
)
def test_conditions(where: str, lines: list[int]) -> None:
    assert flagged(f"match: {{method: clone}}\nwhere: {where}", *LOOPS) == lines


def test_has_precedes_and_follows() -> None:
    code = (
        "fn f(v: &mut Vec<u32>, n: u32) {",
        "    let a = Vec::<u32>::new();",
        "    v.clear();",
        "    for i in 0..n { v.push(i); }",
        "    let b = Vec::<u32>::new();",
        "}",
    )
    rule = "match: {{path: 'Vec::new'}}\nwhere: {}"
    assert flagged(rule.format("{precedes: {loop: for, where: {has: {method: push}}}}"), *code) == [2]
    assert flagged(rule.format("{precedes: {loop: for, immediately: true}}"), *code) == []
    assert flagged(rule.format("{follows: {method: clear}}"), *code) == [5]
    assert flagged("match: {loop: for}\nwhere: {has: {method: push}}", *code) == [4]
    assert flagged("match: {function: any}\nwhere: {has: {method: nothing}}", *code) == []


def test_used() -> None:
    code = (
        "fn f(v: Vec<u32>) -> usize {",
        "    let a: Vec<u32> = v.iter().copied().collect();",
        "    let b: Vec<u32> = v.iter().copied().collect();",
        "    for x in &a { show(x); }",
        "    keep(b);",
        "    a.len()",
        "}",
    )
    rule = "match: {query: '(let_declaration pattern: (identifier) @name value: (_)) @match'}\nwhere: "
    assert flagged(rule + "{used: {of: name, where: {role: argument}}}", *code) == [3]
    assert flagged(rule + "{used: {of: name, min: 2}}", *code) == [2]
    every = "{used: {of: name, every: true, where: {role: {is: [receiver, iterated], through: reference}}}}"
    assert flagged(rule + every, *code) == [2]


def test_alive() -> None:
    code = (
        "use std::sync::Mutex;",
        "async fn f(m: &Mutex<u32>) {",
        "    let a = m.lock().unwrap();",
        "    wait().await;",
        "    drop(a);",
        "    let b = m.lock().unwrap();",
        "    drop(b);",
        "    wait().await;",
        "    { let c = m.lock().unwrap(); }",
        "    wait().await;",
        "}",
    )
    rule = "match: {query: '(let_declaration pattern: (identifier) @name) @match'}\nwhere: "
    assert flagged(rule + "{alive: {of: name, across: {kind: await_expression}}}", *code) == [3]


# -- semantic predicates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "expression", "holds"),
    [
        ("is: heap-owning", "String::new()", True),
        ("is: heap-owning", "std::sync::Arc::new(1)", False),
        ("is: copy", "(1u8, 'c')", True),
        ("is: integer", "1 + 2", True),
        ("is: iterator", "[1].iter()", True),
        ("is: exact-size", "[1].iter().map(|x| x)", True),
        ("is: exact-size", "[1].iter().filter(|x| true)", False),
        ("is: unknown", "mystery()", True),
        ("like: 'Vec<_>'", "vec![1u8]", True),
        ("like: 'Vec<Integer>'", "vec![1u8]", True),
        ("like: 'Vec<String>'", "vec![1u8]", False),
        ("like: '&str'", '"text"', True),
        ("like: '&str'", "String::new()", False),
        ("like: 'Option<&_>'", "[1].first()", True),
        ("like: 'Vec<_>'", "mystery()", False),
        ("is: integer, item-of: true", "vec![1u8]", True),
    ],
)
def test_types(type_: str, expression: str, holds: bool) -> None:
    rule = f"query: '(let_declaration value: (_) @value) @match'\nwhere: {{type: {{of: value, {type_}}}}}"
    assert flagged(rule, f"fn f() {{ let it = {expression}; }}") == [1] * holds


def test_sizes() -> None:
    code = (
        "struct Small { a: u64 }",
        "struct Big { a: [u64; 100], b: u8 }",
        "fn f(a: Small, b: Big, c: &Big) {}",
    )
    rule = "query: '(parameter) @match'\nwhere: {size: {min: 256}}"
    assert flagged(rule, *code) == [3]


def test_invariants_and_changes() -> None:
    code = (
        "fn f(xs: &[String], name: &str) {",
        "    let mut total = String::new();",
        "    for x in xs {",
        "        show(name.to_uppercase());",
        "        show(x.to_uppercase());",
        "        total.push('c');",
        "        show(total.to_uppercase());",
        "    }",
        "}",
    )
    rule = "match: {method: to_uppercase}\nwhere: [{inside: {loop: nearest}}, {invariant: {of: match}}]"
    assert flagged(rule, *code) == [4]


def test_text_is_compared_without_space_but_for_literals() -> None:
    code = ('fn f(a: S) { g("a b"); g("ab"); }', "fn h() { g(' '); g( a .\n b ); }")
    assert flagged("match: {path: g}\nwhere: {text: {of: arg0, is: '\"ab\"'}}", *code) == [1]
    assert flagged("match: {path: g}\nwhere: {text: {of: arg0, is: ['\"a b\"', a.b]}}", *code) == [1, 2]
    two = ('fn f() { g("x y", "xy"); g("x y", &"x y"); }', "fn h() { g(a . b, a.b); g(' ', '\t'); }")
    assert flagged("match: {path: g}\nwhere: {same-text: [arg0, arg1]}", *two) == [1, 2]


def test_used_after() -> None:
    code = (
        "fn f(a: String, b: String, xs: &[u32]) -> String {",
        "    keep(a.clone());",
        "    keep(b.clone());",
        "    for _ in xs { keep(b.clone()); }",
        "    a",
        "}",
    )
    rule = "match: {method: clone}\nwhere: {not: {used-after: receiver}}"
    assert flagged(rule, *code) == []
    assert flagged(rule, "fn f(a: String) { keep(a.clone()); }") == [1]
    branches = "fn f(a: String, c: bool) { if c { keep(a.clone()); } else { keep(a); } }"
    assert flagged(rule, branches) == [1]


@pytest.mark.parametrize(
    ("place", "code", "holds"),
    [
        ("test", "#[cfg(test)] mod t { fn f() { g(); } }", True),
        ("test", "#[test] fn f() { g(); }", True),
        ("test", "fn f() { g(); }", False),
        ("async", "async fn f() { g(); }", True),
        ("async", "async fn f() { h(|| g()); }", False),
        ("async", "fn f() { h(async { g() }); }", True),
        ("error-path", "fn f() { x.map_err(|e| g()); }", True),
        ("error-path", "fn f() -> R { return Err(g()); }", True),
        ("error-path", "fn f() { if let Err(e) = x { g(); } }", True),
        ("error-path", "fn f() { if let Err(e) = g() {} }", False),
        ("error-path", "fn f() { if let Some(last_err) = x { g(); } }", True),
        ("error-path", "fn f() { if let Some(user) = x { g(); } }", False),
        ("error-path", "fn f() { match x { Poll::Ready(Err(e)) => g(), _ => h() } }", True),
        ("error-path", "fn f() { match x { Some(error) => g(), None => h() } }", True),
        ("error-path", "fn f() { match x { Some(Ok(v)) => g(), None => h() } }", False),
        ("debug-log", "fn f() { if DEBUG.load(Relaxed) { g(); } }", True),
        ("debug-log", "fn f() { if self.options.verbose && x { g(); } }", True),
        ("debug-log", "fn f() { if let Some(path) = print_graph { g(); } }", True),
        ("debug-log", "fn f() { if options.generate_debug_information { g(); } }", True),
        ("debug-log", 'fn f() { if let Ok(path) = std::env::var("DUMP") { g(); } }', True),
        ("error-path", "fn f() { bail_parse_error!(g()); }", True),
        ("error-path", "fn f() { if x { g(); return plan_err!(y); } }", True),
        ("error-path", "fn f(&self) { self.error(g()); }", True),
        ("error-path", "fn f() { add_compile_error(g()); }", True),
        ("error-path", "fn f(&self) { self.errors().push(g()); }", False),
        ("error-path", "fn f() { mean_squared_error(g()); }", False),
        ("debug-log", 'fn f() { if env::var("QUIET").is_err() { g(); } }', False),
        ("debug-log", "fn f() { if o.has_debug { g(); } }", False),
        ("debug-log", "fn f() { if cfg!(debug_assertions) && x { g(); } }", True),
        ("debug-log", "fn f() { if !cfg!(debug_assertions) { g(); } }", False),
        ("once", "fn f(&self) { if self.cell.get().is_none() { self.cell.set(g()); } }", True),
        ("once", "fn f(&self) { if self.cell.get().is_none() { self.other.set(g()); } }", False),
        ("debug-log", "fn f() { if !verbose { g(); } }", False),
        ("debug-log", "fn f() { if x && !self.verbose { g(); } }", False),
        ("debug-log", "fn f() { if debug::enabled() { g(); } }", False),
        ("error-path", "fn f() { x.with_project_context(|| g()); }", True),
        ("error-path", "fn f() { let context = || g(); x.with_context(context); }", True),
        ("error-path", "fn f() { let name = || g(); if x { return Err(name()); } bail!(name()); }", True),
        ("error-path", "fn f() { let name = || g(); if x { return Err(name()); } show(name()); }", False),
        ("error-path", 'fn f() { panic!("{}", g()); }', True),
        ("error-path", "fn f() { match x { Err(e) => g(), Ok(_) => {} } }", True),
        ("error-path", "fn f() { match x { Err(e) => h(), Ok(_) => g() } }", False),
        ("error-path", "fn f(mut errors: String) { errors += &g(); }", True),
        ("error-path", "fn f(s: &mut S) { s.errors.push(g()); }", True),
        ("error-path", "fn f(errors: &mut Vec<f64>) { errors.push(g()); }", False),
        ("error-path", "fn f(error: f64) { let error = 1.0; error += g(); }", False),
        ("error-path", "struct ParseError; fn f(e: &mut Vec<ParseError>) { e.push(g()); }", True),
        ("error-path", 'fn f() -> R { let mut m = h(); write!(m, "{}", g()); Err(m) }', True),
        ("error-path", "fn f() -> R { let m = g(); let s = m.len(); Err(m) }", False),
        ("error-path", "fn f() -> R { let m: String = g(); if c() { return Err(m); } Ok(()) }", True),
        ("error-path", "fn f() -> R { let mut m: String = h(); m.push_str(&g()); Ok(m) }", False),
        ("error-path", "fn f() -> R { let m = h(|| { g(); 1 }); Err(m) }", False),
        ("drop", "impl Drop for X { fn drop(&mut self) { g(); } }", True),
        ("formatting", "impl std::fmt::Debug for X { fn fmt(&self) -> R { g() } }", True),
        ("formatting", "fn show(out: &mut std::fmt::Formatter<'_>) { g(); }", True),
        ("debug-log", 'fn f() { debug!("{}", g()); }', True),
        ("cold", "#[cold] fn f() { g(); }", True),
        ("cold", "impl Reply for RouteError { fn reply(self) -> Response { g() } }", True),
        ("cold", "impl Reply for Route { fn reply(self) -> Response { g() } }", False),
        ("once", "static X: LazyLock<u8> = LazyLock::new(|| g());", True),
        ("start-up", "fn main() { g(); }", True),
        ("start-up", "fn main() { loop { g(); } }", False),
        ("start-up", "impl X { fn try_from_config() { for x in y { g(); } } }", True),
        ("start-up", "impl X { fn configure_item() { g(); } }", False),
        ("start-up", "fn main() { run(); } fn run() { step(); } fn step() { g(); }", True),
        ("start-up", "fn main() { loop { run(); } } fn run() { g(); }", False),
        ("start-up", "fn main() { run(); } fn other() { run(); } fn run() { g(); }", False),
        ("start-up", "fn main() { run(3); } fn run(n: u8) { if n > 0 { run(n - 1); } g(); }", False),
        ("start-up", "fn main() { run(); } pub fn run() { g(); }", False),
        ("start-up", "fn main() { spawn(run); } fn run() { g(); }", False),
        ("start-up", "impl HttpServer<F> { fn bind(self) { for x in y { g(); } } }", True),
        ("start-up", "impl Query { fn bind(self) { g(); } }", False),
        ("error-path", 'fn f() { assert!(h(), "{}", g()); }', True),
        ("error-path", 'fn f() { assert!(g(), "{}", h()); }', False),
        ("unsafe", "fn f() { unsafe { g() } }", True),
    ],
)
def test_places(place: str, code: str, holds: bool) -> None:
    rule = f"match: {{path: g}}\nwhere: {{in: {place}}}"
    assert flagged(rule, code) == [1] * holds


@pytest.mark.parametrize(
    ("condition", "signature", "holds"),
    [
        ("{function: {is: [async, public]}}", "pub async fn f()", True),
        ("{function: {is: [generic]}}", "fn f<T: Copy>()", True),
        ("{function: {is: [generic]}}", "fn f<'a>()", False),
        ("{function: {name: '^get_'}}", "fn get_it()", True),
        ("{attribute: {has: ^inline}}", "#[inline(always)] fn f()", True),
        ("{returns: {like: 'Vec<_>'}}", "fn f() -> Vec<u8>", True),
        ("{depends-on: tokio}", "fn f()", True),
        ("{edition: {minimum: 2024}}", "fn f()", False),
    ],
)
def test_functions(condition: str, signature: str, holds: bool) -> None:
    assert flagged(f"match: {{path: g}}\nwhere: {condition}", f"{signature} {{ g(); }}") == [1] * holds


# -- keys of a rule ------------------------------------------------------------------------------------


def test_skip_is_silent_by_default_in_tests_and_cold_code() -> None:
    code = (
        "#[test] fn t() { g(); }",
        "fn main() { g(); }",
        "fn f() { g(); }",
        "#[cold] fn c() { g(); }",
    )
    assert flagged("match: {path: g}", *code) == [1, 2, 3, 4]
    text = HEAD.replace("skip: []\n", "") + "match: {path: g}"
    data = YAML(typ="safe").load(text)
    rule = read_rule(Document(Path("r.yaml"), text, data), data, Pack(Path()))
    assert {"test", "cold-path", "start-up"} <= rule.skip


def test_what_until_names_ends_the_way_outwards() -> None:
    code = (
        "fn f() { if a { loop { g(); } } }",
        "fn h() { loop { if a { g(); } } }",
        "fn k() { if a { fn n() { g(); } } }",
        "fn m() { if g() { 1 } }",
    )
    for until, lines in (
        ("block", [4]),
        ("loop", [2, 4]),
        ("closure", [1, 2, 4]),
        ("function", [1, 2, 4]),
        ("file", [1, 2, 3, 4]),
    ):
        rule = f"match: {{path: g}}\nwhere: {{inside: {{kind: if_expression, until: {until}}}}}"
        assert flagged(rule, *code) == lines, until
    with pytest.raises(RuleError, match="until"):
        flagged("match: {path: g}\nwhere: {inside: {kind: if_expression, until: statement}}", *code)


def test_what_ends_a_block_in_a_brace_is_its_value() -> None:
    code = (
        "fn f() { let x = { async { g() } }; }",
        "fn h() { async { g() }; }",
        "fn k() { async { g() } y() }",
    )
    assert flagged("match: {kind: async_block}\nwhere: {role: returned}", *code) == [1]
    assert flagged("match: {kind: async_block}\nwhere: {role: discarded}", *code) == [2, 3]


def test_worth_is_for_those_who_have_not_asked() -> None:
    rule = "match: {path: g}\nworth: {inside: {loop: nearest}}"
    code = ("pub fn f() { loop { g(); } }", "pub fn h() { g(); }", "#[cold] pub fn c() { loop { g(); } }")
    assert flagged(rule, *code) == [1, 2, 3]
    assert flagged(rule, *code, unasked=True) == [1]
    assert flagged("match: {path: g}", *code, unasked=True) == [1, 2]


def test_once_a_file_is_for_those_who_have_not_asked() -> None:
    code = ("pub fn f() { g(); }", "pub fn h() { g(); }")
    assert flagged("match: {path: g}\nonce: file", *code, unasked=False) == [1, 2]
    assert flagged("match: {path: g}\nonce: file", *code, unasked=True) == [1]


def test_once() -> None:
    code = ("fn f() { for x in y { g(); g(); } }", "fn h() { g();", "g(); }")
    assert flagged("match: {path: g}\nonce: function", *code) == [1, 2]
    assert flagged("match: {path: g}\nonce: line", *code) == [1, 2, 3]


def test_options_and_utils() -> None:
    rule = (
        "options: {least: 3}\nutils: {long: {children: {of: args, min: '${least}'}}}\n"
        "match: {path: g}\nwhere: {matches: long}"
    )
    assert flagged(rule, "fn f() { g(1, 2); g(1, 2, 3); }") == [1]
    assert flagged(rule.replace("least: 3", "least: 2"), "fn f() { g(1, 2); g(1, 2, 3); }") == [1, 1]


# -- the pages that describe it -------------------------------------------------------------------------

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = (DOCS / "rule-language.md").read_text() + (DOCS / "rule-words.md").read_text()
DESCRIBED = set(re.findall(r"[a-z][a-z0-9-]*", PAGES))


@pytest.mark.parametrize(
    "word", sorted({*all_words(), *PATTERN_KEYS, *PLACES, *CLASSES, *ROLES, *EFFECTS, *KEYS})
)
def test_every_word_is_described(word: str) -> None:
    assert word in DESCRIBED


def test_the_page_of_words_is_current() -> None:
    assert (DOCS / "rule-words.md").read_text() == as_markdown(), "perfrules rules words > docs/rule-words.md"


def test_the_bundled_rules_use_only_known_packs() -> None:
    packs = {info.pack for info in load_rules()[0].infos}
    folders = {
        path.name for path in (Path(__file__).resolve().parents[2] / "rules").iterdir() if path.is_dir()
    }
    assert packs <= folders


@pytest.mark.parametrize(
    ("span", "expected"),
    [((0, 1), True), ((5, 6), True), ((9, 12), True), ((10, 12), False), ((12, 30), True), ((30, 40), False)],
)
def test_a_rule_yields_where_another_one_overlaps(span: tuple[int, int], expected: bool) -> None:
    from perfrules.rules.engine import _Places

    assert _Places([(20, 25), (2, 3), (0, 10)]).overlap(*span) is expected
