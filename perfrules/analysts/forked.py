"""Work shared out among processes.

They are forks of this one: what was made before, the index above all, is there for each of them without
being sent, and what they find comes back pickled. Nothing else is shared, so that the result is that of
one process alone.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

_T = TypeVar("_T")
_MOST = 3
"""Processes: each works out types of its own, which takes a third of the memory of the first."""


def available() -> int:
    """How many processes are worth starting here; 1 where there is no forking."""
    if not hasattr(os, "fork"):
        return 1
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(own, _MOST)


def forked_map(
    work: Callable[[int], _T], number: int, processes: int, told: Callable[[int], None]
) -> list[_T] | None:
    """``[work(0), …, work(number - 1)]``; this process does its share, and is told of each step it takes.

    None where that cannot be had, whatever the reason: who asks can do it all alone, and meets the error
    again if there was one.
    """
    if processes < 2 or threading.active_count() > 1:  # a fork has none of the other threads, but their locks
        return None
    found: dict[int, _T] = {}
    children: list[_Child] = []
    try:
        for first in range(1, processes):
            share = range(first, number, processes)
            children.append(_start(work, share))
        for at in range(0, number, processes):
            found[at] = work(at)
            told(at)
        for child in children:
            found.update(pickle.load(child.results))
    except Exception:
        return None
    finally:
        for child in children:
            child.end()
    return [found[at] for at in range(number)]


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    results: BinaryIO

    def end(self) -> None:
        """Leave no process behind, whether it was done or not."""
        self.results.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _start(work: Callable[[int], object], share: Iterable[int]) -> _Child:
    """A process that does its share, writes what came of it to a pipe, and ends."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Child(pid, os.fdopen(reading, "rb"))
    try:
        with os.fdopen(writing, "wb") as results:
            pickle.dump({at: work(at) for at in share}, results, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # whatever happened: half a pickle says that something did
