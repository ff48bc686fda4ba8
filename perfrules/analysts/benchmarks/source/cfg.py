"""Conditional compilation, as far as the manifest's default features decide it."""

from __future__ import annotations

from collections.abc import Collection

from perfrules.index.cfg import evaluate


def holds(text: str, features: Collection[str]) -> bool:
    """Whether the inside of ``cfg(…)`` holds in a benchmark's build on the usual machine.

    A flag that is not known is taken to be off, a target or operating system to be Linux on x86-64.
    """

    def known(word: str, value: str | None) -> bool:
        if value is None:
            return word in ("unix", "true")
        return value in (features if word == "feature" else _TARGET.get(word, ()))

    return evaluate(text, known) is not False


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
