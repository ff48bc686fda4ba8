from __future__ import annotations

import pytest

from perfrules.model.finding import Finding
from perfrules.synthesis.fingerprint import fingerprinted
from tests.findings import make_finding


def prints(*findings: Finding) -> list[str]:
    return [finding.fingerprint for finding in fingerprinted(findings)]


def test_sixteen_hex_digits_that_never_change() -> None:
    finding = make_finding("clone-in-loop", 3, function="m::f", snippet="  x.clone();")
    assert prints(finding) == ["1464901436c8a65b"]


def test_a_path_that_is_no_text_has_one_too() -> None:
    assert prints(make_finding(path="na\udceeve.rs")) != prints(make_finding(path="naive.rs"))


def test_moving_and_reindenting_keeps_it() -> None:
    old = make_finding(line=3, column=5, snippet="    x.clone( );")
    new = make_finding(line=90, column=9, snippet="\t  x.clone( );")
    assert prints(old) == prints(new)


@pytest.mark.parametrize(
    "other",
    [
        make_finding("collect-to-iterate", snippet="x"),
        make_finding(path="b.rs", snippet="x"),
        make_finding(function="f", snippet="x"),
        make_finding(snippet="y"),
    ],
)
def test_rule_path_function_and_text_count(other: Finding) -> None:
    assert prints(other) != prints(make_finding(snippet="x"))


def test_equal_findings_are_numbered_by_position_whatever_their_order() -> None:
    first, second = make_finding(line=1, snippet="x"), make_finding(line=2, snippet="x")
    ahead, behind = prints(first, second)
    assert ahead != behind
    assert prints(second, first) == [behind, ahead]
