"""Code inside macro arguments is code: macro calls rewritten so that the grammar sees it.

Rust's grammar leaves the arguments of a macro call as a flat list of tokens. Most macros take
expressions, so before parsing, each call is rewritten in place into ordinary syntax of the same
length, and every node keeps its true byte offset:

==========================  ==========================  =====================================
written                     parsed as                   shape in the tree
==========================  ==========================  =====================================
``println!("{}", a.b())``   ``println?("{}", a.b())``   a call whose function is a try_expression
``vec![0; n]``              ``vec?(0, n)``              the same
``cfg_rt! { fn f() {} }``   ``        { fn f() {} }``   a block
``select! { x = f() => g }``  ``{ x = f() ;  g }``      a block of statements
==========================  ==========================  =====================================

A call of a try_expression does not occur in real code, so the shape says "macro". Calls whose
arguments turn out not to be expressions are put back by the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CALL = re.compile(rb"!\s*[(\[{]")
_PATH_BEFORE = re.compile(rb"(?:[A-Za-z_]\w*\s?::\s?)*[A-Za-z_]\w*\Z")
_STRING = rb'"(?:\\.|[^"\\])*"'
_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|(?<![\w])b?r(\#*)".*?"\1|"""
    + _STRING
    + rb"""|'(?:\\u\{[0-9a-fA-F_]+\}|\\.[0-9a-fA-F]?|[^\\'\n]{1,4})'|=>|[()\[\]{},;$]""",
    re.DOTALL,
)
_COMMENT_IN_PREFIX = re.compile(_STRING + rb"|(//)")
# `name = value`, `name: value` and the `%` and `?` sigils of tracing say nothing about cost.
_ARGUMENT_HEAD = re.compile(rb"\s*((?:[A-Za-z_][\w.]*\s*(?:=(?![=>])|:(?!:))\s*)?[%?]?)(?=[\w&(*\[\"|'-])")
_GUARD = re.compile(rb"\bif\b(?!\s+let\b)")
_HOLDS_CODE = re.compile(rb"\s*\Z|.*?[\w\"]", re.DOTALL)
_ITEM = re.compile(
    rb"\s*(?://[^\n]*\s*)*(?:#|let\b|pub\b|fn\b|impl\b|struct\b|enum\b|mod\b|use\b|static\b|const\b|type\b"
    rb"|unsafe\b|async fn\b|extern\b|macro_rules\b|trait\b)"
)

SELECT = frozenset({b"select", b"select_biased"})
PATTERN_MACROS = frozenset({b"matches", b"assert_matches", b"debug_assert_matches"})
NOT_CODE = frozenset(
    {b"quote", b"quote_spanned", b"parse_quote", b"asm", b"global_asm", b"json", b"html", b"stringify", b"T"}
)


@dataclass(frozen=True, slots=True)
class MacroCall:
    """One rewritten call; offsets are bytes, ``end`` is exclusive."""

    path: str
    start: int
    bang: int
    open: int
    end: int
    delimiter: str
    """``{`` if the call became a block; else ``(`` or ``[``, and it became a call."""
    is_repeat: bool
    """Written ``vec![value; count]``."""


def rewrite(source: bytes, skip: frozenset[int] = frozenset()) -> tuple[bytes, list[MacroCall]]:
    """Rewrite the macro calls of ``source``, except those that start at an offset in ``skip``.

    The result has the same length. Calls are listed by start.
    """
    buffer: bytearray | None = None
    calls: list[MacroCall] = []
    for found in _CALL.finditer(source):
        bang = found.start()
        path = _PATH_BEFORE.search(source, max(0, bang - 100), bang)
        if path is None or path.start() in skip or _in_line_comment(source, path.start()):
            continue
        name = path.group().rpartition(b":")[2].strip()
        if name in NOT_CODE:
            continue
        shape = _Shape.read(source, found.end() - 1)
        if shape is None or not _HOLDS_CODE.match(source, shape.open + 1, shape.end - 1):
            continue
        if shape.arrows and name not in SELECT:
            continue
        if buffer is None:
            buffer = bytearray(source)
        delimiter = chr(source[shape.open])
        if name in SELECT or (delimiter == "{" and not _is_list(source, shape)):
            _blank(buffer, path.start(), bang + 1)
            buffer[shape.open], buffer[shape.end - 1] = b"{}"
            if name in SELECT:
                _rewrite_select(buffer, shape)
            delimiter = "{"
        else:
            buffer[bang] = ord("?")
            _rewrite_arguments(buffer, shape, name in PATTERN_MACROS)
        calls.append(
            MacroCall(
                path.group().replace(b" ", b"").decode("utf-8", "replace"),
                path.start(),
                bang,
                shape.open,
                shape.end,
                delimiter,
                bool(shape.semicolons) and delimiter == "[",
            )
        )
    return (bytes(buffer) if buffer is not None else source), calls


