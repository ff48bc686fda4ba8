"""Levels and ranks: how severity and precision read in SARIF and on GitHub."""

from __future__ import annotations

import re
from typing import Any

from perfrules.model.severity import Precision, Severity

Object = dict[str, Any]

LEVEL = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}

PROBLEM_SEVERITY = {"error": "error", "warning": "warning", "note": "recommendation"}
"""GitHub's word for each level, by which it orders alerts."""

_BASE = {Severity.CRITICAL: 90.0, Severity.HIGH: 70.0, Severity.MEDIUM: 45.0, Severity.LOW: 20.0}
_BONUS = {Precision.VERY_HIGH: 10.0, Precision.HIGH: 6.0, Precision.MEDIUM: 3.0, Precision.LOW: 0.0}


def rank(severity: Severity, precision: Precision) -> float:
    """A result's priority, 0 to 100.

    Critical findings have 90, high ones 70, medium ones 45, low ones 20; a rule of very high precision
    adds 10, of high precision 6, of medium precision 3. Severity thus always outweighs precision.
    """
    return _BASE[severity] + _BONUS[precision]


def name(identifier: str) -> Object:
    """The friendly name of an identifier, in the one form that SARIF knows; it must differ from it."""
    pascal = "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", identifier))
    return {"name": clipped(pascal, 255)} if pascal not in ("", identifier) else {}


def clipped(text: str, limit: int) -> str:
    """The text in at most so many characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
