"""What names mean: types of one name told apart by imports, modules, re-exports, crates."""

from __future__ import annotations

import pytest

from perfrules.index.knowledge import KnownType
from perfrules.index.project import TypeRef
from perfrules.index.scope import Scope
from tests.index_harness import project_of, unit_of, wrong_types


def meaning(text: str, name: str, path: str = "") -> str | None:
    """Path of the definition that a name has in a file."""
    project = project_of(text)
    found = project.names(project.files["src/lib.rs"]).type(name, path)
    assert found is None or isinstance(found, KnownType | TypeRef)
    return found.path if found is not None else None


@pytest.mark.parametrize(
    ("imports", "path"),
    [
        ("", "std::sync::Mutex"),
        ("use std::sync::Mutex;", "std::sync::Mutex"),
        ("use tokio::sync::Mutex;", "tokio::sync::Mutex"),
        ("use tokio::sync::{mpsc, Mutex};", "tokio::sync::Mutex"),
        ("use parking_lot::Mutex;", "parking_lot::Mutex"),
        ("use parking_lot::*;", "parking_lot::Mutex"),
        ("use other::Mutex;", None),
        ("struct Mutex;", "demo::Mutex"),
        ("mod sync { pub struct Mutex; } use sync::Mutex;", "demo::sync::Mutex"),
        ("use core::sync::Mutex;", "std::sync::Mutex"),
    ],
)
def test_the_import_decides(imports: str, path: str | None) -> None:
    assert meaning(imports, "Mutex") == path


@pytest.mark.parametrize(
    ("imports", "name", "path", "expected"),
    [
        ("use std::sync;", "Mutex", "sync::Mutex", "std::sync::Mutex"),
        ("use tokio::sync as locks;", "Mutex", "locks::Mutex", "tokio::sync::Mutex"),
        ("", "Mutex", "tokio::sync::Mutex", "tokio::sync::Mutex"),
        ("", "Sender", "tokio::sync::oneshot::Sender", "tokio::sync::oneshot::Sender"),
        ("use tokio::sync::mpsc;", "Sender", "mpsc::Sender", "tokio::sync::mpsc::Sender"),
        ("use std::io;", "Error", "io::Error", "std::io::Error"),
        ("use alloc::vec::Vec;", "Vec", "", "std::vec::Vec"),
        ("use std::collections::HashMap as Map;", "Map", "", "std::collections::HashMap"),
        ("", "FxHashMap", "", None),
        ("use rustc_hash::FxHashSet;", "FxHashMap", "", "rustc_hash::FxHashMap"),
        ("extern crate rustc_hash;", "FxHashMap", "", "rustc_hash::FxHashMap"),
        ("fn f() { rustc_hash::thing(); }", "FxHashMap", "", "rustc_hash::FxHashMap"),
    ],
)
def test_paths(imports: str, name: str, path: str, expected: str | None) -> None:
    assert meaning(imports, name, path) == expected


def test_a_lock_is_told_by_its_import() -> None:
    files = {
        "src/lib.rs": "mod a; mod b; mod c;",
        "src/a.rs": """
            use std::sync::Mutex;
            fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ Result<MutexGuard<u8>, _>⟧; ⟦*m.lock().unwrap() ⇒ u8⟧; }""",
        "src/b.rs": """
            use tokio::sync::Mutex;
            async fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ Future<MutexGuard<u8>>⟧; ⟦*m.lock().await ⇒ u8⟧; }""",
        "src/c.rs": """
            use parking_lot::Mutex;
            fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ MutexGuard<u8>⟧; ⟦*m.lock() ⇒ u8⟧; }""",
    }
    assert wrong_types(files) == []


def test_types_of_one_name_in_one_crate() -> None:
    files = {
        "src/lib.rs": "mod red; mod blue; mod user; mod shown; pub use shown::Thing;",
        "src/red.rs": "pub struct Config { pub a: u8 } impl Config { pub fn get(&self) -> u8 { 1 } }",
        "src/blue.rs": "pub struct Config { pub a: char } impl Config { pub fn get(&self) -> char { 'a' } }",
        "src/shown.rs": "pub struct Thing { pub size: u16 } pub fn made() -> crate::blue::Config { todo!() }",
        "src/user.rs": """
            use crate::red::Config;
            use crate::shown::made;
            use crate::Thing;
            use super::blue;
            fn f(c: Config, d: blue::Config, e: crate::blue::Config, t: Thing) {
                ⟦c.a ⇒ u8⟧; ⟦d.a ⇒ char⟧; ⟦e.get() ⇒ char⟧; ⟦c.get() ⇒ u8⟧; ⟦t.size ⇒ u16⟧;
                ⟦made().a ⇒ char⟧; ⟦made().get() ⇒ char⟧;
            }""",
    }
    assert wrong_types(files) == []


