"""Rust's symbols as people write them: both manglings, as in ``_ZN3foo3barE`` and ``_RNvC3foo3bar``."""

from __future__ import annotations

import re
from functools import lru_cache

_MANGLED = re.compile(r"_{1,2}(?:ZN|R)\w")
_SCHEMES = ("rust", "itanium")
"""C and C++ libraries are linked into Rust programs, too."""


@lru_cache(maxsize=65_536)
def demangled(symbol: str) -> str:
    """The name without its hash; a symbol that is not mangled, or damaged, stays as it is."""
    if not _MANGLED.match(symbol):
        return symbol
    import demangle  # takes its time, and most tools demangle by themselves

    plain = symbol.partition(".llvm.")[0]  # a copy that a thin LTO has made
    plain = plain[plain.startswith("__") :]  # macOS adds a `_`
    found = demangle.demangle(plain, language=_SCHEMES)
    return symbol if found == plain else found
