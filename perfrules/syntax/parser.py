"""A file and its tree."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Node, Tree

from perfrules.syntax.macros import MacroCall

LANGUAGE = Language(tree_sitter_rust.language())

_ANY_TOKENS = frozenset({"macro_definition", "macro_invocation"})


class Parsed(NamedTuple):
    """What a parser makes of a file's bytes."""

    tree: Tree
    macros: Sequence[MacroCall]
    """The rewritten macro calls."""


class Syntax:
    """A file with its tree. Nodes' offsets are those of ``source``; read text by :meth:`text`, never by
    ``node.text``, which shows the rewritten macro calls.

    It is parsed when first asked about nodes: text and lines need none. A tree cannot be sent to another
    process, so that there it is parsed anew, if at all.
    """

    def __init__(self, source: bytes, parser: Callable[[bytes], Parsed]) -> None:
        self.source = source
        self._parser = parser
        self._paths: dict[int, tuple[Node, ...]] = {}
        self._last: list[Node] = []
        self._line: tuple[int, str] = (0, "")

    def __reduce__(self) -> tuple[type[Syntax], tuple[bytes, Callable[[bytes], Parsed]]]:
        return Syntax, (self.source, self._parser)

    @cached_property
    def _parsed(self) -> Parsed:
        return self._parser(self.source)

    @cached_property
    def root(self) -> Node:
        """The node of the whole file."""
        return self._parsed.tree.root_node

    @cached_property
    def macros(self) -> Mapping[int, MacroCall]:
        """Rewritten macro calls by the offset of their name."""
        return {call.start: call for call in self._parsed.macros}

    @cached_property
    def blocks(self) -> Mapping[int, MacroCall]:
        """Those with braces, by the offset of the block that stands for them."""
        return {call.open: call for call in self._parsed.macros if call.delimiter == "{"}

    def text(self, node: Node) -> str:
        """The node's source text."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    @cached_property
    def line_starts(self) -> list[int]:
        """Byte offset of each line's first byte."""
        starts = [0]
        find, at = self.source.find, -1
        while (at := find(b"\n", at + 1)) >= 0:
            starts.append(at + 1)
        return starts

    def line(self, offset: int) -> int:
        """1-based line of a byte offset."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column, the column in characters."""
        line = self.line(offset)
        start = self.line_starts[line - 1]
        return line, len(self.source[start:offset].decode("utf-8", "replace")) + 1

    def line_text(self, line: int) -> str:
        """A line without its end; one asked for again and again is kept once."""
        number, text = self._line
        if number != line:
            start = self.line_starts[line - 1]
            end = self.line_starts[line] if line < len(self.line_starts) else len(self.source)
            text = self.source[start:end].decode("utf-8", "replace").rstrip("\r\n")
            self._line = line, text
        return text

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """The nodes around ``node``, innermost first, the root last.

        One descent, remembered: asking tree-sitter for each parent in turn would walk from the root every
        time. It starts from what is around the node asked about before, too: that is mostly near.
        """
        known = self._paths.get(node.id)
        if known is None:
            path = self._shared_path(node)
            here: Node | None = path.pop() if path else self.root
            while here is not None and here.id != node.id:
                path.append(here)
                here = here.child_with_descendant(node)
            self._last = path
            known = self._paths[node.id] = tuple(reversed(path))
        return known

    def _shared_path(self, node: Node) -> list[Node]:
        """The outermost of the nodes asked for last that are around ``node``, too: those that are longer."""
        start, end = node.start_byte, node.end_byte
        path = self._last
        while path and start < end:
            around = path[-1]
            first, last = around.start_byte, around.end_byte
            if first <= start and end <= last and last - first > end - start:
                return path
            path.pop()
        return []

    def forget(self) -> None:
        """Let go of the nodes remembered by :meth:`ancestors`."""
        self._paths.clear()
        self._last = []

    def parent(self, node: Node) -> Node | None:
        """The node directly around ``node``."""
        around = self.ancestors(node)
        return around[0] if around else None

    def errors(self) -> list[Node]:
        """The outermost nodes that the grammar could not make sense of."""
        return error_nodes(self.root)


def error_nodes(root: Node) -> list[Node]:
    """ERROR and MISSING nodes below ``root``, in order; an ERROR's inside is not looked into, nor are
    macros' definitions and raw arguments, which may be any tokens."""
    if not root.has_error:
        return []
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node)
        elif node.has_error and node.type not in _ANY_TOKENS:
            stack.extend(reversed(node.children))
    return found