@dataclass(slots=True)
class _Shape:
    """A balanced token tree and the separators at its first level."""

    open: int
    end: int
    commas: list[int]
    semicolons: list[int]
    arrows: list[int]

    @classmethod
    def read(cls, source: bytes, start: int) -> _Shape | None:
        """Read the token tree that opens at ``start``; None if unbalanced or a macro definition's."""
        shape = cls(start, -1, [], [], [])
        separators = {b",": shape.commas, b";": shape.semicolons, b"=>": shape.arrows}
        depth = 0
        for token in _TOKEN.finditer(source, start):
            text = token.group()
            if text in (b"(", b"[", b"{"):
                depth += 1
            elif text in (b")", b"]", b"}"):
                depth -= 1
                if depth == 0:
                    shape.end = token.end()
                    return shape
            elif text == b"$":
                return None
            elif depth == 1 and text in separators:
                separators[text].append(token.start())
        return None


def _is_list(source: bytes, shape: _Shape) -> bool:
    """Whether braces hold expressions separated by commas, as in ``join! { a(), b() }``."""
    return bool(shape.commas) and not shape.semicolons and not _ITEM.match(source, shape.open + 1)


def _in_line_comment(source: bytes, at: int) -> bool:
    line = source.rfind(b"\n", 0, at) + 1
    if source.find(b"//", line, at) < 0:
        return False
    return any(found.group(1) for found in _COMMENT_IN_PREFIX.finditer(source, line, at))


def _blank(buffer: bytearray, start: int, end: int) -> None:
    """Overwrite with spaces, keeping line ends."""
    buffer[start:end] = re.sub(rb"[^\n]", b" ", buffer[start:end])


def _rewrite_arguments(buffer: bytearray, shape: _Shape, has_pattern: bool) -> None:
    buffer[shape.open] = ord("(")
    buffer[shape.end - 1] = ord(")")
    for at in shape.semicolons:
        buffer[at] = ord(",")
    separators = sorted(shape.commas + shape.semicolons)
    if has_pattern and separators:
        guard = _GUARD.search(buffer, separators[0])
        pattern_end = guard.end() if guard and guard.end() < shape.end else shape.end - 1
        _blank(buffer, separators[0] + 1, pattern_end)
        return
    for start in [shape.open, *separators]:
        head = _ARGUMENT_HEAD.match(buffer, start + 1, shape.end)
        if head and head.group(1):
            _blank(buffer, *head.span(1))


def _rewrite_select(buffer: bytearray, shape: _Shape) -> None:
    """``pattern = future, if guard => body,`` becomes statements separated by semicolons."""
    for at in shape.commas:
        buffer[at] = ord(";")
    for at in shape.arrows:
        buffer[at : at + 2] = b"; "
    # An arm starts behind the opening brace, a semicolon, or the closing brace of a body.
    body = bytes(buffer[shape.open + 1 : shape.end - 1])
    for word in re.finditer(rb"(?:(?<=[;{}])|\A)\s*\b(if|else|biased|default|complete)\b(?=[^{]*?;)", body):
        _blank(buffer, shape.open + 1 + word.start(1), shape.open + 1 + word.end(1))
