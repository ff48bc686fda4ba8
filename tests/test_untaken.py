"""Branches that no caller takes."""

from __future__ import annotations

import pytest

from perfrules.hotness.untaken import never_taken
from tests.small_project import index, place


@pytest.mark.parametrize(
    ("body", "callers", "expected"),
    [
        ("if on { g() }", "f(false, None)", True),
        ("if on { g() }", "f(false, None); f(true, None)", False),
        ("if on { g() }", "f(asked(), None)", False),
        ("if !on { g() }", "f(true, None)", True),
        ("if on { h() } else { g() }", "f(true, None)", True),
        ("if on { h() } else { g() }", "f(false, None)", False),
        ("if ready() && on { g() }", "f(false, None)", True),
        ("if ready() && on { h() } else { g() }", "f(true, None)", False),
        ("if ready() || on { g() }", "f(false, None)", False),
        ("if let Some(x) = &name { g() }", "f(true, None)", True),
        ("if let Some(x) = name.as_ref() && on { g() }", "f(true, None)", True),
        ("if let Some(x) = name { g() }", "f(true, Some(1))", False),
        ("if let Some(x) = look(name) { g() }", "f(true, None)", False),
        ("if name.is_some() { g() }", "f(true, None)", True),
        ("if !name.is_none() { g() }", "f(true, None)", True),
        ("if name.is_none() { g() }", "f(true, None)", False),
        ("match name { Some(x) => g(), None => h() }", "f(true, None)", True),
        ("match name { Some(x) => h(), None => g() }", "f(true, None)", False),
        ("xs.iter().for_each(|_| if on { g() })", "f(false, None)", True),
        ("if on { g() } else { f(on, None) }", "f(false, None)", True),
        ("let on = look(); if on { g() }", "f(false, None)", False),
        ("if on { g() }", "let call = f; call(true, None); f(false, None)", False),
        ("if on { g() }", "", False),
    ],
)
def test_constants_that_all_callers_hand_in(body: str, callers: str, expected: bool) -> None:
    assert never(f"fn f(on: bool, name: Option<u8>) {{ {body} }} pub fn run() {{ {callers} }}") is expected


@pytest.mark.parametrize(
    ("calls", "expected"),
    [("way(false)", True), ("way(true)", False), ("way(false); way(asked())", False)],
)
def test_constants_that_are_handed_on(calls: str, expected: bool) -> None:
    source = "fn f(on: bool) { if on { g() } } fn way(quick: bool) { f(quick) }"
    assert never(f"{source} pub fn run() {{ {calls} }}") is expected


def test_others_may_hand_in_what_they_like() -> None:
    assert not never("pub fn f(on: bool) { if on { g() } } pub fn run() { f(false) }")


def test_tests_do_not_count() -> None:
    assert never(
        "fn f(on: bool) { if on { g() } } pub fn run() { f(false) }"
        " #[cfg(test)] mod tests { #[test] fn t() { super::f(true) } }"
    )


def never(source: str) -> bool:
    """What is said of the first call of ``g``."""
    project = index(source)
    return never_taken(project, *place(project, "g()"))
