"""Types that the compiler's own print once contradicted (benchmarks/type_truth.py), one cause a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.index.build import build
from perfrules.index.infer import inference_at
from perfrules.model.source import Role, SourceFile


def type_of(tmp_path: Path, source: str, marked: str) -> str:
    """The type of the last expression in ``source`` that is written as ``marked``."""
    path = tmp_path / "lib.rs"
    path.write_text(source)
    project = build([SourceFile(path, "src/lib.rs", Role.LIBRARY, None)])
    unit = project.files["src/lib.rs"]
    start = source.rindex(marked)
    inference = inference_at(project, unit, start)
    assert inference is not None
    node = unit.syntax.root.descendant_for_byte_range(start, start + len(marked))
    assert node is not None
    return str(inference.type_of(node))


@pytest.mark.parametrize(
    ("receiver", "expected"),
    [
        ("self", "Stack"),
        ("mut self", "Stack"),
        ("&self", "&Stack"),
        ("&mut self", "&mut Stack"),
        ("&'a mut self", "&mut Stack"),
        ("self: Box<Self>", "Box<Stack>"),
    ],
)
def test_a_receiver_is_what_it_says(tmp_path: Path, receiver: str, expected: str) -> None:
    source = f"struct Stack; impl Stack {{ fn go<'a>({receiver}) {{ go_on(self); }} }}"
    assert type_of(tmp_path, source, "self") == expected


def test_an_associated_type_is_no_alias_for_others(tmp_path: Path) -> None:
    source = """
        pub struct Item { n: u8 }
        pub struct Table { rows: Vec<Item> }
        impl IntoIterator for Table { type Item = (u8, u8); fn into_iter(self) {} }
        fn f(table: &Table) { let first = table.rows.first(); use_it(first); }
    """
    assert type_of(tmp_path, source, "first") == "Option<&Item>"


def test_a_constructor_takes_its_parameters_from_the_arguments(tmp_path: Path) -> None:
    source = """
        struct State<G> { graph: G }
        impl<G> State<G> { fn new(graph: G) -> Self { State { graph } } }
        fn f<Left>(left: Left) { let state = State::new(left); use_it(state); }
    """
    assert type_of(tmp_path, source, "state") == "State<Left>"


def test_what_a_trait_gives_by_path_is_what_is_asked_for(tmp_path: Path) -> None:
    source = """
        trait Index { fn first() -> Self; }
        fn f() { let at: u8 = Default::default(); let other = Index::first(); use_it(at, other); }
    """
    assert type_of(tmp_path, source, "Default::default()") == "u8"
    assert type_of(tmp_path, source, "Index::first()") == "_"


def test_a_trait_for_references_gives_nothing_to_values(tmp_path: Path) -> None:
    source = """
        trait Walker { fn iter(self) -> Walked { Walked } }
        struct Walked;
        impl<'a, W: Walker> Walker for &'a mut W {}
        fn f(nodes: Vec<u8>) { let all = nodes.iter(); use_it(all); }
    """
    assert type_of(tmp_path, source, "all") == "ExactSizeIterator<&u8>"


def test_a_reference_to_a_list_of_pairs_gives_references_to_pairs(tmp_path: Path) -> None:
    source = "fn f(pairs: &Vec<(u8, u8)>) { for pair in pairs { use_it(pair); } }"
    assert type_of(tmp_path, source, "pair") == "&(u8, u8)"


def test_a_reference_to_a_map_gives_pairs_of_references(tmp_path: Path) -> None:
    source = "use std::collections::HashMap;\nfn f(m: &HashMap<u8, u16>) { for pair in m { use_it(pair); } }"
    assert type_of(tmp_path, source, "pair") == "(&u8, &u16)"


def test_ref_mut_in_a_struct_pattern(tmp_path: Path) -> None:
    source = """
        struct Lines { at: usize }
        fn f(lines: &mut Lines) { match *lines { Lines { ref mut at } => use_it(at) } }
    """
    assert type_of(tmp_path, source, "at") == "&mut usize"


def test_a_path_from_the_root(tmp_path: Path) -> None:
    source = "struct Nodes { all: ::std::vec::Vec<u8> }\nfn f(n: &Nodes) { use_it(n.all); }"
    assert type_of(tmp_path, source, "n.all") == "Vec<u8>"


def test_a_comment_inside_a_type(tmp_path: Path) -> None:
    source = """
        struct Permit { wanted: Option<(
            u32, // how many
            /* of these */ String,
        )> }
        fn f(p: &Permit) { use_it(p.wanted); }
    """
    assert type_of(tmp_path, source, "p.wanted") == "Option<(u32, String)>"


def test_cloning_where_clone_is_imported(tmp_path: Path) -> None:
    source = """
        use std::clone::Clone;
        #[derive(Clone)] struct Point;
        fn f(point: &Point) { use_it(point.clone()); }
    """
    assert type_of(tmp_path, source, "point.clone()") == "Point"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Arc::clone(&shared)", "Arc<str>"),
        ("Arc::clone(shared_ref)", "Arc<str>"),
        ("Point::clone(point)", "Point"),
        ("Point::clone(&shared)", "_"),
    ],
)
def test_cloning_by_path(tmp_path: Path, call: str, expected: str) -> None:
    source = f"""
        use std::sync::Arc;
        #[derive(Clone)] struct Point;
        fn f(shared: Arc<str>, shared_ref: &Arc<str>, point: &Point) {{ use_it({call}); }}
    """
    assert type_of(tmp_path, source, call) == expected
