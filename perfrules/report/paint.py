"""Colour for terminals, or none."""

from __future__ import annotations

from dataclasses import dataclass

from perfrules.model.severity import Severity

_CODES = {
    "critical": "1;35",
    "high": "1;31",
    "medium": "1;33",
    "low": "1;36",
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "bold": "1",
    "dim": "2",
    "frame": "1;34",
    "good": "32",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Wraps text in the codes of a style, if colour is wanted."""

    enabled: bool

    def __call__(self, text: str, style: str | Severity) -> str:
        """The text in a style: a severity, a diagnostic's level, or bold, dim, frame, good."""
        if not self.enabled or not text:
            return text
        code = _CODES[style.word if isinstance(style, Severity) else style]
        return f"\x1b[{code}m{text}\x1b[0m"
