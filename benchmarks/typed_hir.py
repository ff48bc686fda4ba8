"""Reads what ``rustc -Zunpretty=hir,typed`` prints: each function's expressions with the compiler's types.

In that print every expression is ``(EXPRESSION as TYPE)``. Read back, an expression has its plain text:
annotations, needless parentheses, turbofish and comments gone, literals in one spelling, and ``?`` and
``.await`` put back where the compiler wrote them out. Source text goes through the same reader
(:func:`plain_text`), so that both can be compared as strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)|(?P<comment>/\*)
    |(?P<string>(?:b|c|br|cr|r)?(?:(?<=r)(?P<hash>\#*)".*?"(?P=hash)|(?<![r])"(?:\\.|[^"\\])*"))
    |(?P<char>b?'(?:\\u\{[0-9a-fA-F_]+\}|\\x..|\\.|[^\\'\n])')
    |(?P<lifetime>'\w+)
    |(?P<number>(?<=[^.]\.)\d+(?!\w)|\d[\d_]*\.(?![._A-Za-z])[\d_]*(?:[eE][+-]?[\d_]+)?\w*|\d+[eE][+-]?\d\w*|\d\w*)
    |(?P<word>(?:r\#)?\w+)
    |(?P<sign>->|=>|::|.)""",
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_INTEGER = re.compile(
    r"(0x[0-9a-fA-F_]+?|0b[01_]+|0o[0-7_]+|\d[\d_]*?)_?((?:[iu](?:8|16|32|64|128|size))?)\Z"
)
_KEYWORDS = frozenset(
    "as break else if in let loop match move mut ref return unsafe while yield static const".split()
)


@dataclass(slots=True)
class Group:
    """What stands between two brackets."""

    open: str
    items: list[Item] = field(default_factory=list)


Item = str | Group


@dataclass(slots=True)
class Typed:
    """An expression with its plain text and the type that the compiler printed."""

    text: str
    type: str


@dataclass(slots=True)
class TypedFunction:
    """A function of the print."""

    modules: tuple[str, ...]
    self_type: str
    """Name of the type that the impl is for, or of the trait; empty for a free function."""
    name: str
    header: str
    """Its parameters, in one spelling."""
    expressions: list[Typed]


def functions(printed: str) -> list[TypedFunction]:
    """All functions with a body, in order."""
    found: list[TypedFunction] = []
    _read_items(_tree(printed), (), "", found)
    return found


def plain_text(source: str) -> str:
    """The one spelling of an expression as written in source."""
    return _joined(_Renderer(typed=False, found=[], nested=[]).text(_tree(source)))


def parameters_text(source: str) -> str:
    """The one spelling of a parameter list."""
    return _joined([token for token in _flat(_tree(source)) if token[0] != "'"]).replace(",)", ")")


# -- brackets ------------------------------------------------------------------------------------


def _tree(text: str) -> list[Item]:
    root = Group("")
    stack = [root]
    for token in _tokens(text):
        if token in _CLOSING:
            inner = Group(token)
            stack[-1].items.append(inner)
            stack.append(inner)
        elif token in (")", "]", "}"):
            if len(stack) > 1:
                stack.pop()
        else:
            stack[-1].items.append(token)
    return root.items


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while (match := _TOKEN.match(text, at)) is not None:
        token, at = match.group(), match.end()
        match match.lastgroup:
            case "skip":
                continue
            case "comment":
                at = _comment_end(text, at)
            case "string" | "hash":
                yield ("b" if token[0] == "b" else "c" if token[0] == "c" else "") + '""'
            case "char":
                yield "b''" if token[0] == "b" else "'_'"
            case "number":
                yield _number(token)
            case _:
                yield token


def _comment_end(text: str, at: int) -> int:
    """Where the block comment that opened in front of ``at`` ends; such comments nest."""
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _number(token: str) -> str:
    integer = _INTEGER.match(token)
    if integer is None:
        return token.replace("_", "")
    digits = integer.group(1).replace("_", "")
    base = {"0x": 16, "0b": 2, "0o": 8}.get(digits[:2], 10)
    return str(int(digits, base)) + integer.group(2)


