"""What a query's text tells of the nodes that it can match."""

from __future__ import annotations

import pytest

from perfrules.rules.query_roots import root_kinds


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("(call_expression function: (identifier) @f) @match", {"call_expression"}),
        ("[(block (_)) (closure_expression)] @match", {"block", "closure_expression"}),
        ('; a comment (b)\n(string_literal) @match (#eq? @match "(")', None),
        ('(string_literal (string_content) @c (#eq? @c "(")) @match', {"string_literal"}),
        ("(let_declaration) @match\n(const_item) @match", {"let_declaration", "const_item"}),
    ],
)
def test_kinds_are_those_that_patterns_start_with(query: str, kinds: set[str] | None) -> None:
    assert root_kinds(query) == kinds


@pytest.mark.parametrize(
    "query",
    [
        "(_) @match",
        "((a) @match (b))",
        '["?" (a)] @match',
        "(ERROR) @match",
        "_ @match",
        "(_expression) @match",
    ],
)
def test_nothing_is_told_of_other_queries(query: str) -> None:
    assert root_kinds(query) is None
