"""What phase 2 is doing: a live line for each that works, or, without a terminal, a line for each change."""

from __future__ import annotations

import shutil
import sys
import time
from threading import Lock


class StepLines:
    """Called with who works and at what, from any thread; on standard error."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._lock = Lock()
        self._doing: dict[str, tuple[str, float]] = {}
        self._drawn = 0

    def __call__(self, who: str, what: str) -> None:
        """Show what somebody does now."""
        with self._lock:
            self._doing[who] = what, time.monotonic()
            if self._live:
                self._draw()
            else:
                print(f"{who}: {what}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the lines as they are, and begin anew below them."""
        with self._lock:
            self._doing.clear()
            self._drawn = 0

    def _draw(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        lines = [f"{who}: {what}"[:width] for who, (what, _) in self._doing.items()]
        sys.stderr.write(up + "".join(f"\r{line}\x1b[K\n" for line in lines) + "\x1b[J")
        sys.stderr.flush()
        self._drawn = len(lines)