def _flat(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield item.open
            yield from _flat(item.items)
            yield _CLOSING[item.open]
        else:
            yield item


def _joined(tokens: Sequence[str]) -> str:
    """Tokens as text, with a space only between two words."""
    out = list(tokens[:1])
    for before, after in pairwise(tokens):
        if (before[-1].isalnum() or before[-1] == "_") and (after[0].isalnum() or after[0] == "_"):
            out.append(" ")
        out.append(after)
    return "".join(out)


# -- items ---------------------------------------------------------------------------------------


def _read_items(
    items: Sequence[Item], modules: tuple[str, ...], owner: str, found: list[TypedFunction]
) -> None:
    at = 0
    while at < len(items):
        item = items[at]
        if item == "mod" and at + 2 < len(items) and isinstance(body := items[at + 2], Group):
            _read_items(body.items, (*modules, str(items[at + 1])), "", found)
            at += 3
        elif item in ("impl", "trait"):
            end = _index_of_body(items, at)
            if end is None:
                return
            body = items[end]
            assert isinstance(body, Group)
            _read_items(body.items, modules, _owner(items[at + 1 : end], item == "trait"), found)
            at = end + 1
        elif item == "fn" and at + 1 < len(items) and isinstance(items[at + 1], str):
            at = _read_function(items, at, modules, owner, found)
        else:
            at += 1


def _index_of_body(items: Sequence[Item], start: int) -> int | None:
    depth = 0
    for at in range(start, len(items)):
        item = items[at]
        if isinstance(item, Group):
            if item.open == "{" and depth == 0:
                return at
        else:
            depth += (item == "<") - (item == ">")
    return None


def _owner(header: Sequence[Item], is_trait: bool) -> str:
    """Base name of the type that an impl's or trait's header is about."""
    tokens = [token for token in _flat(header) if token[0] != "'"]
    depth, last = 0, 0
    for at, token in enumerate(tokens):
        depth += (token == "<") - (token == ">")
        if token == "where" and depth == 0:
            tokens = tokens[:at]
            break
        if token == "for" and depth == 0 and not is_trait and tokens[at + 1 : at + 2] != ["<"]:
            last = at + 1
    rest = tokens[last:]
    if last == 0 and rest[:1] == ["<"]:
        rest = rest[_skip_angles(rest, 0) :]
    name = ""
    for at, token in enumerate(rest):
        if token in ("&", "mut", "::", "dyn", "*", "const"):
            continue
        if token in ("[", "("):
            return token
        name = token
        if rest[at + 1 : at + 2] != ["::"]:
            break
    return name


def _skip_angles(tokens: Sequence[Item], start: int) -> int:
    """Index behind the ``>`` that closes the ``<`` at ``start``."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] == "<") - (tokens[at] == ">")
        if depth == 0:
            return at + 1
    return len(tokens)


def _read_function(
    items: Sequence[Item], start: int, modules: tuple[str, ...], owner: str, found: list[TypedFunction]
) -> int:
    """Read the function whose ``fn`` stands at ``start``; the index behind it."""
    header = ""
    for at in range(start + 2, len(items)):
        item = items[at]
        if item == ";":
            return at + 1
        if not isinstance(item, Group) or item.open != "(":
            continue
        first = item.items[0] if item.items else None
        if isinstance(first, Group) and first.open == "{":
            expressions: list[Typed] = []
            nested: list[TypedFunction] = []
            _Renderer(True, expressions, nested).text([item])
            found.append(TypedFunction(modules, owner, str(items[start + 1]), header, expressions))
            found.extend(nested)
            return at + 1
        if not header:
            header = _joined([token for token in _flat([item]) if token[0] != "'"]).replace(",)", ")")
    return len(items)


# -- expressions ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Renderer:
    """Plain text of expressions; collects the annotated ones on its way, outer ones first."""

    typed: bool
    found: list[Typed]
    nested: list[TypedFunction]

    def text(self, items: Sequence[Item]) -> list[str]:
        """The tokens of ``items`` in one spelling."""
        out: list[str] = []
        at = 0
        while at < len(items):
            item = items[at]
            after = items[at + 1] if at + 1 < len(items) else None
            if item == "fn" and self.typed and isinstance(after, str):
                at = _read_function(items, at, (), "", self.nested)
                continue
            if item == "#" and isinstance(after, Group) and after.open == "[":
                at += 2
                continue
            if item == "::" and after == "<":
                at = _skip_angles(items, at + 1)
                continue
            if isinstance(item, Group):
                out.extend(self._group(item, bool(out) and _is_operand(out[-1])))
            elif item[0] != "'" or item == "'_'":
                out.append(item)
            at += 1
        return out

    def _group(self, group: Group, is_call: bool) -> list[str]:
        split = _annotation(group) if self.typed else None
        if split is not None:
            entry = Typed("", _joined(list(_flat(group.items[split + 1 :]))))
            self.found.append(entry)
            tokens = self._sugared(group.items[:split])
            entry.text = _joined(tokens)
            return tokens
        inner = self.text(group.items)
        if inner and inner[-1] == ",":
            is_tuple = inner.count(",") == 1 and not is_call and group.open == "("
            inner = inner if is_tuple else inner[:-1]
        elif group.open == "(" and not is_call and "," not in group.items and inner:
            return inner
        return [group.open, *inner, _CLOSING[group.open]]

    def _sugared(self, items: Sequence[Item]) -> list[str]:
        """Like :meth:`text`, with ``?`` and ``.await`` put back."""
        if len(items) == 3 and items[0] == "match":
            for helper, sugar in (("branch", ["?"]), ("into_future", [".", "await"])):
                inner = _argument_of(helper, items[1])
                if inner is not None:
                    return [*self.text(inner), *sugar]
            iterated, arms = _argument_of("into_iter", items[1]), _arms_of_for(items[2])
            if iterated is not None and arms is not None:
                return ["for", *self.text(iterated), *self.text([arms])]
        return self.text(items)


def _annotation(group: Group) -> int | None:
    """Index of the ``as`` in front of the type, if the group is an annotated expression."""
    if group.open != "(":
        return None
    depth = 0
    for at in range(len(group.items) - 1, 0, -1):
        item = group.items[at]
        depth += (item == ">") - (item == "<")
        if depth < 0:
            return None
        if item == "as" and depth == 0:
            return at
    return None


def _argument_of(helper: str, item: Item) -> Sequence[Item] | None:
    """The argument of the compiler's call ``((helper as fn…)(argument) as T)``."""
    if not isinstance(item, Group) or len(item.items) < 2:
        return None
    callee, arguments = item.items[0], item.items[1]
    if isinstance(callee, Group) and callee.items[:2] == [helper, "as"] and isinstance(arguments, Group):
        return arguments.items
    return None


def _arms_of_for(item: Item) -> Group | None:
    """The arms around the body of ``{ mut iter => (loop { (match next(…) { … } as ()) } as ()) }``."""
    for position in (0, 0, 0, 1):
        groups = (
            [inner for inner in item.items if isinstance(inner, Group)] if isinstance(item, Group) else []
        )
        if len(groups) <= position:
            return None
        item = groups[position]
    return item if isinstance(item, Group) else None


def _is_operand(token: str) -> bool:
    """Whether brackets behind the token are a call's or an index's."""
    return token not in _KEYWORDS and (token[-1].isalnum() or token[-1] in "_)]}?\"'")
