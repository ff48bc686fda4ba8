"""Answers at the gate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.pipeline.answer import BadAnswer, Selection, Show, parse


@pytest.mark.parametrize(
    ("text", "approved", "specialists"),
    [
        ("all", (1, 2, 3, 4, 5, 6, 7), {}),
        ("ALL", (1, 2, 3, 4, 5, 6, 7), {}),
        ("1,2,3", (1, 2, 3), {}),
        ("3 1", (1, 3), {}),
        ("2-4, 7", (2, 3, 4, 7), {}),
        ("5..6", (5, 6), {}),
        ("none", (), {}),
        ("3 -> asm-forge", (3,), {3: "asm-forge"}),
        ("3->/asm-forge", (3,), {3: "asm-forge"}),
        ("3 -> asm-forge, 4 -> heap-profile", (3, 4), {3: "asm-forge", 4: "heap-profile"}),
        ("3 -> asm-forge 4 -> heap-profile", (3, 4), {3: "asm-forge", 4: "heap-profile"}),
        ("1,2 3 -> pgo-bolt", (1, 2, 3), {3: "pgo-bolt"}),
        ("5-6 -> asm-forge", (5, 6), {5: "asm-forge", 6: "asm-forge"}),
        ("all, 2 → perf-topdown", (1, 2, 3, 4, 5, 6, 7), {2: "perf-topdown"}),
    ],
)
def test_selections(text: str, approved: tuple[int, ...], specialists: dict[int, str]) -> None:
    assert parse(text, 7) == Selection(approved, specialists)


def test_other_answers() -> None:
    assert parse("show 3", 7) == Show((3,))
    assert parse("show 2-3", 7) == Show((2, 3))
    assert parse("help", 7) == "help"
    assert parse("?", 7) == "help"
    assert parse("quit", 7) == "quit"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing was answered; allowed: all, none"),
        ("8", "there is no issue 8: the table has 1 to 7"),
        ("0", "there is no issue 0"),
        ("5-3", "`5-3` runs backwards: write 3-5"),
        ("yes", "`yes` is no answer"),
        ("al", "did you mean `all`?"),
        ("al", "`all`? allowed: all, none"),
        ("/heap-profile", "`heap-profile` follows the number of an issue and an arrow: 3 -> heap-profile"),
        ("1 asm-forge", "`asm-forge` follows the number of an issue and an arrow"),
        ("help me", "`help` goes with nothing else"),
        ("1 show 2", "`show` goes with nothing else"),
        ("9" * 5000, "there is no issue 999"),
        ("3 -> asm-forg", "`asm-forg` is no specialist; did you mean `asm-forge`?"),
        ("3 ->", "the arrow leads to no specialist"),
        ("-> asm-forge", "`->` is no answer"),
        ("none 3", "`none` goes with nothing else"),
        ("show", "`show` takes the number of an issue"),
        ("show 3 -> asm-forge", "`show` takes the number of an issue"),
        ("1;%", "`%` is no answer"),
    ],
)
def test_what_cannot_be_taken_is_answered_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadAnswer) as raised:
        parse(text, 7)
    assert reason in str(raised.value)


@given(st.text(max_size=40), st.integers(0, 9))
def test_any_text_is_an_answer_or_told_to_be_none(text: str, count: int) -> None:
    try:
        answer = parse(text, count)
    except BadAnswer:
        return
    if isinstance(answer, Selection):
        assert all(1 <= number <= count for number in answer.approved)
        assert set(answer.specialists) <= set(answer.approved)
