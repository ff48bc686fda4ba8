"""What conditions can be asked of whole files: a no means that they hold nowhere in the file."""

from __future__ import annotations

from typing import Any

import pytest

from perfrules.rules import words
from perfrules.rules.conditions import compile_condition
from perfrules.rules.possible import possible
from perfrules.rules.spec import Scope
from tests.small_project import index

words.load()
ASYNC = "async fn f() { for x in g() { x.push(1); } }"
PLAIN = "fn f() { g(); }"
LOCKS = "/// Tier: HOT\nfn f(m: &M) { m.lock(); }"


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        ({"in": "async"}, ASYNC, True),
        ({"in": "async"}, PLAIN, False),
        ({"inside": {"loop": "nearest"}}, ASYNC, True),
        ({"inside": {"loop": "nearest"}}, PLAIN, False),
        ({"has": {"method": "push"}}, ASYNC, True),
        ({"has": {"method": "push"}}, PLAIN, False),
        ({"has": {"any-of": [{"method": "push"}, {"path": "g"}]}}, PLAIN, True),
        ({"precedes": {"macro": "vec"}}, PLAIN, False),
        ({"is": {"method": "lock"}}, LOCKS, True),
        ({"tier": "HOT"}, LOCKS, True),
        ({"tier": "HOT"}, PLAIN, False),
        ([{"in": "async"}, {"has": {"method": "push"}}], ASYNC, True),
        ([{"in": "async"}, {"has": {"method": "lock"}}], ASYNC, False),
        ({"any": [{"in": "async"}, {"has": {"method": "lock"}}]}, LOCKS, True),
        ({"any": [{"in": "async"}, {"has": {"method": "lock"}}]}, PLAIN, False),
    ],
)
def test_a_file_tells_whether_a_condition_can_hold_in_it(condition: Any, text: str, expected: bool) -> None:
    project = index(text)
    can = possible(compile_condition(condition, (), Scope()))
    assert can is not None
    assert can(project, project.files["src/lib.rs"]) is expected


@pytest.mark.parametrize(
    "condition",
    [{"not": {"in": "async"}}, {"any": [{"in": "async"}, {"text": {"is": "x"}}]}, {"text": {"is": "x"}}],
)
def test_nothing_is_told_of_what_a_file_leaves_open(condition: Any) -> None:
    assert possible(compile_condition(condition, (), Scope())) is None
