"""The questions of the pipeline: which issues go on, and with whom."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Literal

from perfrules.cli.group import fail
from perfrules.model.issue import Issue
from perfrules.pipeline.answer import HELP, BadAnswer, Selection, Show, parse

QUESTION = "Which of them shall phase 2 take on? [all, 1,2,3, 3 -> asm-forge, none, show 3, help, quit] "
AGAIN = "Who goes on, as in the table? [all, 1,2, 3 -> asm-forge, none, help, quit] "


def somebody() -> bool:
    """Whether a person is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def given(approve: str, issues: Sequence[Issue]) -> Selection:
    """The answer of ``--approve``; a wrong one is a wrong call."""
    try:
        answer = parse(approve, len(issues))
    except BadAnswer as error:
        fail(f"--approve: {error}")
    if not isinstance(answer, Selection):
        fail("--approve takes all, none, numbers, or NUMBER -> SPECIALIST")
    return answer


def asked(issues: Sequence[Issue]) -> Selection | Literal["quit"] | None:
    """The answer to phase 1's question; None if there is nobody to ask."""
    from perfrules.report.pipeline.text import details
    from perfrules.report.safe import visible

    if not issues:
        return Selection(())
    if not somebody():
        return None
    print()
    while True:
        try:
            answer = parse(input(QUESTION), len(issues))
        except BadAnswer as error:
            print(visible(str(error)))
            continue
        except EOFError:
            print()
            return "quit"
        if isinstance(answer, Show):
            for number in answer.numbers:
                print(details(number, issues[number - 1]))
        elif answer == "help":
            print(HELP)
        else:
            return answer


def asked_again(proposed: Mapping[int, str]) -> Mapping[int, str]:
    """Which of the proposed specialists go on, by the numbers of issues; ``quit`` is Ctrl-C."""
    from perfrules.report.safe import visible

    while True:
        try:
            answer = parse(input(AGAIN), max(proposed))
        except BadAnswer as error:
            print(visible(str(error)))
            continue
        except EOFError:
            print()
            raise KeyboardInterrupt from None
        if answer == "quit":
            raise KeyboardInterrupt
        if isinstance(answer, Selection):
            return {
                number: answer.specialists.get(number, proposed[number])
                for number in answer.approved
                if number in proposed
            }
        print(HELP)
