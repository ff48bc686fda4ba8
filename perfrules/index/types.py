"""Rust types as names with arguments, read from source text. Unknown is a value: :data:`UNKNOWN`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple


class Type(NamedTuple):
    """A type.

    ========================  ==================================================
    source                    value
    ========================  ==================================================
    ``std::vec::Vec<u8>``     ``Type("Vec", (Type("u8"),), "std::vec::Vec")``
    ``&'a T``, ``&mut T``     ``Type("&", (T,))``, ``Type("&mut", (T,))``
    ``[T]``, ``[T; 4]``       ``Type("[]", (T,))``, ``Type("[;]", (T,), "4")``
    ``(A, B)``, ``()``        ``Type("()", (A, B))``, ``Type("()")``
    ``impl A``, ``dyn A``     ``Type("impl", (A,))``, ``Type("dyn", (A,))``
    ``*const T``, ``*mut T``  ``Type("*", (T,))``, ``Type("*", (T,), "mut")``
    ``fn(A) -> B``, closures  ``Type("fn", (A, B))``: the last is the result
    ``Iterator<Item = T>``    ``Type("Iterator", (T,))``
    ``<T as A>::B``           ``Type("B", (), "T::B")``
    ``*T`` in knowledge       ``Type("referent", (T,))``
    ========================  ==================================================
    """

    name: str
    args: tuple[Type, ...] = ()
    path: str = ""
    """Full path as written, where it had one; the length of an array; ``mut`` of a raw pointer."""

    @property
    def known(self) -> bool:
        """Whether the outermost name is known."""
        return self.name != "?"

    @property
    def is_reference(self) -> bool:
        """``&T`` or ``&mut T``."""
        return self.name in ("&", "&mut")

    def peeled(self) -> Type:
        """The type behind all references."""
        here = self
        while here.name in ("&", "&mut") and here.args:
            here = here.args[0]
        return here

    def __str__(self) -> str:
        if self.name == "?":
            return "_"
        inner = ", ".join(map(str, self.args))
        match self.name:
            case "&" | "*":
                return f"{self.name}{inner}"
            case "&mut" | "impl" | "dyn":
                return f"{self.name} {inner}"
            case "[]":
                return f"[{inner}]"
            case "[;]":
                return f"[{inner}; {self.path}]"
            case "()":
                return f"({inner},)" if len(self.args) == 1 else f"({inner})"
            case "fn":
                return f"fn({', '.join(map(str, self.args[:-1]))}) -> {self.args[-1]}" if self.args else "fn"
        return f"{self.name}<{inner}>" if self.args else self.name


UNKNOWN = Type("?")
UNIT = Type("()")
NEVER = Type("!")


def reference(to: Type, *, mutable: bool = False) -> Type:
    """``&to``, or unknown if ``to`` is."""
    return Type("&mut" if mutable else "&", (to,)) if to.known else UNKNOWN


_TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|'\w+|->|::|[A-Za-z_]\w*|\d+\w*|[&*<>\[\](),;=+!?{}]|:|.", re.DOTALL)


@lru_cache(maxsize=65536)
def parse_type(text: str) -> Type:
    """The type that ``text`` spells; :data:`UNKNOWN` for ``_`` and for what is not understood."""
    tokens = [
        token for token in _TOKEN.findall(text) if not token.isspace() and token[:2] not in ("//", "/*")
    ]
    if not tokens:
        return UNKNOWN
    try:
        return _Reader(tokens).type()
    except IndexError:
        return UNKNOWN


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def type(self) -> Type:
        token = self.take()
        if token == "::":  # a path from the crates' root, such as ::std::vec::Vec
            token = self.take()
        if token == "&":
            if self.peek().startswith("'"):
                self.take()
            mutable = self.accept("mut")
            return Type("&mut" if mutable else "&", (self.type(),))
        if token == "*":
            if self.accept("mut"):
                return Type("*", (self.type(),), "mut")
            return Type("*" if self.accept("const") else "referent", (self.type(),))
        if token == "[":
            return self._bracketed()
        if token == "(":
            args = self._list(")")
            return args[0] if len(args) == 1 and self.tokens[self.at - 2] != "," else Type("()", tuple(args))
        if token == "!":
            return NEVER
        if token in ("impl", "dyn"):
            return Type(token, tuple(self._bounds()))
        if token == "for":
            self._skip_angles()
            return self.type()
        if token in ("unsafe", "extern", "mut", "const", "ref"):
            return self.type()
        if token == "<":
            return self._projection()
        if token == "_":
            return UNKNOWN
        if token == "fn" or (token in ("Fn", "FnMut", "FnOnce") and self.peek() == "("):
            return self._function()
        return self._path(token)

    def _bracketed(self) -> Type:
        element = self.type()
        if self.accept(";"):
            depth, length = 0, []
            while depth or self.peek() != "]":
                token = self.take()
                depth += token in "[({"
                depth -= token in "])}"
                length.append(token)
            self.take()
            return Type("[;]", (element,), "".join(length))
        self.accept("]")
        return Type("[]", (element,))

    def _projection(self) -> Type:
        """``<T as Trait>::Name`` is written ``T::Name``."""
        owner = self.type()
        if self.accept("as"):
            self.type()
        self.accept(">")
        name = ""
        while self.accept("::"):
            if name:
                owner = UNKNOWN
            name = self.take()
        simple = not owner.args and owner.name.isidentifier()
        return Type(name, (), f"{owner.path or owner.name}::{name}") if simple else UNKNOWN

    def _function(self) -> Type:
        args = self._list(")") if self.accept("(") else []
        result = self.type() if self.accept("->") else UNIT
        return Type("fn", (*args, result))

    def _path(self, token: str) -> Type:
        parts = [token]
        args: list[Type] = []
        while True:
            if self.accept("::"):
                if self.peek() == "<":
                    continue
                parts.append(self.take())
                args = []
            elif self.peek() == "<":
                self.take()
                args = self._list(">")
            else:
                break
        return Type(parts[-1], tuple(args), "::".join(parts) if len(parts) > 1 else "")

    def _list(self, end: str) -> list[Type]:
        args: list[Type] = []
        while not self.accept(end):
            token = self.peek()
            if token == "":
                break
            if token == ",":
                self.take()
            elif token.startswith("'"):
                self.take()
                while self.accept("+"):
                    self.take()
            elif token in ("{", "-") or token[0].isdigit() or token in ("true", "false"):
                self._skip_constant(end)
                args.append(UNKNOWN)
            elif self.at + 1 < len(self.tokens) and self.tokens[self.at + 1] == "=":
                self.at += 2
                args.append(self.type())
            else:
                args.append(self.type())
                while self.accept("+"):
                    self._bound()
            if self.peek() == ":":
                self.take()
        return args

    def _bounds(self) -> list[Type]:
        bounds = [self._bound()]
        while self.accept("+"):
            bounds.append(self._bound())
        return [bound for bound in bounds if bound.known] or [UNKNOWN]

    def _bound(self) -> Type:
        self.accept("?")
        if self.peek().startswith("'"):
            self.take()
            return UNKNOWN
        if self.accept("("):
            inner = self._bound()
            self.accept(")")
            return inner
        return self.type()

    def _skip_constant(self, end: str) -> None:
        depth = 0
        while depth or self.peek() not in (",", end, ""):
            token = self.take()
            depth += token == "{"
            depth -= token == "}"

    def _skip_angles(self) -> None:
        if self.accept("<"):
            self._skip_rest_of_angles()

    def _skip_rest_of_angles(self) -> None:
        depth = 1
        while depth:
            token = self.take()
            depth += token == "<"
            depth -= token == ">"


def strip_generics(path: str) -> str:
    """``Vec::new`` of ``Vec::<u8>::new``; white space removed."""
    if "<" not in path:
        return "".join(path.split())
    out, depth = [], 0
    for char in path:
        if char == "<":
            depth += 1
        elif char == ">":
            depth -= 1
        elif depth == 0 and not char.isspace():
            out.append(char)
    return "".join(out).replace("::::", "::").removesuffix("::")


def depth(of: Type) -> int:
    """How deep a type's arguments are nested; 0 without any."""
    return 1 + max(map(depth, of.args)) if of.args else 0


def substitute(of: Type, names: Mapping[str, Type]) -> Type:
    """``of`` with every nullary name found in ``names`` replaced."""
    if not of.args:
        return names.get(of.name, of) if not of.path else of
    return Type(of.name, tuple(substitute(arg, names) for arg in of.args), of.path)