def test_reexports_and_globs() -> None:
    files = {
        "src/lib.rs": "mod inner; mod prelude; mod user; mod sync;",
        "src/inner/mod.rs": "mod deep; pub use self::deep::*;",
        "src/inner/deep.rs": "pub struct Node { pub id: u32 } pub fn node() -> Node { todo!() }",
        "src/prelude.rs": "pub use crate::inner::Node; pub use std::collections::HashMap as Map;",
        "src/sync.rs": "pub use parking_lot::Mutex;",
        "src/user.rs": """
            use crate::prelude::*;
            use crate::sync::Mutex;
            fn f(n: Node, m: Map<u8, char>, l: Mutex<u8>) {
                ⟦n.id ⇒ u32⟧; ⟦m.get(&1) ⇒ Option<&char>⟧; ⟦crate::inner::node().id ⇒ u32⟧;
                ⟦l.lock() ⇒ MutexGuard<u8>⟧;
            }""",
    }
    assert wrong_types(files) == []


def test_imports_of_modules_in_one_file_are_kept_apart() -> None:
    files = {
        "src/lib.rs": """
            mod inner; mod user;
            pub mod graph { pub use crate::inner::Graph; pub mod deep { pub use super::super::inner::Edge; } }
            pub use crate::graph::Graph;""",
        "src/inner.rs": "pub struct Graph { pub size: u8 } pub struct Edge { pub ends: (u8, u16) }",
        "src/user.rs": """
            use crate::graph::deep::Edge;
            use crate::Graph;
            fn f(g: Graph, e: Edge) { ⟦g.size ⇒ u8⟧; ⟦e.ends.1 ⇒ u16⟧; }
            mod tests { use super::*; fn g(g: Graph) { ⟦g.size ⇒ u8⟧; } }""",
    }
    assert wrong_types(files) == []


def test_modules_of_one_file_have_names_of_their_own() -> None:
    text = """
        use std::sync::Mutex;
        fn f(m: Mutex<u8>) { ⟦*m.lock().unwrap() ⇒ u8⟧; ⟦made() ⇒ u8⟧; }
        fn made() -> u8 { 1 }
        mod parking { use parking_lot::Mutex; fn f(m: Mutex<u8>) { ⟦*m.lock() ⇒ u8⟧; } }
        mod waiting { use tokio::sync::Mutex; async fn f(m: Mutex<u8>) { ⟦*m.lock().await ⇒ u8⟧; } }
        mod own {
            pub struct Mutex<T>(T);
            impl<T> Mutex<T> { pub fn lock(&self) -> u16 { 1 } }
            fn f(m: Mutex<u8>, o: Option<u8>) { ⟦m.lock() ⇒ u16⟧; ⟦o.unwrap() ⇒ u8⟧; ⟦made() ⇒ u32⟧; }
            fn made() -> u32 { 1 }
            mod below { use super::*; fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ u16⟧; } }
        }
        mod other { pub struct Option<T>(T); use crate::own::Mutex;
            fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ u16⟧; } }"""
    assert wrong_types({"src/lib.rs": text}) == []


def test_modules_that_are_reexported() -> None:
    files = {
        "src/lib.rs": "mod real; mod facade; mod user;",
        "src/real.rs": "pub mod sync { pub use parking_lot::Mutex; pub fn made() -> u8 { 1 } }",
        "src/facade.rs": "pub use crate::real::*;",
        "src/user.rs": """
            use crate::facade::sync::{made, Mutex};
            fn f(m: Mutex<u8>) { ⟦m.lock() ⇒ MutexGuard<u8>⟧; ⟦made() ⇒ u8⟧; }""",
    }
    assert wrong_types(files) == []


