"""Who may use the machine when."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from perfrules.specialists.turns import Turns

Span = tuple[float, float]


def used(turn: AbstractContextManager[None]) -> Span:
    with turn:
        started = time.monotonic()
        time.sleep(0.1)
        return started, time.monotonic()


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def test_those_that_share_overlap_and_one_that_measures_is_alone() -> None:
    turns = Turns(2)
    with ThreadPoolExecutor(6) as pool:
        shared = [pool.submit(used, turns.shared()) for _ in range(2)]
        alone = pool.submit(used, turns.alone())
        later = [pool.submit(used, turns.shared()) for _ in range(2)]
        spans = [future.result() for future in (*shared, *later)]
        measured = alone.result()
    assert any(overlap(one, other) for one in spans for other in spans if one is not other)
    assert not any(overlap(measured, span) for span in spans)


def test_no_more_share_than_there_are_cores() -> None:
    turns = Turns(1)
    with ThreadPoolExecutor(3) as pool:
        spans = [future.result() for future in [pool.submit(used, turns.shared()) for _ in range(3)]]
    assert not any(overlap(one, other) for at, one in enumerate(spans) for other in spans[:at])
