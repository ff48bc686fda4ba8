"""A library type or trait as the knowledge files describe it; signatures are read when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from perfrules.index.signature import Signature, parse_signature, signature_effects, signature_name
from perfrules.index.types import Type, parse_type


class Qualifies(Protocol):
    """Knows what the names in a file mean."""

    def qualify(self, of: Type, parameters: frozenset[str]) -> Type:
        """``of`` with every library type's path filled in."""


def standard_path(path: str) -> str:
    """``core::`` and ``alloc::`` are ``std::``."""
    first, _, rest = path.partition("::")
    return f"std::{rest}" if first in ("core", "alloc") and rest else path


class Signatures(Mapping[str, Signature]):
    """Signatures by name, each read when first looked up."""

    def __init__(self, texts: Iterable[str], names: Qualifies, own: frozenset[str] = frozenset()) -> None:
        self._texts = {signature_name(text): text for text in texts}
        self._names, self._own = names, own
        self._read: dict[str, Signature] = {}

    def __getitem__(self, name: str) -> Signature:
        found = self._read.get(name)
        if found is None:
            raw = parse_signature(self._texts[name])
            found = self._read[name] = replace(
                raw,
                parameters=tuple(self._names.qualify(part, self._own) for part in raw.parameters),
                returns=self._names.qualify(raw.returns, self._own),
            )
        return found

    def effects(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Every name with what it does, nothing else of the signatures being read."""
        for name, text in self._texts.items():
            yield name, signature_effects(text)

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class KnownType:
    """A library type or trait."""

    def __init__(
        self,
        name: str,
        crates: tuple[str, ...],
        entry: Mapping[str, Any],
        names: Qualifies,
        *,
        is_trait: bool,
    ) -> None:
        self.name = name
        self.crates = crates
        self.paths = tuple(standard_path(path) for path in listed(entry.get("path", ())))
        """Every path it is found under."""
        self.path = self.paths[0] if self.paths else (f"{crates[0]}::{name}" if name[:1].isupper() else "")
        """Its identity; empty for the language's own types."""
        self.is_trait = is_trait
        self.parameters: tuple[str, ...] = tuple(entry.get("params", ()))
        self.clone: str | None = entry.get("clone")
        self.size: int | str | None = entry.get("size")
        self.owns: str | None = entry.get("owns")
        self.known_length = bool(entry.get("known-length", False))
        self._entry, self._names = entry, names
        self._own = frozenset(self.parameters)

    @property
    def owns_heap(self) -> bool:
        """Whether it owns heap memory whatever its parameters are."""
        return self.owns == "heap"

    @cached_property
    def deref(self) -> Type | None:
        """What ``*value`` gives."""
        return self._type("deref")

    @cached_property
    def like(self) -> Type | None:
        """The type whose methods apply too."""
        return self._type("like")

    @cached_property
    def iterates(self) -> Type | None:
        """Item type of ``for x in value``."""
        return self._type("iterates")

    @cached_property
    def methods(self) -> Signatures:
        """Own methods by name, not those of what it derefs to or is like."""
        return Signatures(self._entry.get("methods") or (), self._names, self._own)

    @cached_property
    def functions(self) -> Signatures:
        """Associated functions by name."""
        return Signatures(self._entry.get("functions") or (), self._names, self._own)

    def field(self, name: str) -> Type | None:
        """The type of a public field."""
        text = (self._entry.get("fields") or {}).get(name)
        return self._names.qualify(parse_type(str(text)), self._own) if text is not None else None

    def method(self, name: str) -> Signature | None:
        """The signature of an own method."""
        return self.methods.get(name)

    def function(self, name: str) -> Signature | None:
        """The signature of an associated function."""
        return self.functions.get(name)

    def _type(self, key: str) -> Type | None:
        text = self._entry.get(key)
        return self._names.qualify(parse_type(str(text)), self._own) if text is not None else None

    def __repr__(self) -> str:
        return f"KnownType({self.path or self.name})"


class Grouped(Mapping[str, Signature]):
    """One view of many lists of signatures."""

    def __init__(self, groups: Mapping[str, Signatures]) -> None:
        self._groups = groups

    def __getitem__(self, name: str) -> Signature:
        return self._groups[name][name]

    def __contains__(self, name: object) -> bool:
        return name in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


def listed(value: Any) -> tuple[str, ...]:
    """One word or several, as several."""
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)
