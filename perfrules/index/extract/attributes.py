"""Attributes, doc tags and comments, and what they say about the items below them."""

from __future__ import annotations

import re
from bisect import bisect_right

from tree_sitter import Node

from perfrules.index.extract.captures import Captures, Span
from perfrules.index.facts import Comment, Item
from perfrules.syntax import Syntax

_SPACE = re.compile(rb"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_TAG = re.compile(rb"///?!?[ \t]*([A-Z][A-Za-z-]{1,20}):[ \t]*([A-Za-z0-9_-]+)[ \t]*\.?[ \t]*$", re.MULTILINE)
_TEST_ATTRIBUTE = re.compile(
    r"^(?:\w+::)*(?:test|bench|rstest|test_case|quickcheck|proptest|divan::bench|wasm_bindgen_test|test_log)\b"
    r"|^cfg\s*\(\s*(?:test\b|(?:all|any)\s*\((?:[^()]|\([^()]*\))*\btest\b(?!\s*=))"
)
_NOT_TEST = re.compile(r"\bnot\s*\(\s*test\b")
_PERFRULES = re.compile(rb"//(!?)/?[ \t]*perfrules:[ \t]*([^\n]*)")
_ITEMS = ("function", "mod", "impl", "trait", "struct", "union", "enum", "alias", "const", "static", "use")
_HOLDERS = frozenset({"mod_item", "function_item", "impl_item", "trait_item"})
_OWNERS = frozenset({"match_arm", "field_initializer"})


def is_test_attribute(text: str) -> bool:
    """Whether an attribute makes its item test or bench code."""
    return bool(_TEST_ATTRIBUTE.search(text)) and not _NOT_TEST.search(text)


def comments(syntax: Syntax) -> tuple[Comment, ...]:
    """Comments that speak to perfrules."""
    found = []
    for m in _PERFRULES.finditer(syntax.source):
        line = syntax.line(m.start())
        before = syntax.source[syntax.line_starts[line - 1] : m.start()]
        text = m.group(2).decode("utf-8", "replace").strip()
        found.append(Comment(line, text, bool(m.group(1)), not before.strip()))
    return tuple(found)


class Attributes:
    """The attributes and doc tags of a file, by the offset of the item that they stand on."""

    def __init__(self, captures: Captures) -> None:
        self.captures = captures
        self.source = captures.source
        inner = [(self._holder(match["node"]), match["name"]) for match in captures.matches("inner")]
        self.inner = tuple(captures.text(name) for holder, name in inner if holder is None)
        """Those of the file itself."""
        self._texts: dict[int, tuple[str, ...]] = {}
        self._firsts: dict[int, int] = {}
        self._read_attributes()
        for holder, name in inner:
            if holder is not None:
                self._texts[holder] = (*self._texts.get(holder, ()), captures.text(name))
        self._tags = self._read_tags()
        self.test_spans = self._read_test_spans()
        """Spans of test code, sorted; none inside another."""
        self._test_starts = [start for start, _ in self.test_spans]

    def _holder(self, inner: Node) -> int | None:
        """Where the item starts that an inner attribute (``#![allow(…)]``) belongs to; None for the file."""
        above = self.captures.syntax.ancestors(inner)
        return next((node.start_byte for node in above if node.type in _HOLDERS), None)

    def of(self, node: Node) -> tuple[str, ...]:
        """The attributes on an item."""
        return self._texts.get(node.start_byte, ())

    def tags(self, node: Node) -> tuple[tuple[str, str], ...]:
        """``Name: value`` lines of an item's doc comment, names in lower case."""
        return self._tags.get(node.start_byte, ())

    def in_test(self, offset: int) -> bool:
        """Whether a place is test code."""
        at = bisect_right(self._test_starts, offset) - 1
        return at >= 0 and offset < self.test_spans[at][1]

    def items(self) -> tuple[Item, ...]:
        """Items with attributes; every item, if the file has comments that speak to perfrules."""
        all_items = b"perfrules:" in self.source
        items: list[Item] = []
        claimed = set()
        for node in self.captures.nodes(*_ITEMS):
            if all_items or node.start_byte in self._texts:
                claimed.add(node.start_byte)
                items.append(self._item(node))
        others = map(self._marked, self._texts.keys() - claimed)
        items += [self._item(*found) for found in others if found is not None]
        return tuple(sorted(items, key=lambda item: (item.start, -item.end)))

    def _marked(self, start: int) -> tuple[Node, int] | None:
        """What is no item and carries the attributes before ``start``, such as a statement, and its end."""
        found = self.captures.syntax.root.descendant_for_byte_range(start, start + 1)
        if found is None:
            return None
        above = self.captures.syntax.ancestors(found)[:-1]
        widest = next((n for n in reversed(above) if n.start_byte == start), found)
        # An arm or a field starts with its attributes, and so a little before what stands below them.
        owner = next((n for n in above if n.start_byte < start), widest)
        return widest, owner.end_byte if owner.type in _OWNERS else widest.end_byte

    def _item(self, node: Node, end: int | None = None) -> Item:
        end = node.end_byte if end is None else end
        syntax = self.captures.syntax
        first = syntax.line(self._firsts.get(node.start_byte, node.start_byte))
        while first > 1 and syntax.line_text(first - 1).lstrip().startswith(("///", "/**", "#[")):
            first -= 1
        return Item(
            kind=node.type,
            name=self.captures.field(node, "name"),
            start=node.start_byte,
            end=end,
            first_line=first,
            last_line=syntax.line(max(node.start_byte, end - 1)),
            attributes=self.of(node),
        )

    def _read_attributes(self) -> None:
        for match in sorted(self.captures.matches("attribute"), key=lambda match: match["node"].start_byte):
            start = match["node"].start_byte
            before = self._texts.pop(start, ())
            first = self._firsts.pop(start, start)
            target = self._below(match["node"].end_byte)
            self._texts[target] = (*before, self.captures.text(match["name"]))
            self._firsts[target] = first

    def _read_tags(self) -> dict[int, tuple[tuple[str, str], ...]]:
        tags: dict[int, tuple[tuple[str, str], ...]] = {}
        items = {first: item for item, first in self._firsts.items()}
        for m in _TAG.finditer(self.source):
            target = self._below(m.end())
            target = items.get(target, target)
            tags[target] = (*tags.get(target, ()), (m.group(1).decode().lower(), m.group(2).decode()))
        return tags

    def _read_test_spans(self) -> tuple[Span, ...]:
        if any(map(is_test_attribute, self.inner)):
            return ((0, len(self.source)),)
        marked = {start for start, texts in self._texts.items() if any(map(is_test_attribute, texts))}
        if not marked:
            return ()
        found = [(n.start_byte, n.end_byte) for n in self.captures.nodes(*_ITEMS) if n.start_byte in marked]
        others = map(self._marked, marked.difference(start for start, _ in found))
        found += [(other[0].start_byte, other[1]) for other in others if other is not None]
        spans: list[Span] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if not (spans and end <= spans[-1][1]):
                spans.append((start, end))
        return tuple(spans)

    def _below(self, offset: int) -> int:
        """Where the next thing that is no space and no comment starts."""
        skipped = _SPACE.match(self.source, offset)
        return skipped.end() if skipped else offset
