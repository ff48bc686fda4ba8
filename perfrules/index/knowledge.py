"""What is known of std and popular crates: ``rules/knowledge/*.yaml``, see the README there.

Names inside a file's signatures are turned into full paths as they are read, so that a type from
here can be told from one of the same name elsewhere. Signatures are read when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from perfrules.index.known_type import Grouped, KnownType, Signatures, listed, standard_path
from perfrules.index.signature import (
    Signature,
    parse_signature,
    split_list,
)
from perfrules.index.types import UNKNOWN, Type
from perfrules.yamlfile import Document

__all__ = [
    "Agreement",
    "Knowledge",
    "KnownType",
    "Signature",
    "parse_signature",
    "split_list",
    "standard_path",
]

PRELUDE_TRAITS = frozenset(
    """
    Iterator DoubleEndedIterator ExactSizeIterator IntoIterator FromIterator Extend Clone ToOwned ToString
    From Into TryFrom TryInto AsRef AsMut Default PartialEq PartialOrd Ord Hash
    """.split()
)
"""Traits whose methods can be called without an import, those that derives alone give included."""
_KEYS = {"[T]": "[]", "[T; N]": "[;]", "*const T": "*"}
_KEYWORDS = frozenset({"Self", "referent", "turbofish", "impl", "dyn", "fn"})


def is_variable(name: str) -> bool:
    """Signatures' type variables are single capitals, or a capital and a digit."""
    return name[:1].isupper() and (len(name) == 1 or (len(name) == 2 and name[1].isdigit()))


