"""What is known of std and popular crates: ``rules/knowledge/*.yaml``, see the README there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from perfrules.index.types import UNKNOWN, Type, parse_type
from perfrules.yamlfile import Document

_KEYS = {"[T]": "[]", "[T; N]": "[;]"}
"""How slices and arrays are written in the files, and how they are named in types."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function, method or macro takes, gives and does."""

    name: str
    receiver: str
    """``self``, ``&self``, ``&mut self``; empty for functions and macros."""
    parameters: tuple[Type, ...]
    returns: Type
    effects: frozenset[str]


def parse_signature(text: str) -> Signature:
    """Read ``name(parameters) -> return ! effects``; raises ``ValueError`` if it is not of that form."""
    head, mark, effects = text.rpartition(" ! ")
    if not mark:
        head, effects = text, ""
    call = _call_part(head)
    name, opened, inner = call.partition("(")
    if not opened or not call.endswith(")"):
        raise ValueError(f"not a signature: {text}")
    returns = head[len(call) :].strip().removeprefix("->").strip()
    parts = [part.strip() for part in split_list(inner[:-1])]
    receiver = parts.pop(0) if parts and parts[0] in ("self", "&self", "&mut self") else ""
    return Signature(
        name.strip(),
        receiver,
        tuple(parse_type(part) for part in parts if part != ".."),
        parse_type(returns) if returns else UNKNOWN,
        frozenset(effect.strip() for effect in effects.split(",") if effect.strip()),
    )


def _call_part(head: str) -> str:
    """``head`` up to the parenthesis that closes the parameter list."""
    depth = 0
    for at, char in enumerate(head):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return head[: at + 1]
    return head


def split_list(text: str) -> list[str]:
    """Split at commas outside brackets; the ``>`` of ``->`` closes nothing."""
    parts, depth, start, previous = [], 0, 0, ""
    for at, char in enumerate(text):
        if char in "(<[{":
            depth += 1
        elif char in ")]}" or (char == ">" and previous != "-"):
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
        previous = char
    if text[start:].strip():
        parts.append(text[start:])
    return parts


@dataclass(slots=True)
class KnownType:
    """A library type; methods and functions are parsed when first asked for."""

    name: str
    crate: str
    path: str
    parameters: tuple[str, ...]
    clone: str | None
    size: int | str | None
    owns_heap: bool
    deref: Type | None
    like: Type | None
    iterates: Type | None
    known_length: bool
    raw_methods: dict[str, str]
    raw_functions: dict[str, str]
    _parsed: dict[tuple[bool, str], Signature] = field(default_factory=dict)

    def method(self, name: str) -> Signature | None:
        """The signature of an own method, not of what it derefs to."""
        return self._signature(name, self.raw_methods, method=True)

    def function(self, name: str) -> Signature | None:
        """The signature of an associated function."""
        return self._signature(name, self.raw_functions, method=False)

    def _signature(self, name: str, raw: dict[str, str], *, method: bool) -> Signature | None:
        text = raw.get(name)
        if text is None:
            return None
        key = (method, name)
        if key not in self._parsed:
            self._parsed[key] = parse_signature(text)
        return self._parsed[key]


class Knowledge:
    """All knowledge files together."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.types: dict[str, KnownType] = {}
        self.traits: dict[str, KnownType] = {}
        self._functions: dict[str, str] = {}
        self._macros: dict[str, str] = {}
        read = [document.data or {} for document in documents]
        for data in sorted(read, key=lambda data: data.get("crate", "std") != "std"):  # std's names come first
            self._add(data)

    def _add(self, data: dict[str, Any]) -> None:
        crates = data.get("crate", "std")
        crate = crates[0] if isinstance(crates, list) else str(crates)
        for section, into in (("types", self.types), ("traits", self.traits)):
            for name, entry in (data.get(section) or {}).items():
                name = _KEYS.get(name, name)
                into.setdefault(name, _known_type(name, crate, entry or {}))
        for text in data.get("functions") or ():
            self._functions.setdefault(_name(text), text)
        for text in data.get("macros") or ():
            self._macros.setdefault(_name(text), text)

    @cached_property
    def functions(self) -> dict[str, Signature]:
        """Free functions by full path."""
        return {name: parse_signature(text) for name, text in self._functions.items()}

    @cached_property
    def by_tail(self) -> dict[str, list[str]]:
        """Full paths of free functions by their last two segments, such as ``fs::read``."""
        tails: dict[str, list[str]] = {}
        for path in self.functions:
            tails.setdefault("::".join(path.split("::")[-2:]), []).append(path)
        return tails

    @cached_property
    def macros(self) -> dict[str, Signature]:
        """Macros by name."""
        return {name.rpartition("::")[2]: parse_signature(text) for name, text in self._macros.items()}

    @cached_property
    def effects_by_method(self) -> dict[str, frozenset[str]]:
        """For each method name, the effects that *every* known method of that name has."""
        shared: dict[str, frozenset[str]] = {}
        for known in (*self.types.values(), *self.traits.values()):
            for name in known.raw_methods:
                signature = known.method(name)
                if signature is not None:
                    shared[name] = shared[name] & signature.effects if name in shared else signature.effects
        return shared


def _known_type(name: str, crate: str, entry: dict[str, Any]) -> KnownType:
    def read(key: str) -> Type | None:
        return parse_type(str(entry[key])) if key in entry else None

    return KnownType(
        name=name,
        crate=crate,
        path=_first(entry.get("path", "")),
        parameters=tuple(entry.get("params", ())),
        clone=entry.get("clone"),
        size=entry.get("size"),
        owns_heap=entry.get("owns") == "heap",
        deref=read("deref"),
        like=read("like"),
        iterates=read("iterates"),
        known_length=bool(entry.get("known-length", False)),
        raw_methods=_by_name(entry.get("methods") or ()),
        raw_functions=_by_name(entry.get("functions") or ()),
    )


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) else str(value)


def _name(text: str) -> str:
    return text.split("(", 1)[0].strip()


def _by_name(texts: Sequence[str]) -> dict[str, str]:
    return {_name(text): text for text in texts}

