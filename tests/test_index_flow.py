"""Local flow: last uses, changes, and what stays the same in a loop.

``⟦name ⇒ …⟧`` marks the use or the expression in question.
"""

from __future__ import annotations

import pytest
from tree_sitter import Node

from perfrules.index import flow
from perfrules.index.facts import Loop
from perfrules.index.infer import Inference
from perfrules.index.unit import FileUnit
from tests.index_harness import inference_of, node_at, project_of, unmarked


def marked(text: str) -> tuple[FileUnit, Inference, Node]:
    """The unit, the inference around the only mark, and the marked node."""
    source, (mark,) = unmarked(text)
    project = project_of(source)
    unit = project.files["src/lib.rs"]
    return unit, inference_of(project, unit, mark.start), node_at(unit, mark.start, mark.end)


def loop_around(unit: FileUnit, node: Node) -> Loop:
    return unit.loop_candidates(node.start_byte)[0]


@pytest.mark.parametrize(
    ("body", "again"),
    [
        ("let s = String::new(); take(⟦s ⇒ ⟧);", False),
        ("let s = String::new(); take(⟦s ⇒ ⟧); take(s);", True),
        ("let s = String::new(); for x in v { take(⟦s ⇒ ⟧); }", True),
        ("for x in v { let s = x.clone(); take(⟦s ⇒ ⟧); }", False),
        ("let s = String::new(); v.iter().for_each(|x| take(⟦s ⇒ ⟧));", True),
        ("let s = String::new(); if c { take(⟦s ⇒ ⟧); } else { take(s); }", False),
        ("let s = String::new(); if c { take(⟦s ⇒ ⟧); } take(s);", True),
        ("let s = String::new(); match c { true => take(⟦s ⇒ ⟧), false => take(s) }", False),
        ("let s = String::new(); take(⟦s ⇒ ⟧); let s = 1; take(s);", False),
        ('let s = String::new(); take(⟦s ⇒ ⟧); println!("{s}");', True),
        ("let s = String::new(); take(⟦s ⇒ ⟧); { let s = 1; take(s); }", False),
        ("let s = String::new(); if c { return take(⟦s ⇒ ⟧); } take(s);", False),
        ("let s = String::new(); loop { if c { take(⟦s ⇒ ⟧); return; } take(s); }", False),
        ("let s = String::new(); loop { if c { take(⟦s ⇒ ⟧); break; } take(s); }", False),
        ("let s = String::new(); loop { if c { take(⟦s ⇒ ⟧); break; } } take(s);", True),
        ("let s = String::new(); 'a: loop { loop { if c { take(⟦s ⇒ ⟧); break; } } }", True),
        ("let s = String::new(); 'a: { loop { if c { take(⟦s ⇒ ⟧); break 'a; } } } take(s);", True),
        ("let s = String::new(); loop { 'a: { if c { take(⟦s ⇒ ⟧); break 'a; /* out */ } } }", True),
        ("let s = String::new(); loop { take(⟦s ⇒ ⟧); if c { continue; } break; }", True),
        ("let s = String::new(); loop { take(⟦s ⇒ ⟧); if c { break; } return; } take(s);", True),
        ("let s = String::new(); { for x in v { take(⟦s ⇒ ⟧); } return; }", True),
        ("let s = String::new(); v.iter().map(|x| { return take(⟦s ⇒ ⟧); });", True),
        ("let s = String::new(); if c { return (take(⟦s ⇒ ⟧), s); }", True),
    ],
)
def test_used_after(body: str, again: bool) -> None:
    _, inference, node = marked(f"fn f(v: Vec<String>, c: bool) {{ {body} }}")
    call = next(a for a in inference.syntax.ancestors(node) if a.type == "call_expression")
    assert flow.used_after(inference, node, call.end_byte) is again


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("let mut n = 1; n = 2; ⟦n ⇒ ⟧;", True),
        ("let mut n = 1; n += 2; ⟦n ⇒ ⟧;", True),
        ("let n = 1; ⟦n ⇒ ⟧;", False),
        ("let mut n = vec![1]; n.push(2); ⟦n ⇒ ⟧;", True),
        ("let mut n = vec![1]; n.len(); ⟦n ⇒ ⟧;", False),
        ("let mut n = vec![1]; n[0] = 2; ⟦n ⇒ ⟧;", True),
        ("let mut n = vec![1]; take(&mut n); ⟦n ⇒ ⟧;", True),
        ("let mut n = vec![1]; take(&n); ⟦n ⇒ ⟧;", False),
        ("let mut n = Own { a: 1 }; n.a = 2; ⟦n ⇒ ⟧;", True),
        ("let mut n = Own { a: 1 }; n.set(); ⟦n ⇒ ⟧;", True),
        ("let mut n = Own { a: 1 }; n.get(); ⟦n ⇒ ⟧;", False),
        ("let mut n = unknown(); n.mystery(); ⟦n ⇒ ⟧;", None),
        ("let n = &mut other; n.push(1); ⟦n ⇒ ⟧;", True),
    ],
)
def test_is_changed(body: str, changed: bool | None) -> None:
    own = "struct Own { a: u8 } impl Own { fn set(&mut self) {} fn get(&self) {} }"
    unit, inference, node = marked(f"{own} fn f(other: Vec<u8>) {{ {body} }}")
    binding = inference.scope.binding("n", node.start_byte)
    assert binding is not None
    assert flow.is_changed(inference, binding, 0, len(unit.syntax.source)) is changed


