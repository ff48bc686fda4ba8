"""What a model's edit may not do, told from the text alone: before anything is written, built or run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from perfrules.model.step import Step
from perfrules.pipeline.agents.policy import policy
from perfrules.syntax import Syntax, parse
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
        package = Cargo([]).package(file.parent)
        root = package.crate.root if package is not None else self.root
        inside = PurePosixPath(file.resolve().relative_to(root.resolve()).as_posix())
        manifest = Cargo([]).manifest(root)
        macros = manifest is not None and manifest.table("lib").get("proc-macro", False) is True
        for pattern, why in policy().closed:
            if macros if pattern == "proc-macro" else _matches(inside, pattern):
                yield why


def judge(before: str, after: str) -> tuple[str, ...]:
    """What a person has to look at in an edit of a file; raises :class:`Refused` if it is not to be made."""
    rules = policy()
    if len(after.encode("utf-8", "replace")) > rules.bytes:
        raise Refused("the file would become too large")
    if after == before:
        raise Refused("the edit changes nothing")
    if _errors(after) > _errors(before):
        raise Refused("it would no longer be Rust")
    added = Counter(_WORD.findall(after)) - Counter(_WORD.findall(before))
    for word in added:
        if word in rules.words:
            raise Refused(f"it brings in `{word}`, which {rules.words[word]}")
    for name in _attributes(after) - _attributes(before):
        if name not in rules.attributes:
            raise Refused(
                f"it adds the attribute `{name}`; only {', '.join(sorted(rules.attributes))} may be"
            )
    if _tests(after) != _tests(before):
        raise Refused("it changes tests")
    for mark in (_fixed(after) - _fixed(before)) + (_fixed(before) - _fixed(after)):
        raise Refused(f"it changes, moves or removes `{mark}`")
    if _doc_tests(after) != _doc_tests(before):
        raise Refused("it changes examples in documentation, which are tests")
    flags = [why for word, why in rules.flagged.items() if any(each.startswith(word) for each in added)]
    if _unsafe(after) - _unsafe(before):
        flags.append(UNSAFE)
    return tuple(dict.fromkeys(flags))


def _matches(path: PurePosixPath, pattern: str) -> bool:
    """Like a shell's ``**``, which PurePath.match does not know before Python 3.13."""
    expression = (
        re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    )
    return re.fullmatch(expression, path.as_posix()) is not None


def _errors(text: str) -> int:
    return len(parse(text.encode("utf-8", "surrogateescape")).errors())


def _attributes(text: str) -> Counter[str]:
    """Attributes by name, those in macros' arguments too."""
    marks = (_WORD.findall(mark.replace("unsafe", "", 1)) for _, mark in _marked(text))
    return Counter(_ATTRIBUTE.findall(text)) | Counter(words[0] for words in marks if words)


def _fixed(text: str) -> Counter[str]:
    """The attributes that stay as they are."""
    marks = (" ".join(mark.split()) for _, mark in _marked(text))
    return Counter(mark for mark in marks if not policy().attributes.intersection(_WORD.findall(mark)[:1]))


def _tests(text: str) -> Counter[str]:
    """What is marked as a test, or as there in tests or not in them, with its marks."""
    found = Counter(f"{mark}\n{marked}" for marked, mark in _marked(text) if _TESTING.search(mark))
    for syntax, node in _nodes(text):
        if node.type == "macro_invocation" and _TESTING.search(syntax.text(node.children[0])):
            found[syntax.text(node)] += 1
    return found


def _unsafe(text: str) -> Counter[str]:
    """The code that the compiler does not check."""
    return Counter(
        syntax.text(node)
        for syntax, node in _nodes(text)
        if node.type == "unsafe_block" or "unsafe" in (child.type for child in _modifiers(node))
    )


def _modifiers(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield from child.children if child.type == "function_modifiers" else (child,)


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """The attributes of a file: the text of what each marks, and its own."""
    for syntax, node in _nodes(text):
        if node.type == "inner_attribute_item" and node.parent is not None:
            yield syntax.text(node.parent), syntax.text(node)
        elif node.type == "attribute_item":
            marked = node
            while marked.next_sibling is not None and marked.type in _BEFORE_ITEMS:
                marked = marked.next_sibling
            yield syntax.text(marked), syntax.text(node)


def _nodes(text: str) -> Iterator[tuple[Syntax, Node]]:
    syntax = parse(text.encode("utf-8", "surrogateescape"))
    waiting = [syntax.root]
    while waiting:
        node = waiting.pop()
        yield syntax, node
        waiting += node.children


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
