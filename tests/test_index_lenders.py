"""What a variable may be borrowed from, and which types borrow from nothing.

``⟦expression ⇒ names⟧`` marks an expression and says which variables it may hold a part of.
"""

from __future__ import annotations

import pytest

from perfrules.index.lenders import lenders
from perfrules.index.owning import borrows_nothing
from tests.index_harness import inference_of, node_at, project_of, typed, unmarked

TYPES = """
struct Own { name: String, parts: Vec<String> }
struct View<'a> { name: &'a str }
enum Kind { Whole { parts: Vec<String> }, None }
"""


@pytest.mark.parametrize(
    "body",
    [
        "let s = String::new(); ⟦s ⇒ s⟧;",
        "let part = &own.name; ⟦part.len() ⇒ part own⟧;",
        "let name = own.name.clone(); ⟦name ⇒ name⟧;",
        "if let Some(part) = own.parts.first() { ⟦part ⇒ part own⟧; }",
        "match kind { Kind::Whole { ref parts } => { ⟦parts ⇒ parts kind⟧; } Kind::None => {} }",
        "for part in &own.parts { let short = part.trim(); ⟦short ⇒ short part own⟧; }",
        "own.parts.iter().map(|part| ⟦part ⇒ part own⟧);",
        "let view = View::of(&own.name, 3); ⟦view.name ⇒ view own⟧;",
        "let found = mystery(&own); ⟦found ⇒ found own⟧;",
        "let found = match own.parts.len() { 0 => 1, _ => 2 }; ⟦found ⇒ found⟧;",
    ],
)
def test_lenders(body: str) -> None:
    source, (mark,) = unmarked(f"{TYPES} fn f(own: Own, kind: Kind) {{ {body} }}")
    project = project_of(source)
    unit = project.files["src/lib.rs"]
    found = lenders(inference_of(project, unit, mark.start), node_at(unit, mark.start, mark.end))
    assert " ".join(binding.name for binding in found) == mark.says


@pytest.mark.parametrize(
    ("of", "owned"),
    [
        ("Own", True),
        ("Vec<Own>", True),
        ("std::vec::IntoIter<Own>", True),
        ("View", False),
        ("Vec<View<'a>>", False),
        ("&Own", False),
        ("std::slice::Iter<'a, Own>", False),
        ("impl Iterator<Item = Own>", False),
        ("std::sync::MutexGuard<'a, Own>", False),
        ("Mystery<_>", False),
        ("T", False),
    ],
)
def test_borrows_nothing(of: str, owned: bool) -> None:
    ((_, _, found, inference),) = typed(f"{TYPES} fn f<'a, T>(x: {of}) {{ ⟦x ⇒ ⟧; }}")
    assert borrows_nothing(inference.project, inference.unit, found) is owned


def test_what_a_method_drains_is_not_owned() -> None:
    text = f"{TYPES} fn f(mut own: Own) {{ ⟦own.parts.drain(..) ⇒ ⟧; ⟦own.parts.pop() ⇒ ⟧; }}"
    drained, popped = (
        borrows_nothing(inference.project, inference.unit, of) for _, _, of, inference in typed(text)
    )
    assert (drained, popped) == (False, True)