class Agreement:
    """What all methods of one name have in common: good for a receiver of unknown type."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        returns = {signature.returns for signature in signatures}
        first = next(iter(returns)) if len(returns) == 1 else UNKNOWN
        self.returns = first if _is_closed(first) else UNKNOWN
        self.effects = frozenset.intersection(*(signature.effects for signature in signatures))
        self.count = len(signatures)


class Knowledge:
    """All knowledge files together."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.by_name: dict[str, list[KnownType]] = {}
        """Types and traits by name, those of std first."""
        self.by_path: dict[str, KnownType] = {}
        self.types: dict[str, KnownType] = {}
        """Types by name; std's, where several share it."""
        self.traits: dict[str, KnownType] = {}
        self._functions: dict[str, Signatures] = {}
        self._macros: dict[str, list[tuple[tuple[str, ...], Signatures]]] = {}
        self._agreements: dict[tuple[str, frozenset[str], frozenset[str]], Agreement | None] = {}
        read = [document.data for document in documents if document.data]
        for data in sorted(read, key=lambda data: "std" not in listed(data.get("crate", "std"))):
            self._add(data)

    def _add(self, data: Mapping[str, Any]) -> None:
        crates = listed(data.get("crate", "std"))
        names = _FileNames(self)
        for section, into in (("types", self.types), ("traits", self.traits)):
            for key, entry in (data.get(section) or {}).items():
                name = _KEYS.get(key, key)
                known = KnownType(name, crates, entry or {}, names, is_trait=section == "traits")
                names.own.setdefault(name, known)
                into.setdefault(name, known)
                self.by_name.setdefault(name, []).append(known)
                for path in known.paths or (known.path,):
                    self.by_path.setdefault(path, known)
        functions = Signatures(data.get("functions") or (), names)
        self._functions.update(dict.fromkeys(functions, functions))
        macros = Signatures(data.get("macros") or (), names)
        for name in macros:
            self._macros.setdefault(name.rpartition("::")[2], []).append((crates, macros))

    @cached_property
    def crates(self) -> frozenset[str]:
        """Every crate that some file describes."""
        return frozenset(crate for known in self.by_name.values() for one in known for crate in one.crates)

    @cached_property
    def functions(self) -> Mapping[str, Signature]:
        """Free functions by full path."""
        return Grouped(self._functions)

    def function(self, path: str) -> Signature | None:
        """The free function of a full path."""
        path = standard_path(path)
        group = self._functions.get(path)
        return group[path] if group is not None else None

    def at_path(self, path: str) -> KnownType | None:
        """The type or trait of a full path; also one that its crate has under just one other path."""
        path = standard_path(path)
        found = self.by_path.get(path)
        if found is not None:
            return found
        crate, _, rest = path.partition("::")
        same = [known for known in self.by_name.get(rest.rpartition("::")[2], ()) if crate in known.crates]
        return same[0] if len(same) == 1 and _is_under(path, same[0]) else None

    def named(self, name: str, crates: frozenset[str]) -> KnownType | None:
        """The type or trait that a bare name means where only these crates (and std) are spoken of."""
        candidates = self.by_name.get(name, ())
        standard = [known for known in candidates if "std" in known.crates]
        if standard:
            return standard[0]
        others = [known for known in candidates if not crates.isdisjoint(known.crates)]
        return others[0] if len(others) == 1 else None

    def traits_of(self, crate: str) -> Sequence[KnownType]:
        """The traits that one crate's file describes."""
        return self._traits_by_crate.get(crate, ())

    @cached_property
    def _traits_by_crate(self) -> Mapping[str, list[KnownType]]:
        found: dict[str, list[KnownType]] = {}
        for group in self.by_name.values():
            for known in group:
                for crate in known.crates if known.is_trait else ():
                    found.setdefault(crate, []).append(known)
        return found

    def macro(self, name: str, crates: frozenset[str] = frozenset()) -> Signature | None:
        """The macro of std or of one of the crates; the first, where several say the same."""
        for of, signatures in self._macros.get(name, ()):
            if "std" in of or not crates.isdisjoint(of):
                return signatures[name]
        return None

    @cached_property
    def macros(self) -> Mapping[str, Signature]:
        """Macros by name, those of std first."""
        return Grouped({name: groups[0][1] for name, groups in self._macros.items()})

    def agreement(self, method: str, crates: frozenset[str], traits: frozenset[str]) -> Agreement | None:
        """What a method does on a receiver of unknown type: what it does on every type that has it.

        Of the types of std and the crates given, and of the traits of the prelude and those given by path.
        """
        key = (method, crates & self.crates, traits)
        if key not in self._agreements:
            found = [
                known.methods[method]
                for known in self._having.get(method, ())
                if (
                    known.name in PRELUDE_TRAITS or known.path in traits
                    if known.is_trait
                    else "std" in known.crates or not crates.isdisjoint(known.crates)
                )
            ]
            self._agreements[key] = Agreement(found) if found else None
        return self._agreements[key]

    @cached_property
    def effects_by_name(self) -> Mapping[str, frozenset[str]]:
        """What anything of a name may do, whatever type or module it belongs to."""
        found: dict[str, frozenset[str]] = {}
        types = [known for group in self.by_name.values() for known in group]
        groups = [group for known in types for group in (known.methods, known.functions)]
        groups += self._functions.values()
        groups += [signatures for macros in self._macros.values() for _, signatures in macros]
        for signatures in {id(group): group for group in groups}.values():
            for path, effects in signatures.effects():
                name = path.rpartition("::")[2]
                found[name] = found.get(name, frozenset()) | effects
        return found

    @cached_property
    def _having(self) -> Mapping[str, list[KnownType]]:
        """Types and traits by the names of their methods."""
        found: dict[str, list[KnownType]] = {}
        for group in self.by_name.values():
            for known in group:
                for name in known.methods:
                    found.setdefault(name, []).append(known)
        return found


class _FileNames:
    """What a name in one knowledge file means: the one of the same file, then std's, then any other."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.own: dict[str, KnownType] = {}

    def qualify(self, of: Type, parameters: frozenset[str]) -> Type:
        """``of`` with every library type's path filled in."""
        args = tuple(self.qualify(arg, parameters) for arg in of.args) if of.args else ()
        if of.path:
            known = self.knowledge.by_path.get(standard_path(of.path)) if of.name != "[;]" else None
        elif of.name in parameters or of.name in _KEYWORDS or not of.name[:1].isupper():
            known = None
        else:
            known = self.own.get(of.name)
            if known is None and not is_variable(of.name):
                known = next(iter(self.knowledge.by_name.get(of.name, ())), None)
        return Type(of.name, args, known.path if known is not None else of.path)


def _is_closed(of: Type) -> bool:
    """Whether a return type holds no variable and does not hang on the receiver."""
    if not of.known or of.name in ("Self", "turbofish", "referent"):
        return False
    if not of.path and of.name[:1].isupper() and not of.args:
        return False
    return all(_is_closed(arg) for arg in of.args)


def _is_under(path: str, known: KnownType) -> bool:
    """Whether some known path starts in the same crate; of std, in the same module too."""
    crate, _, rest = path.partition("::")
    if crate != "std":
        return any(own.partition("::")[0] == crate for own in known.paths)
    module = rest.partition("::")[0]
    return any(own.split("::")[1:2] == [module] for own in known.paths)