def test_modules_that_a_glob_brings_in() -> None:
    files = {
        "src/lib.rs": "mod streams;",
        "src/streams/mod.rs": "mod store; mod recv; use crate::streams::store as depot;",
        "src/streams/store.rs": "pub struct Slot { pub size: u8 } pub fn slot() -> Slot { todo!() }",
        "src/streams/recv.rs": """
            use super::*;
            use std::collections::*;
            fn f(s: store::Slot, d: &depot::Slot, m: hash_map::Entry<u8, u8>) {
                ⟦s.size ⇒ u8⟧; ⟦d.size ⇒ u8⟧; ⟦store::slot() ⇒ Slot⟧; ⟦m ⇒ Entry<u8, u8>⟧;
            }""",
    }
    assert wrong_types(files) == []


def test_the_only_one_of_a_name_is_not_taken_from_elsewhere() -> None:
    files = {
        "src/lib.rs": "mod a; mod b; mod user;",
        "src/a.rs": "pub struct Thing { pub size: u8 }",
        "src/b.rs": "pub fn unrelated() {}",
        "src/user.rs": "use crate::b::Thing; fn f(t: Thing) { ⟦t.size ⇒ _⟧; }",
    }
    assert wrong_types(files) == []


def test_globs_that_lead_in_a_circle() -> None:
    files = {
        "src/lib.rs": "pub mod a; pub mod b; use a::*;",
        "src/a.rs": "pub use crate::b::*; fn f(x: Missing) { ⟦x.y ⇒ _⟧; ⟦missing() ⇒ _⟧; }",
        "src/b.rs": "pub use crate::a::*; pub use crate::*;",
    }
    assert wrong_types(files) == []


def test_a_type_of_the_crate_wins_over_a_library_s() -> None:
    text = """
        struct Instant { ticks: u64 }
        impl Instant { fn elapsed(&self) -> u64 { 1 } }
        fn f(i: Instant, d: std::time::Instant) { ⟦i.elapsed() ⇒ u64⟧; ⟦d.elapsed() ⇒ Duration⟧; }"""
    assert wrong_types(text) == []


def test_a_result_alias_elsewhere_leaves_the_prelude_alone() -> None:
    files = {
        "src/lib.rs": "mod error; mod user; mod other;",
        "src/error.rs": "pub enum Error { Bad } pub type Result<T> = std::result::Result<T, Error>;",
        "src/user.rs": "use crate::error::Result; fn f(r: Result<u8>) { ⟦r ⇒ Result<u8, Error>⟧; }",
        "src/other.rs": "fn f(r: Result<u8, char>) { ⟦r ⇒ Result<u8, char>⟧; }",
    }
    assert wrong_types(files) == []


def test_library_types_that_share_a_name_with_the_crate_s() -> None:
    """What a signature gives is the library's, even where the crate has a type of that name."""
    text = """
        use std::collections::HashMap;
        struct Entry { key: u8 }
        fn f(m: &mut HashMap<String, u16>) { ⟦m.entry(String::new()).or_insert(1) ⇒ &mut u16⟧; }"""
    assert wrong_types(text) == []


def test_traits_count_where_they_are_imported() -> None:
    assert wrong_types("fn f(v: &[u8]) { ⟦v.par_iter() ⇒ _⟧; }") == []
    assert (
        wrong_types("use rayon::prelude::*; fn f(v: &[u8]) { ⟦v.par_iter() ⇒ ParallelIterator<&u8>⟧; }") == []
    )


def test_constants_and_functions_by_path() -> None:
    files = {
        "src/lib.rs": "mod limits; mod user; const MAX: u8 = 1;",
        "src/limits.rs": "pub const MAX: u64 = 1; pub fn limit() -> u64 { MAX }",
        "src/user.rs": """
            use crate::limits::{self, limit};
            fn f() { ⟦limits::MAX ⇒ u64⟧; ⟦crate::MAX ⇒ u8⟧; ⟦limit() ⇒ u64⟧; ⟦limits::limit() ⇒ u64⟧;
            ⟦u16::MAX ⇒ u16⟧; }""",
    }
    assert wrong_types(files) == []


def test_variants_that_are_imported() -> None:
    text = """
        enum Kind { Small, Large(u8) }
        use Kind::*;
        fn f(k: &Kind) { ⟦Small ⇒ Kind⟧; ⟦Large(1) ⇒ Kind⟧;
        match k { Large(n) => { ⟦n ⇒ &u8⟧; } Small => {} } }"""
    assert wrong_types(text) == []


