"""A progress bar on standard error, for scans that take long enough to wonder."""

from __future__ import annotations

import sys
import time

DELAY = 0.7
"""Seconds before anything is shown."""
_INTERVAL = 0.05
_WIDTH = 30


class ProgressBar:
    """Called with each step of a stage; leaves the line clean in the end."""

    def __init__(self) -> None:
        self.next = time.monotonic() + DELAY
        self.shown = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are taken."""
        now = time.monotonic()
        if now < self.next or total == 0:
            return
        self.next, self.shown = now + _INTERVAL, True
        filled = _WIDTH * done // total
        sys.stderr.write(f"\r{stage:>10} [{'#' * filled:<{_WIDTH}}] {done}/{total}\x1b[K")
        sys.stderr.flush()

    def close(self) -> None:
        """Wipe the bar."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
