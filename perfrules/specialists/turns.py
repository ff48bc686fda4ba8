"""Who may use the machine: many at once, or one alone that measures time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Semaphore


class Turns:
    """Up to ``cores`` commands run at once; one that measures runs when all others have ended."""

    def __init__(self, cores: int) -> None:
        self._places = Semaphore(max(cores, 1))
        self._changed = Condition()
        self._running = 0
        self._waiting = 0
        self._measuring = False

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Run beside others; waits while somebody measures, or waits to measure."""
        with self._places:
            with self._changed:
                self._changed.wait_for(lambda: not self._measuring and not self._waiting)
                self._running += 1
            try:
                yield
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Run with the machine to itself, as far as this run has a say."""
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: not self._measuring and not self._running)
                self._measuring = True
            finally:
                self._waiting -= 1
        try:
            yield
        finally:
            with self._changed:
                self._measuring = False
                self._changed.notify_all()
