"""Work shared out among processes.

They are forks of this one: what was made before, the index above all, is there for each of them without
being sent, and what they find comes back pickled. Nothing else is shared, so that the result is that of
one process alone.
"""

from __future__ import annotations

import mmap
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

_T = TypeVar("_T")
_MOST = 3
"""Processes: each works out types of its own, which takes a third of the memory of the first."""
_FILES_EACH = 40
"""So many files take longer to look at than a process takes to start."""
_TAKEN = b"\1"


def available() -> int:
    """How many processes are worth starting here; 1 where there is no forking."""
    if not hasattr(os, "fork"):
        return 1
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(own, _MOST)


def worth_starting(processes: int, files: int) -> int:
    """How many of ``processes`` are worth starting for so many files."""
    return min(processes, files // _FILES_EACH)


def forked_map(
    work: Callable[[int], _T], number: int, processes: int, told: Callable[[int], None]
) -> list[_T] | None:
    """``[work(0), …, work(number - 1)]``; this process does its share, and tells after each step of its own
    how many are taken by all.

    Each process starts elsewhere and goes on to the next that nobody has taken: neighbours mostly need the
    same of the project, which is worked out once if one process has them, and all are done at once. Two that
    take the same at the same time find the same.

    None where that cannot be had, whatever the reason: who asks can do it all alone, and meets the error
    again if there was one.
    """
    if processes < 2 or threading.active_count() > 1:  # a fork has none of the other threads, but their locks
        return None
    found: dict[int, _T] = {}
    children: list[_Child] = []
    try:
        taken = mmap.mmap(-1, number)  # one for all processes
        for nth in range(1, processes):
            last = nth * number // (processes - 1)
            children.append(_start(work, _left(taken, [*reversed(range(last)), *range(last, number)])))
        for at in _left(taken, range(number)):
            found[at] = work(at)
            told(taken[:].count(_TAKEN))
        for child in children:
            found.update(map(pickle.loads, pickle.load(child.results)))
        return [found[at] for at in range(number)]
    except Exception:
        return None
    finally:
        for child in children:
            child.end()


def _left(taken: mmap.mmap, order: Iterable[int]) -> Iterator[int]:
    """Those of an order that nobody has taken when their turn comes; they are taken by that."""
    for at in order:
        if not taken[at]:
            taken[at : at + 1] = _TAKEN
            yield at


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
            found = [pickle.dumps((at, work(at)), pickle.HIGHEST_PROTOCOL) for at in share]
            pickle.dump(found, results, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # whatever happened: half a pickle says that something did
