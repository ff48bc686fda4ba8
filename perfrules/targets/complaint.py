"""How the stage says that a call is wrong."""

from __future__ import annotations

from perfrules.model.report import Diagnostic


def wrong(code: str, message: str) -> Diagnostic:
    """A fault of the call: exit status 2."""
    return Diagnostic("error", code, message, usage=True)
