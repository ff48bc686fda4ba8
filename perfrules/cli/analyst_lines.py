"""One line of progress for each stage and analyst, on standard error."""

from __future__ import annotations

import sys
import time

_INTERVAL = 0.1
_WIDTH = 24


class AnalystLines:
    """Called with each step of a stage; in the end the lines stay, without bars."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[int, int]] = {}
        self.next = 0.0
        self.drawn = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are taken."""
        self.steps[stage] = done, total
        now = time.monotonic()
        if now >= self.next or done == total:
            self.next = now + _INTERVAL
            self._draw([self._bar(stage) for stage in self.steps])

    def close(self, lines: list[str]) -> None:
        """Put these lines in the place of the bars."""
        self._draw(lines)

    def _bar(self, stage: str) -> str:
        done, total = self.steps[stage]
        filled = _WIDTH * done // total if total else _WIDTH
        return f"{stage:<12} [{'#' * filled:<{_WIDTH}}] {done}/{total}"

    def _draw(self, lines: list[str]) -> None:
        up = f"\x1b[{self.drawn}A" if self.drawn else ""
        body = "".join(f"\r{line}\x1b[K\n" for line in lines)
        sys.stderr.write(f"{up}{body}\x1b[J")
        sys.stderr.flush()
        self.drawn = len(lines)
