"""Leaves out files that are there but not worth scanning, or cannot be."""

from __future__ import annotations

from pathlib import Path

from perfrules.model.report import Diagnostic
from perfrules.targets.generated import HEAD_BYTES, is_generated


class Sift:
    """Looks into files once each; ``notes`` gets what is wrong with them."""

    def __init__(self, *, include_generated: bool, max_bytes: int, notes: list[Diagnostic]) -> None:
        self._include_generated = include_generated
        self._max_bytes = max_bytes
        self._notes = notes
        self.generated = 0
        """How many generated files were left out."""

    def takes(self, path: Path, display: str, *, by_name: bool) -> bool:
        """Whether to scan a file; one that the user named counts even if it is generated."""
        try:
            with open(path, "rb", buffering=0) as file:
                size = file.seek(0, 2)
                if size > self._max_bytes:
                    limit = _megabytes(self._max_bytes)
                    message = f"left out: {_megabytes(size)} is more than the limit of {limit}"
                    self._notes.append(Diagnostic("warning", "too-large", message, display))
                    return False
                if by_name or self._include_generated:
                    return True
                file.seek(0)
                head = file.read(HEAD_BYTES)
        except OSError as error:
            message = f"cannot read the file: {error.strerror}"
            self._notes.append(Diagnostic("error", "unreadable", message, display))
            return False
        if is_generated(head):
            self.generated += 1
            return False
        return True


def summary(generated: int) -> Diagnostic:
    """One line for all generated files that were left out."""
    files = "1 generated file" if generated == 1 else f"{generated} generated files"
    return Diagnostic("note", "generated", f"{files} left out; name a file to scan it")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"
