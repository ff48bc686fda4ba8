"""What code says: its text, literals, and sameness."""

from __future__ import annotations

import re

from perfrules.index.cost import array_length
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "text",
    of=Param("capture", "match"),
    is_=Param("strings", (), doc="any of these, white space aside, unless it is in a literal"),
    matches=Param("regex", None, doc="a regular expression, searched for"),
    max_length=Param("int", None, doc="in characters"),
    holds=Param("capture", None, doc="its text is part of it, in whole words"),
)
def has_text(
    match: Match,
    of: str,
    is_: tuple[str, ...],
    matches: re.Pattern[str] | None,
    max_length: int | None,
    holds: str | None,
) -> bool:
    """The source text of a capture."""
    if match.get(of) is None:
        return False
    text = match.text(of)
    if is_ and _squeezed(text) not in map(_squeezed, is_):
        return False
    if max_length is not None and len(text) > max_length:
        return False
    if holds is not None and not _holds(_squeezed(text), _squeezed(match.text(holds))):
        return False
    return matches is None or matches.search(text) is not None


def _holds(text: str, part: str) -> bool:
    return bool(part) and re.search(rf"(?<![\w:]){re.escape(part)}(?![\w:])", text) is not None


@predicate("same-text", primary="of", of=Param("captures", required=True, doc="two or more captures"))
def same_text(match: Match, of: tuple[str, ...]) -> bool:
    """The captures have the same text, `&`, `*` and parentheses around aside."""
    texts = [_bare(match.text(name)) for name in of]
    return all(texts) and len(set(texts)) == 1


_LITERAL_OR_SPACE = re.compile(r"""(r(\#*)".*?"\2|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])')|\s+""", re.DOTALL)


_BORROW = re.compile(r"^(?:\s|\*|&(?:\s*mut\b)?)+")


def _squeezed(text: str) -> str:
    """Code without white space; that of its string and character literals stays."""
    return _LITERAL_OR_SPACE.sub(lambda found: found.group(1) or "", text)


def _bare(text: str) -> str:
    while True:
        stripped = _BORROW.sub("", text).strip()
        if stripped.startswith("(") and stripped.endswith(")") and _closes_at_end(stripped):
            stripped = stripped[1:-1]
        if stripped == text:
            return _squeezed(text)
        text = stripped


def _closes_at_end(text: str) -> bool:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


@predicate("exists", primary="of", of=Param("captures", required=True))
def exists(match: Match, of: tuple[str, ...]) -> bool:
    """The match has these captures: the call has such an argument, the loop such a part."""
    return all(match.get(name) is not None for name in of)


@predicate(
    "node",
    of=Param("capture", "match"),
    kind=Param("strings", required=True, doc="any of these node kinds of the grammar"),
)
def is_node(match: Match, of: str, kind: tuple[str, ...]) -> bool:
    """The capture's node is of one of these kinds, parentheses around it aside."""
    node = match.get(of)
    while (
        node is not None
        and node.type == "parenthesized_expression"
        and "parenthesized_expression" not in kind
    ):
        node = node.named_children[0] if node.named_children else None
    return node is not None and node.type in kind


@predicate(
    "literal",
    of=Param("capture", "match"),
    is_=Param(
        "strings", (), choices=("integer", "float", "string", "char", "boolean", "any"), doc="its kind"
    ),
    equals=Param("strings", (), doc="any of these, suffixes and quotes aside"),
    min=Param("int", None),
    max=Param("int", None),
)
def is_literal(
    match: Match, of: str, is_: tuple[str, ...], equals: tuple[str, ...], min: int | None, max: int | None
) -> bool:
    """A literal, `&` aside; with `min` and `max` also a constant whose value can be read."""
    node = match.get(of)
    while node is not None and node.type in ("reference_expression", "parenthesized_expression"):
        node = node.named_children[-1] if node.named_children else None
    if node is None:
        return False
    text = match.unit.syntax.text(node)
    kind = _LITERALS.get(node.type, "")
    if min is not None or max is not None:
        value = array_length(match.project, match.unit, text)
        if value is None or (min is not None and value < min) or (max is not None and value > max):
            return False
        match.values[of] = value
        return not is_ or kind in is_ or "any" in is_
    if not kind or (is_ and kind not in is_ and "any" not in is_):
        return False
    if not equals:
        return True
    bare = text.lstrip("br#").strip("\"'#") if kind in ("string", "char") else _SUFFIX.sub("", text)
    return bare in equals


_LITERALS = {
    "integer_literal": "integer",
    "float_literal": "float",
    "string_literal": "string",
    "raw_string_literal": "string",
    "char_literal": "char",
    "boolean_literal": "boolean",
}
_SUFFIX = re.compile(r"_?(?:[iu](?:8|16|32|64|128|size)|f32|f64)$")


@predicate(
    "children",
    of=Param("capture", "match"),
    min=Param("int", 0),
    max=Param("int", None),
)
def child_count(match: Match, of: str, min: int, max: int | None) -> bool:
    """How many named children a node has, comments aside: arguments of a call, statements of a block."""
    node = match.get(of)
    if node is None:
        return False
    number = sum(
        c.type not in ("line_comment", "block_comment", "attribute_item") for c in node.named_children
    )
    return number >= min and (max is None or number <= max)


@predicate(
    "lines",
    of=Param("capture", "match"),
    min=Param("int", 0),
    max=Param("int", None),
)
def line_count(match: Match, of: str, min: int, max: int | None) -> bool:
    """How many lines a node spans."""
    node = match.get(of)
    if node is None:
        return False
    number = node.end_point[0] - node.start_point[0] + 1
    return number >= min and (max is None or number <= max)
