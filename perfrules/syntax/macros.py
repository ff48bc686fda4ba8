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
the same inside an impl     ``          fn f() {}  ``   the items alone
``select! { x = f() => g }``  ``{ x = f() ;  g }``      a block of statements
==========================  ==========================  =====================================

A call of a try_expression does not occur in real code, so the shape says "macro". Calls whose
arguments turn out not to be expressions are put back by the parser.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

_CALL = re.compile(rb"!\s*[(\[{]")
_PATH_BACKWARDS = re.compile(rb"\w*[A-Za-z_](?:\s?::\s?\w*[A-Za-z_])*")
_LONGEST_PATH = 100
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
# A label handed to a macro is no expression, but a name is one.
_LABEL = re.compile(rb"\s*(')[A-Za-z_]\w*\s*[,;)\]}]")
_GUARD = re.compile(rb"\bif\b(?!\s+let\b)")
_HOLDS_CODE = re.compile(rb"\s*\Z|.*?[\w\"]", re.DOTALL)
_CFG_IF_ARM = re.compile(rb"\s*(?:(?:else\s+)?if\s*#\s*\[|else\s*\{)")
_NOT_LINE_END = re.compile(rb"[^\n]")
_BRACE = re.compile(rb"\s*\{")
_INNER_ATTRIBUTE = re.compile(rb"\s*#!\[")
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
    """``{`` if the call became a block; ``(`` or ``[`` if it became a call; empty if what it holds is all
    that is left."""
    is_repeat: bool
    """Written ``vec![value; count]``."""


def rewrite(
    source: bytes, skip: Set[int] = frozenset(), bare: Set[int] = frozenset()
) -> tuple[bytes, list[MacroCall]]:
    """Rewrite the macro calls of ``source``, except those that start at an offset in ``skip``.

    Of those that start at an offset in ``bare`` and would become a block, the braces go, too: where only
    items may stand, a block may not. The result has the same length. Calls are listed by start.
    """
    buffer: bytearray | None = None
    calls: list[MacroCall] = []
    among_items: set[int] = set()
    """Where brackets open that stand directly in a bare call."""
    for found in _CALL.finditer(source):
        bang = found.start()
        backwards = _PATH_BACKWARDS.match(source[max(0, bang - _LONGEST_PATH) : bang][::-1])
        start = bang - backwards.end() if backwards is not None else bang
        if start == bang or start in skip or _in_line_comment(source, start):
            continue
        path = source[start:bang]
        name = path.rpartition(b":")[2].strip()
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
        becomes_block = name in SELECT or (delimiter == "{" and not _is_list(source, shape))
        is_bare = start in bare or shape.open in among_items
        if is_bare and not becomes_block:
            continue
        if becomes_block:
            _blank(buffer, start, bang + 1)
            buffer[shape.open], buffer[shape.end - 1] = b"{}"
            if name in SELECT:
                _rewrite_select(buffer, shape)
            arms = _rewrite_cfg_if(buffer, shape) if name == b"cfg_if" else []
            if is_bare:
                for block in [shape, *arms]:
                    buffer[block.open] = buffer[block.end - 1] = ord(" ")
                    among_items.update(block.groups)
                _blank_inner_attribute(buffer, shape)
            delimiter = "" if is_bare else "{"
        else:
            buffer[bang] = ord("?")
            _rewrite_arguments(buffer, shape, name in PATTERN_MACROS)
            delimiter = delimiter.replace("{", "(")
        calls.append(
            MacroCall(
                path.replace(b" ", b"").decode("utf-8", "replace"),
                start,
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
    groups: list[int]
    """Where the brackets directly inside open."""

    @classmethod
    def read(cls, source: bytes | bytearray, start: int) -> _Shape | None:
        """Read the token tree that opens at ``start``; None if unbalanced or a macro definition's."""
        shape = cls(start, -1, [], [], [], [])
        separators = {b",": shape.commas, b";": shape.semicolons, b"=>": shape.arrows}
        depth = 0
        for token in _TOKEN.finditer(source, start):
            text = token.group()
            if text in (b"(", b"[", b"{"):
                depth += 1
                if depth == 2:
                    shape.groups.append(token.start())
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


def holds_items(source: bytes, call: MacroCall) -> bool:
    """Whether a call that became a block holds items, or what may be some."""
    return call.delimiter == "{" and _ITEM.match(source, call.open + 1) is not None


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
    buffer[start:end] = _NOT_LINE_END.sub(b" ", buffer[start:end])


def _rewrite_cfg_if(buffer: bytearray, shape: _Shape) -> list[_Shape]:
    """``if #[cfg(unix)] { … } else { … }`` becomes its blocks."""
    arms: list[_Shape] = []
    at = shape.open + 1
    while arm := _CFG_IF_ARM.match(buffer, at, shape.end):
        attribute = _Shape.read(buffer, arm.end() - 1) if buffer[arm.end() - 1] == ord("[") else None
        opening = _BRACE.match(buffer, attribute.end) if attribute is not None else arm
        block = _Shape.read(buffer, opening.end() - 1) if opening is not None else None
        if block is None:
            break
        _blank(buffer, at, block.open)
        arms.append(block)
        at = block.end
    return arms


def _blank_inner_attribute(buffer: bytearray, shape: _Shape) -> None:
    """``#![…]`` at the start of items belongs to the macro."""
    inner = _INNER_ATTRIBUTE.match(buffer, shape.open + 1)
    attribute = _Shape.read(buffer, inner.end() - 1) if inner is not None else None
    if attribute is not None:
        _blank(buffer, shape.open, attribute.end)


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
        if label := _LABEL.match(buffer, start + 1, shape.end):
            _blank(buffer, *label.span(1))


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
