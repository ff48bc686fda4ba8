"""Finds run-time performance problems in Rust code before a profiler is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfrules.engine import scan as scan

__all__ = ["__version__", "scan"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import :func:`scan` when it is first asked for: importing the package stays cheap."""
    if name != "scan":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from perfrules.engine import scan

    globals()["scan"] = scan
    return scan
