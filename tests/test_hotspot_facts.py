"""What hotspots are told from: allocations a round, purity, and the sieve for busy functions."""

from __future__ import annotations

import pytest

from perfrules.hotness.density import per_iteration
from perfrules.index.callgraph import key_of
from perfrules.index.callgraph.estimate import ranks
from perfrules.index.purity import purity
from tests.small_project import function, index


def _allocations(text: str) -> list[str]:
    project = index(text)
    unit = project.files["src/lib.rs"]
    return [str(found) for found in per_iteration(project, unit, unit.facts.loops[0])]


def test_allocations_are_counted_through_calls() -> None:
    found = _allocations(
        """
        fn f(rows: &[u32]) { for row in rows { keep(line(*row)); keep(row.to_string()); } }
        fn line(row: u32) -> String { head(row) }
        fn head(row: u32) -> String { format!("{row}") }
        fn keep(text: String) {}
        """
    )
    assert found == ["to_string (line 2)", "line → head → format! (src/lib.rs:4)"]


def test_of_branches_the_one_with_most_allocations_counts() -> None:
    found = _allocations(
        """
        fn f(rows: &[u32]) {
            for row in rows {
                if *row > 3 { keep(row.to_string()); } else { keep(format!("a")); keep(format!("b")); }
            }
        }
        fn keep(text: String) {}
        """
    )
    assert found == ["format! (line 4)", "format! (line 4)"]


@pytest.mark.parametrize(
    "body",
    [
        "for x in row { keep(x.to_string()); }",
        'if row.is_empty() { return Err(format!("{}", row.len())); }',
        "keep(String::new());",
    ],
)
def test_inner_loops_failures_and_empty_values_do_not_count(body: str) -> None:
    text = f"fn f(rows: &[Vec<u32>]) -> Result<(), String> {{ for row in rows {{ {body} }} Ok(()) }}"
    assert _allocations(text) == []


@pytest.mark.parametrize(
    ("text", "pure", "works"),
    [
        ("fn f(rows: &[u32]) -> u32 { rows.iter().sum() }", True, True),
        ("fn f(a: u32) -> u32 { a + 1 }", True, False),
        ("fn f(rows: &mut Vec<u32>) -> u32 { rows.pop().unwrap_or(0) }", False, False),
        ("fn f(rows: &[u32]) -> u32 { unknown(rows) }", False, False),
        ("fn f(p: &str) -> String { std::fs::read_to_string(p).unwrap() }", False, False),
        ("fn f(rows: &[u32]) -> u32 { g(rows) } fn g(rows: &[u32]) -> u32 { rows.iter().sum() }", True, True),
    ],
)
def test_purity(text: str, pure: bool, works: bool) -> None:
    project = index(text)
    found = purity(project, function(project, "f"))
    assert found.pure is pure
    assert not pure or found.works is works


def test_busy_functions_are_those_with_loops_of_their_own_and_around_their_calls() -> None:
    project = index(
        """
        fn run(rows: &[Vec<u32>]) { for row in rows { each(row); } }
        fn each(row: &[u32]) { for x in row { inner(*x); } }
        fn inner(x: u32) -> u32 { let mut n = 0; while n < x { n += 1; } n }
        fn alone(row: &[u32]) { for x in row { step(x); } }
        """
    )
    names = ["inner", "each", "run", "alone"]
    found = ranks(project)
    assert sorted(names, key=lambda name: found[key_of(function(project, name))])[:2] == ["inner", "each"]
