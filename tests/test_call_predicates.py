"""The words that rules use for callers: a rule with examples for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.rules.loader import load_rules
from perfrules.rules.tester import test_rules as run_examples

RULE = """
id: asks
title: Asks
analyst: hotspots
category: allocation-hotspot
severity: medium
precision: high
match: {{ path: "Vec::new" }}
where: {{ {condition} }}
message: "{message}"
help: Why.
examples:
  bad:
    - |
      {bad}
  good:
    - |
      {good}
"""
HOT = "/// Tier: HOT\n      "
CASES = {
    "tier": (
        "tier: HOT",
        HOT + "fn f() { Vec::new(); } //~ asks",
        "fn f() { Vec::new(); }",
    ),
    "reached-from a tier": (
        "reached-from: { tier: HOT }",
        HOT + "fn f() { g() }\n      fn g() { h() } fn h() { Vec::new(); } //~ asks",
        HOT + "fn f() { Vec::new(); }\n      fn g() { Vec::new(); }",
    ),
    "reached-from an entry point": (
        "reached-from: { entry: public }",
        "pub fn f() { g() } fn g() { Vec::new(); } //~ asks",
        "fn f() { g() } fn g() { Vec::new(); }",
    ),
    "called-in-loop": (
        "called-in-loop: { min: 1 }",
        "fn f() { loop { g() } } fn g() { h() } fn h() { Vec::new(); } //~ asks",
        "fn f() { g() } fn g() { loop { Vec::new(); } }",
    ),
    "called-in-loop twice": (
        "called-in-loop: 2",
        "fn f() { loop { loop { g() } } } fn g() { Vec::new(); } //~ asks",
        "fn f() { loop { g() } } fn g() { Vec::new(); }",
    ),
    "hot": (
        "hot: 0.4",
        "fn f() { loop { loop { Vec::new(); } } } //~ asks",
        "fn f() { Vec::new(); }",
    ),
    "callers": (
        "callers: { min: 2 }",
        "fn f() { g(); g() } fn g() { Vec::new(); } //~ asks",
        "fn f() { g() } fn g() { Vec::new(); } #[test] fn t() { g() }",
    ),
    "recursive": (
        "recursive: match",
        "fn f() { g() } fn g() { Vec::new(); f() } //~ asks",
        "fn f() { g() } fn g() { Vec::new(); }",
    ),
}


@pytest.mark.parametrize(("condition", "bad", "good"), CASES.values(), ids=CASES)
def test_predicate(tmp_path: Path, condition: str, bad: str, good: str) -> None:
    path = tmp_path / "asks.yaml"
    path.write_text(RULE.format(condition=condition, bad=bad, good=good, message="Found"), encoding="utf-8")
    rules, problems = load_rules([path], bundle=False)
    assert problems == []
    assert [str(failure) for failure in run_examples(rules)] == []


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("hot: warm", "takes a number"),
        ("tier: HOTT", "did you mean `HOT`?"),
        ("reached-from: { entry: mian }", "did you mean `main`?"),
    ],
)
def test_wrong_words(tmp_path: Path, condition: str, problem: str) -> None:
    path = tmp_path / "asks.yaml"
    path.write_text(RULE.format(condition=condition, bad="", good="", message="Found"), encoding="utf-8")
    _, problems = load_rules([path], bundle=False)
    assert [problem in found.message for found in problems] == [True]
