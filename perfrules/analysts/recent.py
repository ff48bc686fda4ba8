"""What was worked out of the files looked at last.

A file is asked about again after its turn, by the hotness of what it calls: what is known of it by then is
kept, but not of all the files of a large project, which would fill the memory.
"""

from __future__ import annotations

from collections import deque

from perfrules.index.project import FileUnit

_MOST = 10_000
"""Functions whose types are kept: some 20 KB each."""


class Recent:
    """Files in order of their turn; of the oldest, what can be worked out again is let go."""

    def __init__(self) -> None:
        self._files: deque[tuple[FileUnit, int]] = deque()
        self._functions = 0

    def add(self, unit: FileUnit) -> None:
        """A file has had its turn."""
        self._files.append((unit, len(unit.inferences)))
        self._functions += len(unit.inferences)
        while self._functions > _MOST:
            oldest, functions = self._files.popleft()
            self._functions -= functions
            oldest.forget()
