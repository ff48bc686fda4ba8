"""How a report is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Wishes of the reader; a format ignores those that mean nothing to it."""

    color: bool = False
    width: int = 100
    """Columns of the terminal."""
    verbose: bool = False
    """Show all evidence, related places and diagnostics."""
    show_suppressed: bool = False
    """Show allowed and baseline findings too. JSON and SARIF always have them, marked as such."""
