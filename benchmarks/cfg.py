"""Which code of a file a build leaves out: items under a `#[cfg]` that does not hold, their attributes too."""

from __future__ import annotations

import re
from pathlib import Path

from tree_sitter import Node

from perfrules.syntax import parse

_TOKEN = re.compile(r'\s*(all|any|not)\s*\(|\s*([\w]+)\s*=\s*"([^"]*)"|\s*([\w]+)|\s*([,)])')


def holds(predicate: str, values: frozenset[str]) -> bool:
    """Whether a cfg predicate holds, for values as `rustc --print cfg` writes them."""
    tokens = list(_TOKEN.finditer(predicate))
    answer, _ = _read(tokens, 0, values)
    return answer


def _read(tokens: list[re.Match[str]], at: int, values: frozenset[str]) -> tuple[bool, int]:
    """The value of the predicate that starts at a token, and the position behind it."""
    operator, key, value, word, _ = tokens[at].groups()
    if operator is None:
        return (f'{key}="{value}"' if key else word) in values or word == "true", at + 1
    parts, at = [], at + 1
    while tokens[at].group(5) != ")":
        if tokens[at].group(5) == ",":
            at += 1
            continue
        part, at = _read(tokens, at, values)
        parts.append(part)
    combined = {"all": all, "any": any, "not": lambda given: not any(given)}[operator]
    return combined(parts), at + 1


def left_out(path: Path, values: frozenset[str]) -> list[range]:
    """The lines of items and statements of a file under a `#[cfg]` that does not hold."""
    found: list[range] = []
    _search(parse(path.read_bytes()).root, values, found)
    return found


def _search(node: Node, values: frozenset[str], found: list[range]) -> None:
    out = False
    since: int | None = None
    """Where the attributes of the next item start."""
    for child in node.children:
        if child.type in ("attribute_item", "inner_attribute_item"):
            since = child.start_point[0] if since is None else since
            text = (child.text or b"").decode("utf-8", "replace")
            condition = re.match(r"#!?\[\s*cfg\s*\((.*)\)\s*\]$", text, re.DOTALL)
            if condition is not None and not holds(condition.group(1), values):
                if child.type == "inner_attribute_item":
                    found.append(range(node.start_point[0] + 1, node.end_point[0] + 2))
                    return
                out = True
        elif child.type not in ("line_comment", "block_comment"):
            if out:
                start = child.start_point[0] if since is None else since
                found.append(range(start + 1, child.end_point[0] + 2))
            elif child.child_count:
                _search(child, values, found)
            out, since = False, None
