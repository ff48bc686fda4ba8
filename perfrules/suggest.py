"""Did you mean …?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option most like ``word``, whatever its case; None if none is alike."""
    by_lower = {option.lower(): option for option in sorted(options)}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[matches[0]] if matches else None


def hint(word: str, options: Iterable[str]) -> str:
    """``; did you mean `x`?``, or nothing: what an error message about a wrong word ends with."""
    best = nearest(word, options)
    return f"; did you mean `{best}`?" if best is not None else ""
