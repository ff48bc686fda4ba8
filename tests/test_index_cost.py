"""What types cost to clone and how large they are."""

from __future__ import annotations

import pytest

from perfrules.index.cost import array_length, clone_cost, is_copy, size_of
from perfrules.index.types import parse_type
from tests.index_harness import project_of

TYPES = """
use std::rc::Rc;
use std::sync::Arc;
#[derive(Clone, Copy)] struct Point { x: f64, y: f64 }
#[derive(Clone)] struct Plain { a: u8 }
#[derive(Clone)] struct Named { name: String, id: u32 }
#[derive(Clone)] struct Shared { text: Arc<str>, id: u32 }
#[derive(Clone)] struct Wrapper<T> { inner: T }
struct NotClone(u8);
struct ByHand(u8);
impl Clone for ByHand { fn clone(&self) -> ByHand { ByHand(self.0) } }
#[derive(Clone)] enum Mostly { Text(String), Bytes(Vec<u8>), Nothing }
#[derive(Clone)] enum Seldom { A, B, C, Text(String) }
#[derive(Clone)] struct List { next: Option<Box<List>> }
#[derive(Clone)] struct Tree { left: Box<Tree>, right: Option<Box<Tree>> }
#[derive(Clone)] struct Described { id: u32, note: Option<String> }
#[derive(Clone)] struct Titled { title: String, note: Option<String> }
type Names = Vec<String>;
struct Padded { a: u8, b: u64, c: u16 }
struct Empty;
enum Never {}
enum Small { A, B }
enum Data { Number(u64), Pair(u32, u32), None }
enum Niche { Text(String), None }
enum Beside { Rows(Vec<u8>, u64, u64), Number(u64), Pair(u32, u32) }
#[repr(align(64))] struct Line { a: u8 }
#[repr(packed)] struct Tight { a: u8, b: u64 }
union Bits { a: u32, b: [u8; 6] }
struct Unsure { a: Elsewhere, b: u32 }
struct Grows<T> { inner: Option<Box<Grows<Wrapper<T>>>>, more: Later<T> }
enum Later<T> { More(Grow<T>), Done }
struct Grow<T> { next: Later<(T, T)> }
trait Shape {}
const SIDE: usize = 4;
const AREA: usize = SIDE * SIDE;
"""


@pytest.mark.parametrize(
    ("of", "cost"),
    [
        ("u8", "copy"),
        ("&String", "copy"),
        ("(u8, char)", "copy"),
        ("[u8; 4]", "copy"),
        ("(u8, String)", "heap"),
        ("[String; 2]", "heap"),
        ("String", "heap"),
        ("Vec<u8>", "heap"),
        ("Box<u8>", "heap"),
        ("Rc<String>", "refcount"),
        ("Arc<[u8]>", "refcount"),
        ("Option<u8>", "copy"),
        ("Option<String>", "heap"),
        ("Option<Arc<u8>>", "refcount"),
        ("Option", "unknown"),
        ("Point", "copy"),
        ("Plain", "cheap"),
        ("Named", "heap"),
        ("Shared", "refcount"),
        ("Wrapper<u8>", "cheap"),
        ("Wrapper<String>", "heap"),
        ("Wrapper<Elsewhere>", "unknown"),
        ("NotClone", "unknown"),
        ("ByHand", "unknown"),
        ("Mostly", "heap"),
        ("Seldom", "unknown"),
        ("List", "unknown"),
        ("Tree", "heap"),
        ("Described", "unknown"),
        ("Titled", "heap"),
        ("Names", "heap"),
        ("Elsewhere", "unknown"),
        ("impl Clone", "unknown"),
    ],
)
def test_clone_cost(of: str, cost: str) -> None:
    project = project_of(TYPES)
    assert clone_cost(project, project.files["src/lib.rs"], parse_type(of)) == cost


@pytest.mark.parametrize(
    ("of", "copy"), [("u8", True), ("String", False), ("Elsewhere", None), ("Point", True)]
)
def test_is_copy(of: str, copy: bool | None) -> None:
    project = project_of(TYPES)
    assert is_copy(project, project.files["src/lib.rs"], parse_type(of)) is copy


@pytest.mark.parametrize(
    ("of", "size", "exact"),
    [
        ("u8", 1, True),
        ("char", 4, True),
        ("u128", 16, True),
        ("()", 0, True),
        ("(u8, u32)", 8, True),
        ("(u8, u8, u16)", 4, True),
        ("[u16; 5]", 10, True),
        ("[u8; AREA]", 16, True),
        ("[u8; SIDE + 1]", 5, True),
        ("[u8; N]", 0, False),
        ("&u8", 8, True),
        ("&str", 16, True),
        ("&[u8]", 16, True),
        ("&dyn Shape", 16, True),
        ("Box<dyn Shape>", 16, True),
        ("Box<u8>", 8, True),
        ("*const u8", 8, True),
        ("fn(u8) -> u8", 8, True),
        ("String", 24, True),
        ("Vec<u8>", 24, True),
        ("Option<u8>", 2, True),
        ("Option<u64>", 16, True),
        ("Option<&u8>", 8, True),
        ("Option<Box<u8>>", 8, True),
        ("Option<bool>", 1, True),
        ("Option<String>", 24, True),
        ("Option<Small>", 1, True),
        ("Point", 16, True),
        ("Padded", 16, True),
        ("Empty", 0, True),
        ("Never", 0, True),
        ("Small", 1, True),
        ("Data", 16, True),
        ("Niche", 24, True),
        ("Bits", 8, True),
        ("Wrapper<[u64; 3]>", 24, True),
        ("Names", 24, True),
        ("Unsure", 4, False),
        ("Elsewhere", 0, False),
        ("List", 8, True),
        ("Beside", 40, True),
        ("Line", 64, True),
        ("Tight", 9, True),
        ("Option<Option<Duration>>", 16, True),
    ],
)
def test_size(of: str, size: int, exact: bool) -> None:
    project = project_of(TYPES)
    found = size_of(project, project.files["src/lib.rs"], parse_type(of))
    assert (found.bytes, found.exact) == (size, exact)


def test_a_type_that_holds_itself_with_ever_larger_arguments() -> None:
    project = project_of(TYPES)
    unit = project.files["src/lib.rs"]
    assert not size_of(project, unit, parse_type("Grow<u8>")).exact
    assert clone_cost(project, unit, parse_type("Grow<u8>")) == "unknown"


@pytest.mark.parametrize(
    ("text", "length"),
    [("16", 16), ("0x10", 16), ("1_000usize", 1000), ("2 * 8", 16), ("1 << 4", 16), ("AREA", 16),
     ("AREA - 1", 15), ("{ AREA + 1 }", 17), ("N", None), ("size()", None),
     ("9" * 5000, None), ("1" + "+1" * 5000, None), ("0x_", None)],
)  # fmt: skip
def test_array_length(text: str, length: int | None) -> None:
    project = project_of(TYPES)
    assert array_length(project, project.files["src/lib.rs"], text) == length


def test_a_constant_within_a_function_is_no_constant_of_the_crate() -> None:
    project = project_of(
        {"src/lib.rs": "mod a; fn f() { const N: usize = 9; } const M: usize = 8;", "src/a.rs": ""}
    )
    unit = project.files["src/a.rs"]
    assert array_length(project, unit, "M") == 8
    assert array_length(project, unit, "N") is None
