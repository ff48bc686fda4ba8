"""What a file declares besides types and functions: inline modules, macros, extern crates."""

from __future__ import annotations

import re
from bisect import bisect_right

from tree_sitter import Node

from perfrules.index.extract.captures import Captures

_FRAGMENT = re.compile(r"\$(\w+)\s*:\s*(?:expr|tt|block|stmt)\b")
_REPEATS = re.compile(r"\b(?:loop|while|for)\b|\|[^|]*\|")


class ModulePaths:
    """The inline modules around a place."""

    def __init__(self, captures: Captures) -> None:
        nodes = sorted(captures.nodes("mod"), key=lambda node: node.start_byte)
        self._spans = [(node.start_byte, node.end_byte, captures.field(node, "name")) for node in nodes]
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> list[str]:
        """Names of the modules that hold an offset, outermost first."""
        before = self._spans[: bisect_right(self._starts, offset)]
        return [name for start, end, name in before if offset < end]

    def all(self) -> list[tuple[int, int, str]]:
        """Where each of them stands, and its full path within the file."""
        return [(start, end, "::".join(self.at(start))) for start, end, _ in self._spans]


def module_spans(captures: Captures) -> tuple[tuple[int, int, str], ...]:
    """Where the inline modules stand, with their paths within the file; outer before inner."""
    return tuple(ModulePaths(captures).all())


def declared_modules(captures: Captures) -> tuple[str, ...]:
    """Names of the modules that the file declares or writes out."""
    return tuple(captures.field(node, "name") for node in captures.nodes("declared"))


def private_modules(captures: Captures) -> tuple[str, ...]:
    """Paths of the modules declared without ``pub``, within the file."""
    inline = ModulePaths(captures)
    found = []
    for node in captures.nodes("declared"):
        if captures.source[node.start_byte : node.start_byte + 4] != b"pub ":
            around = inline.at(node.start_byte - 1) if node.start_byte else []
            found.append("::".join([*around, captures.field(node, "name")]))
    return tuple(found)


def macros(captures: Captures) -> tuple[str, ...]:
    """Names of the macros that the file defines."""
    return tuple(captures.text(match["name"]) for match in captures.matches("macro_rules"))


def repeating_macros(captures: Captures) -> tuple[str, ...]:
    """Names of the macros that name an argument twice, or have it where a loop or closure is."""
    return tuple(
        captures.text(match["name"])
        for match in captures.matches("macro_rules")
        if any(_repeats(captures, rule) for rule in match["node"].named_children if rule.type == "macro_rule")
    )


def _repeats(captures: Captures, rule: Node) -> bool:
    """Whether one rule of a macro may evaluate what it is given more than once."""
    body = captures.field(rule, "right")
    times = [
        len(re.findall(rf"\${name}\b", body)) for name in _FRAGMENT.findall(captures.field(rule, "left"))
    ]
    return max(times, default=0) > 1 or (any(times) and _REPEATS.search(body) is not None)


def extern_crates(captures: Captures) -> tuple[str, ...]:
    """Crates of ``extern crate`` declarations."""
    return tuple(captures.text(match["name"]) for match in captures.matches("extern"))
