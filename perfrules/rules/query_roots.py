"""What nodes a query can match: told by its text, to spare running it on all others."""

from __future__ import annotations

import re
from functools import cache

_TOKEN = re.compile(r';[^\n]*|"(?:\\.|[^"\\])*"|[()\[\]]|[^\s()\[\]"]+')
_KIND = re.compile(r"[a-z]\w*\Z")


@cache
def root_kinds(text: str) -> frozenset[str] | None:
    """The kinds of nodes that the query's patterns start with; None if there may be others."""
    kinds = set()
    open_patterns = 0
    tokens = iter([token for token in _TOKEN.findall(text) if not token.startswith(";")])
    for token in tokens:
        if token == "(":
            open_patterns += 1
            if open_patterns == 1:
                kind = next(tokens, "")
                if not _KIND.match(kind):
                    return None  # any node, a group of siblings, an error
                kinds.add(kind)
        elif token == ")":
            open_patterns -= 1
        elif open_patterns == 0 and token not in ("[", "]") and not token.startswith("@"):
            return None
    return frozenset(kinds)
