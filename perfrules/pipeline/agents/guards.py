"""What a model's edit may not do, told from the text alone: before anything is written, built or run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perfrules.model.step import Step
from perfrules.pipeline.agents.policy import policy
from perfrules.syntax import parse
from perfrules.targets.cargo import Cargo

if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(r"(?<!['\w])[^\W\d]\w*")
"""Names, but no lifetimes."""
_ATTRIBUTE = re.compile(r"#\s*!?\s*\[\s*(?:unsafe\s*\(\s*)?(?:r#)?(\w+)")
_DOC = re.compile(r"^\s*(?:///|//!|\*|/\*\*|/\*!)\s?(.*)$")
_TESTING = re.compile(r"\b(?:test|bench|rstest|quickcheck|proptest|test_case)\b")
_BEFORE_ITEMS = ("attribute_item", "line_comment", "block_comment")
UNSAFE = "adds or changes `unsafe` code"


class Refused(ValueError):
    """An edit is not made; the text says why."""


@dataclass(frozen=True, slots=True)
class Yard:
    """A step's part of a tree."""

    step: Step
    root: Path
    """The plan's root in the tree."""
    allowed: frozenset[str]
    """Files that are edited though their kind is closed, relative to the root."""

    def owned(self, path: str) -> Path:
        """The file of a path that a model names; raises :class:`Refused` unless it is the step's to edit."""
        own = ", ".join(self.step.files)
        if path not in self.step.files:
            raise Refused(f"`{path}` is not a file of this issue; those are: {own}")
        file = self.root / path
        if file.resolve() != self.root.resolve() / path or not file.is_file():
            raise Refused(f"`{path}` is a link, or no file")
        if path not in self.allowed:
            for why in self._closed(file):
                raise Refused(f"`{path}` is not edited: {why}")
        return file

    def _closed(self, file: Path) -> Iterator[str]:
        from pathspec import GitIgnoreSpec

        package = Cargo([]).package(file.parent)
        root = package.crate.root if package is not None else self.root
        inside = file.resolve().relative_to(root.resolve()).as_posix()
        manifest = Cargo([]).manifest(root)
        macros = manifest is not None and manifest.table("lib").get("proc-macro", False) is True
        for pattern, why in policy().closed:
            if macros if pattern == "proc-macro" else GitIgnoreSpec.from_lines([pattern]).match_file(inside):
                yield why


def judge(before: str, after: str) -> tuple[str, ...]:
    """What a person has to look at in an edit of a file; raises :class:`Refused` if it is not to be made."""
    rules = policy()
    if len(after.encode("utf-8", "replace")) > rules.bytes:
        raise Refused("the file would become too large")
    if after == before:
        raise Refused("the edit changes nothing")
    old, new = _Source(before), _Source(after)
    if new.errors > old.errors:
        raise Refused("it would no longer be Rust")
    added = Counter(_WORD.findall(after)) - Counter(_WORD.findall(before))
    for word in added:
        if word in rules.words:
            raise Refused(f"it brings in `{word}`, which {rules.words[word]}")
    for name in new.attributes() - old.attributes():
        if name not in rules.attributes:
            may = ", ".join(sorted(rules.attributes))
            raise Refused(f"it adds the attribute `{name}`; only {may} may be")
    if new.tests() != old.tests():
        raise Refused("it changes tests")
    fixed, was = new.fixed(), old.fixed()
    for mark in (fixed - was) + (was - fixed):
        raise Refused(f"it changes, moves or removes `{mark}`")
    if _doc_tests(after) != _doc_tests(before):
        raise Refused("it changes examples in documentation, which are tests")
    flags = [why for word, why in rules.flagged.items() if any(each.startswith(word) for each in added)]
    if new.unsafe() - old.unsafe():
        flags.append(UNSAFE)
    return tuple(dict.fromkeys(flags))


class _Source:
    """A file's text, parsed once, and what of it an edit is judged by."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._syntax = parse(text.encode("utf-8", "surrogateescape"))
        self._nodes = list(_below(self._syntax.root))
        self._marked = list(self._marks())
        self.errors = len(self._syntax.errors())

    def attributes(self) -> Counter[str]:
        """Attributes by name, those in macros' arguments too."""
        marks = (_WORD.findall(mark.replace("unsafe", "", 1)) for _, mark in self._marked)
        return Counter(_ATTRIBUTE.findall(self._text)) | Counter(words[0] for words in marks if words)

    def fixed(self) -> Counter[str]:
        """The attributes that stay as they are."""
        free = policy().attributes
        marks = (" ".join(mark.split()) for _, mark in self._marked)
        return Counter(mark for mark in marks if not free.intersection(_WORD.findall(mark)[:1]))

    def tests(self) -> Counter[str]:
        """What is marked as a test, or as there in tests or not in them, with its marks."""
        found = Counter(f"{mark}\n{marked}" for marked, mark in self._marked if _TESTING.search(mark))
        macros = (node for node in self._nodes if node.type == "macro_invocation")
        return found + Counter(
            self._syntax.text(node) for node in macros if _TESTING.search(self._syntax.text(node.children[0]))
        )

    def unsafe(self) -> Counter[str]:
        """The code that the compiler does not check."""
        return Counter(
            self._syntax.text(node)
            for node in self._nodes
            if node.type == "unsafe_block" or "unsafe" in (child.type for child in _modifiers(node))
        )

    def _marks(self) -> Iterator[tuple[str, str]]:
        """The attributes: the text of what each marks, and its own."""
        for node in self._nodes:
            if node.type == "inner_attribute_item" and node.parent is not None:
                yield self._syntax.text(node.parent), self._syntax.text(node)
            elif node.type == "attribute_item":
                marked = node
                while marked.next_sibling is not None and marked.type in _BEFORE_ITEMS:
                    marked = marked.next_sibling
                yield self._syntax.text(marked), self._syntax.text(node)


def _below(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def _modifiers(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield from child.children if child.type == "function_modifiers" else (child,)


def _doc_tests(text: str) -> list[str]:
    """The lines of code in documentation, with the fences around them."""
    found, inside = [], False
    for line in text.split("\n"):
        doc = _DOC.match(line)
        if doc is None:
            inside = False
            continue
        fence = doc[1].lstrip().startswith(("```", "~~~"))
        if inside or fence:
            found.append(doc[1])
        inside ^= fence
    return found


def flags_of(texts: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """What a person has to look at in edits of files, each before and after; raises :class:`Refused`."""
    return tuple(dict.fromkeys(flag for before, after in texts.values() for flag in judge(before, after)))