@pytest.mark.parametrize(
    ("body", "invariant"),
    [
        ("for x in v { ⟦s.len() ⇒ ⟧; }", True),
        ("for x in v { ⟦x.len() ⇒ ⟧; }", False),
        ("for x in v { let y = 1; ⟦s.len() + y ⇒ ⟧; }", False),
        ("let mut n = 1; for x in v { ⟦n + 1 ⇒ ⟧; n += 1; }", False),
        ("let mut n = 1; n += 1; for x in v { ⟦n + 1 ⇒ ⟧; }", True),
        ("let mut m = vec![1]; for x in v { ⟦m.pop() ⇒ ⟧; }", False),
        ("for x in v { ⟦Instant::now() ⇒ ⟧; }", False),
        ("for x in v { ⟦mystery(s) ⇒ ⟧; }", None),
        ("for x in v { ⟦s.chars().filter(|c| *c == 'a').count() ⇒ ⟧; }", True),
        ('for x in v { ⟦format!("{s}") ⇒ ⟧; }', True),
        ("v.iter().for_each(|x| { ⟦s.len() ⇒ ⟧; });", True),
    ],
)
def test_is_invariant(body: str, invariant: bool | None) -> None:
    unit, inference, node = marked(f"use std::time::Instant; fn f(v: &[String], s: &str) {{ {body} }}")
    found = flow.is_invariant(inference, node, loop_around(unit, node))
    assert found is invariant


@pytest.mark.parametrize(
    ("place", "root"),
    [
        ("a.b[0].c", "a"),
        ("(*a).b", "a"),
        ("&mut a.b", "a"),
        ("a.b().c()?", "a"),
        ("self.x", "self"),
        ("g().b", None),
    ],
)
def test_root_name(place: str, root: str | None) -> None:
    _, inference, node = marked(f"impl S {{ fn f(&self, a: A) {{ ⟦{place} ⇒ ⟧; }} }}")
    found = flow.root_name(inference, node)
    assert (inference.syntax.text(found) if found is not None else None) == root


def test_bound_inside() -> None:
    unit, inference, node = marked("fn f(v: &[u8], s: &str) { for x in v { ⟦s.len() + x ⇒ ⟧; } }")
    loop = loop_around(unit, node)
    assert flow.bound_inside(inference, node, loop.start, loop.end)
    assert not flow.bound_inside(inference, node, node.start_byte, node.end_byte)
