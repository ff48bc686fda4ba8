"""Conditional compilation, as far as the manifest's default features decide it."""

from __future__ import annotations

import re
from collections.abc import Collection

_TOKEN = re.compile(r'\s*(?:(\w+)\s*(?:(\()|=\s*"([^"]*)")?|([,)]))')


def holds(text: str, features: Collection[str]) -> bool:
    """Whether the inside of ``cfg(…)`` holds in a benchmark's build on the usual machine.

    A flag that is not known is taken to be off, a target or operating system to be Linux on x86-64.
    """
    value, _ = _predicate(text, 0, features)
    return value


_TARGET = {
    "target_arch": {"x86_64"},
    "target_os": {"linux"},
    "target_family": {"unix"},
    "target_pointer_width": {"64"},
    "target_endian": {"little"},
    "target_env": {"gnu"},
    "panic": {"unwind"},
    "target_has_atomic": {"8", "16", "32", "64", "ptr"},
    "target_feature": {"sse", "sse2", "fxsr"},
}


def _predicate(text: str, at: int, features: Collection[str]) -> tuple[bool, int]:
    found = _TOKEN.match(text, at)
    if found is None or found[1] is None:
        return True, len(text)
    word, opens, value = found[1], found[2], found[3]
    at = found.end()
    if opens:
        inner: list[bool] = []
        while True:
            closing = re.compile(r"\s*,?\s*\)").match(text, at)
            if closing is not None:
                at = closing.end()
                break
            one, after = _predicate(text, at, features)
            inner.append(one)
            comma = re.compile(r"\s*,").match(text, after)
            at = comma.end() if comma is not None else after
            if after >= len(text):
                break
        if word == "not":
            return not all(inner), at
        return (any(inner) if word == "any" else all(inner)), at
    if value is not None:
        return value in (features if word == "feature" else _TARGET.get(word, ())), at
    return word in ("unix", "true"), at
