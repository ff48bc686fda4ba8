"""How often loops go round, in words, and which loops make a nest."""

from __future__ import annotations

import pytest

from perfrules.index.iterations import nest, rounds
from tests.small_project import index


def _loops(text: str) -> list[str]:
    project = index(text)
    unit = project.files["src/lib.rs"]
    return [f"{one.kind} {one.text}" for one in (rounds(project, unit, loop) for loop in unit.facts.loops)]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("for i in 0..16", "constant 16"),
        ("for i in 2..=5", "constant 4"),
        ("for i in 0..SIZE", "constant 64"),
        ("for i in 0..rows.len()", "data rows.len()"),
        ("for i in first..last", "data (last - first)"),
        ("for row in rows", "data rows.len()"),
        ("for (i, row) in rows.iter().enumerate().rev()", "data rows.len()"),
        ("for row in rows.iter().take(3)", "constant 3"),
        ("for pair in rows.chunks(4)", "data rows.len() / 4"),
        ("for c in text.chars()", "data characters of text"),
        ("for x in [1, 2, 3]", "constant 3"),
        ("for x in table", "constant 8"),
        ("for x in source", "data items of source"),
        ("while i < last", "open while i < last"),
        ("loop", "open until it breaks"),
        ("for i in 0..", "open until it breaks"),
    ],
)
def test_rounds(head: str, says: str) -> None:
    text = f"""
        const SIZE: usize = 64;
        fn f(rows: &[u32], text: &str, table: [u8; 8], source: impl Iterator<Item = u32>,
             first: usize, last: usize) {{
            {head} {{ step(); }}
        }}
    """
    assert _loops(text) == [says]


def test_closures_of_adapters_go_round_as_often_as_there_are_items() -> None:
    text = "fn f(rows: &[u32]) -> Vec<u32> { rows.iter().map(|row| row + 1).collect() }"
    assert _loops(text) == ["data rows.len()"]


def test_a_nest_is_the_deepest_of_its_function_and_multiplies_what_is_fixed() -> None:
    project = index(
        """
        fn f(rows: &[Vec<u32>]) {
            for row in rows {
                for i in 0..4 { step(i); }
                for x in row {
                    for i in 0..4 { for j in 0..2 { step(x + i + j); } }
                }
            }
        }
        """
    )
    unit = project.files["src/lib.rs"]
    found = nest(project, unit, unit.facts.loops[0])
    assert str(found) == "rows.len() · row.len() · 8"
    assert (len(found.loops), found.data) == (4, 2)


def test_what_only_follows_another_loop_is_no_nest() -> None:
    project = index("fn f(a: &[u32], b: &[u32]) { for x in a { step(x); } for x in b { step(x); } }")
    unit = project.files["src/lib.rs"]
    assert [len(nest(project, unit, loop).loops) for loop in unit.facts.loops] == [1, 1]
