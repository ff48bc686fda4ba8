"""What string literals hold: their length, and the placeholders of format strings."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.rules.captures import call_captures
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate
from perfrules.rules.type_words import CLASSES, in_class

_STRINGS = frozenset({"string_literal", "raw_string_literal"})
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{\s*([\w]*)\s*(:[^{}]*)?\}")
_COUNT = re.compile(r"(\w+)\$")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|\n\s*|.)", re.DOTALL)


_JOINED = re.compile(r"(?:(?:std|core)::)?concat!\s*\((.*)\)", re.DOTALL)
_PIECE = re.compile(r"""\s*(r(#*)".*?"\2|"(?:[^"\\]|\\.)*")\s*(?:,|$)\s*""", re.DOTALL)


def literal_value(text: str) -> str | None:
    """The characters that a string or char literal stands for, or a `concat!` of such; None if it is none."""
    joined = _JOINED.fullmatch(text)
    if joined:
        rest = _PIECE.sub("", joined.group(1))
        parts = [literal_value(found.group(1)) or "" for found in _PIECE.finditer(joined.group(1))]
        return "".join(parts) if not rest else None
    raw = re.fullmatch(r'[bc]?r(#*)"(.*)"\1', text, re.DOTALL)
    if raw:
        return raw.group(2)
    plain = re.fullmatch(r"""[bc]?(["'])(.*)\1""", text, re.DOTALL)
    return _ESCAPE.sub(_unescape, plain.group(2)) if plain else None


def _unescape(found: re.Match[str]) -> str:
    number = found.group(1) or found.group(2)
    if number:
        return chr(int(number.replace("_", ""), 16))
    letter = found.group(0)[1:]
    return "" if letter[:1] == "\n" else {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(letter, letter)


def value_of(match: Match, node: Node) -> str | None:
    """The characters of a literal, or of a constant that is one."""
    text = match.unit.syntax.text(node)
    if node.type in ("identifier", "scoped_identifier"):
        constant = match.project.constant(text.rpartition("::")[2], match.unit)
        text = constant.value.strip() if constant is not None and constant.kind == "const" else ""
    return literal_value(text)


@predicate(
    "byte-length",
    of=Param("capture", "match", doc="a string or char literal, or a constant that is one"),
    equals=Param("capture", required=True, doc="an integer literal"),
)
def byte_length(match: Match, of: str, equals: str) -> bool:
    """The literal's length in bytes is the number that the other capture spells."""
    node, number = match.get(of), match.get(equals)
    value = value_of(match, node) if node is not None else None
    if value is None or number is None or number.type != "integer_literal":
        return False
    digits = re.match(r"[0-9_]+", match.unit.syntax.text(number))
    return digits is not None and int(digits.group().replace("_", "") or 0) == len(value.encode())


@predicate(
    "spells",
    of=Param("capture", "match", doc="a string or char literal, or a constant that is one"),
    matches=Param("regex", required=True, doc="searched for in its characters"),
)
def spells(match: Match, of: str, matches: re.Pattern[str]) -> bool:
    """The characters that the literal stands for match, however it is written."""
    node = match.get(of)
    value = value_of(match, node) if node is not None else None
    return value is not None and matches.search(value) is not None


@predicate(
    "starts-with-value",
    of=Param("capture", "match", doc="a format string"),
    name=Param("capture", required=True, doc="a variable"),
)
def starts_with_value(match: Match, of: str, name: str) -> bool:
    """The format string begins by showing this variable, named in place: `"{name} …"`."""
    return match.text(of).startswith('"{' + match.text(name) + "}")


@predicate("same-literal", primary="of", of=Param("captures", required=True, doc="two or more captures"))
def same_literal(match: Match, of: tuple[str, ...]) -> bool:
    """The captures are string or char literals of the same characters, however written."""
    nodes = [match.get(name) for name in of]
    values = [literal_value(match.unit.syntax.text(node)) if node is not None else None for node in nodes]
    return None not in values and len(set(values)) == 1


@predicate(
    "placeholder",
    of=Param("capture", "match", doc="an argument of a formatting macro"),
    is_=Param("strings", ("{}",), doc="how it is shown: `{}`, `{:?}`, `{:>8}`"),
    times=Param("int", 1, doc="how often it is shown"),
)
def placeholder(match: Match, of: str, is_: tuple[str, ...], times: int) -> bool:
    """A format string shows this argument so often, and in one of these ways (`$`: it is a
    width or precision)."""
    node = match.get(of)
    if node is None:
        return False
    around = match.unit.syntax.ancestors(node)
    while around and around[0].type == "parenthesized_expression":
        node, around = around[0], around[1:]
    if not around or around[0].type != "arguments":
        return False
    given = [c for c in around[0].named_children if c.type not in ("line_comment", "block_comment")]
    at = _template_at(match, around[1], given)
    if at is None or node not in given or given.index(node) <= at:
        return False
    shown = _shown(
        match.unit.syntax.text(given[at]), given.index(node) - at - 1, _argument_name(match, around[0], node)
    )
    return len(shown) == times and all(style in is_ for style in shown)


def _template_at(match: Match, call: Node, given: list[Node]) -> int | None:
    """Which argument the format string is: two values that are compared come before it."""
    macro = call_captures(call).get("macro")
    name = match.unit.syntax.text(macro) if macro is not None else ""
    first = 2 if name.endswith(("assert_eq", "assert_ne")) else 0
    places = range(first, min(max(first + 1, 2), len(given)))
    return next((at for at in places if given[at].type in _STRINGS), None)


def _argument_name(match: Match, arguments: Node, node: Node) -> str:
    """``name`` of an argument that is written ``name = value``."""
    before = match.unit.syntax.source[arguments.start_byte : node.start_byte].decode("utf-8", "replace")
    found = re.search(r"([A-Za-z_]\w*)\s*=\s*$", before)
    return found.group(1) if found else ""


def _shown(template: str, position: int, name: str) -> list[str]:
    """The placeholders, without the name or number, that stand for one argument."""
    found, following = [], 0
    for part in _PLACEHOLDER.finditer(template):
        if part.group() in ("{{", "}}"):
            continue
        key, style = part.group(1), part.group(2) or ""
        if "*" in style:
            return []
        if not key:
            key, following = str(following), following + 1
        names = {str(position), name} - {""}
        if key in names:
            found.append("{" + style.strip() + "}")
        found += ["$" for count in _COUNT.findall(style) if count in names]
    return found


@predicate(
    "shows-variable",
    of=Param("capture", "match", doc="a format string"),
    is_=Param("strings", required=True, choices=CLASSES, doc="any of these"),
)
def shows_variable(match: Match, of: str, is_: tuple[str, ...]) -> bool:
    """The format string is nothing but one variable named in place, `"{name}"`, of one of these types."""
    found = re.fullmatch(r'r?#*"\{([A-Za-z_]\w*):?\}"#*', match.text(of))
    node = match.get(of)
    if found is None or node is None or match.inference is None:
        return False
    binding = match.inference.scope.binding(found.group(1), node.start_byte)
    if binding is None:
        return False
    shown = match.inference.binding_type(binding)
    return any(in_class(match, shown, word) for word in is_)
