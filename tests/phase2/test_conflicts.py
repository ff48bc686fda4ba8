"""Which steps may be worked on at the same time."""

from __future__ import annotations

from dataclasses import replace

from perfrules.model.step import Step
from perfrules.pipeline.conflicts import groups
from tests.findings import make_finding
from tests.phase2.yard import make_step


def on(number: int, *paths: str) -> Step:
    step = make_step(number)
    issue = replace(step.issue, findings=tuple(make_finding(path=path) for path in paths))
    return replace(step, issue=issue)


def test_steps_that_share_a_file_are_one_group_also_by_a_third() -> None:
    steps = [on(1, "a.rs"), on(2, "b.rs"), on(3, "a.rs", "c.rs"), on(4, "c.rs")]
    assert [[step.number for step in group] for group in groups(steps)] == [[1, 3, 4], [2]]


def test_no_steps_are_no_groups() -> None:
    assert groups([]) == []