def test_modules_within_a_file_have_names_of_their_own() -> None:
    text = """
        use std::iter::repeat;
        mod own {
            pub struct Option<T>(pub T);
            pub fn repeat(n: u8) -> u64 { 1 }
            fn f(o: Option<u8>) { ⟦o.0 ⇒ u8⟧; ⟦repeat(1) ⇒ u64⟧; }
        }
        fn f(o: Option<u8>) { ⟦o.unwrap() ⇒ u8⟧; ⟦repeat(1u8) ⇒ Iterator<u8>⟧; }"""
    assert wrong_types(text) == []


def test_what_is_asked_of_a_value() -> None:
    text = """
        fn f(c: &[char], ok: bool) {
            let mut s = String::new();
            s = ⟦c.iter().collect() ⇒ String⟧;
            let v: Vec<String> = vec![⟦c.iter().collect() ⇒ String⟧, s];
            let b: Box<String> = Box::new(⟦c.iter().collect() ⇒ String⟧);
            let o: Option<String> = ok.then(|| ⟦c.iter().collect() ⇒ String⟧);
        }"""
    assert wrong_types(text) == []


def test_a_module_leaves_the_primitive_its_name() -> None:
    text = """
        use std::io::BufRead;
        use std::str;
        fn f(text: &str, bytes: &[u8]) {
            ⟦text.lines() ⇒ Iterator<&str>⟧; ⟦str::from_utf8(bytes).unwrap() ⇒ &str⟧;
            ⟦str::from_utf8(bytes).unwrap().trim() ⇒ &str⟧;
        }"""
    assert wrong_types(text) == []


def test_a_trait_gives_another_crates_type_methods_where_it_is_in_scope() -> None:
    files = {
        "src/lib.rs": "mod telemetry; mod user; mod importer; mod prelude; mod globber;",
        "src/telemetry.rs": """
            use frames::Request;
            pub trait Telemetry { fn uri(&self) -> String; }
            impl<T> Telemetry for Request<T> { fn uri(&self) -> String { todo!() } }""",
        "src/prelude.rs": "pub use crate::telemetry::Telemetry;",
        "src/user.rs": "use frames::Request; fn f(r: &Request<()>) { ⟦r.uri() ⇒ _⟧; }",
        "src/importer.rs": """
            use crate::telemetry::Telemetry as _;
            use frames::Request;
            fn f(r: &Request<()>) { ⟦r.uri() ⇒ String⟧; }
            mod tests { use super::*; fn g(r: &Request<()>) { ⟦r.uri() ⇒ String⟧; } }""",
        "src/globber.rs": """
            use crate::prelude::*;
            use frames::Request;
            fn f(r: &Request<()>) { ⟦r.uri() ⇒ String⟧; }""",
    }
    assert wrong_types(files) == []


def test_a_trait_of_all_types_gives_another_crates_type_methods_where_it_is_in_scope() -> None:
    files = {
        "src/lib.rs": "mod ext; mod user; mod importer;",
        "src/ext.rs": "pub trait Named { fn named(&self) -> String; } impl<T> Named for T {}",
        "src/user.rs": "fn f(field: &arrow::Field) { ⟦field.named() ⇒ _⟧; }",
        "src/importer.rs": "use crate::ext::Named; fn f(field: &arrow::Field) { ⟦field.named() ⇒ String⟧; }",
    }
    assert wrong_types(files) == []


def test_what_cfg_decides_is_unknown() -> None:
    text = """
        #[cfg(unix)] type Id = u32;
        #[cfg(windows)] type Id = Vec<u8>;
        #[cfg(unix)] type Map<V> = std::collections::HashMap<u8, V>;
        #[cfg(windows)] type Map<V> = std::collections::HashMap<u8, V, Fast>;
        fn f(id: Id, map: Map<String>) {
            #[cfg(unix)] let text = String::new();
            #[cfg(windows)] let text = 1u8;
            #[cfg(unix)] let same = 1u8;
            #[cfg(windows)] let same = 2u8;
            (⟦id ⇒ _⟧, ⟦map ⇒ HashMap<u8, String>⟧, ⟦text ⇒ _⟧, ⟦same ⇒ u8⟧);
        }"""
    assert wrong_types(text) == []


def test_a_variable_under_cfg_is_used_by_all_that_use_it() -> None:
    unit = unit_of("fn f() { #[cfg(a)] let x = 1; #[cfg(not(a))] let x = 2; g(x); let x = 3; h(x); }")
    scope = Scope(unit.syntax, unit.syntax.root.named_children[0])
    assert [len(scope.uses_of(binding)) for binding in scope.bindings["x"]] == [1, 1, 1]
