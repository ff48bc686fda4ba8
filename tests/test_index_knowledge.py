"""Reading knowledge: signatures, names inside them, and what may be said of a method by its name alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from perfrules.index.knowledge import Knowledge, parse_signature
from perfrules.index.types import Type
from perfrules.yamlfile import Document

STD = """
crate: std
types:
  Text: {path: ["std::text::Text", "std::prelude::Text"], owns: heap}
  Lock: {path: "std::sync::Lock", params: [T], methods: ["lock(&self) -> Guard<T> ! locks"], owns: inherit}
  Guard: {path: "std::sync::Guard", params: [T], deref: T}
  "[T]": {params: [T], methods: ["size(&self) -> usize", "copy(&self) -> Text ! allocates"]}
traits:
  Iterator: {path: "std::iter::Iterator", params: [Item], methods: ["each(&self) -> bool ! linear"]}
  Reader: {path: "std::io::Reader", methods: ["fetch(&mut self) -> u8 ! io"]}
functions: ["std::fs::fetch(P) -> Text ! blocks, io"]
macros: ["shout(..) -> () ! io"]
"""
FAST = """
crate: [fast, fast_core]
types:
  Lock:
    path: fast::Lock
    params: [T]
    methods: ["lock(&self) -> Guard<T>", "other(&self) -> std::sync::Guard<T>"]
  Guard: {path: "fast::Guard", params: [T], deref: T}
  Buffer:
    path: ["fast::Buffer", "fast_core::Buffer"]
    methods: ["text(&self) -> Text", "size(&self) -> u64"]
macros: ["shout(..) -> () ! logs", "whisper(..) -> Text"]
"""
NOTHING: frozenset[str] = frozenset()
FAST_CRATE = frozenset({"fast"})


@pytest.fixture(name="known")
def fixture_known() -> Knowledge:
    # std's file is read last here, and still comes first
    texts = {"fast.yaml": FAST, "std.yaml": STD}
    return Knowledge(Document(Path(name), text, YAML(typ="safe").load(text)) for name, text in texts.items())


def test_parts_of_a_signature() -> None:
    found = parse_signature("fold(self, B, FnMut(B, Item) -> B) -> Option<B> ! linear, allocates")
    assert (found.name, found.receiver, set(found.effects)) == ("fold", "self", {"linear", "allocates"})
    assert [str(of) for of in found.parameters] == ["B", "fn(B, Item) -> B"]
    assert str(found.returns) == "Option<B>"


@pytest.mark.parametrize(
    ("text", "receiver", "parameters", "returns"),
    [
        ("name(&self)", "&self", [], "_"),
        ("new() -> Self", "", [], "Self"),
        ("write(&mut self, &[u8], ..) -> ()", "&mut self", ["&[u8]"], "()"),
        ("get(&self, usize) -> Option<&T>", "&self", ["usize"], "Option<&T>"),
        ("pair(&self) -> (&[T], usize)", "&self", [], "(&[T], usize)"),
        ("run(F, FnOnce() -> T) -> T", "", ["F", "fn() -> T"], "T"),
    ],
)
def test_signatures(text: str, receiver: str, parameters: list[str], returns: str) -> None:
    found = parse_signature(text)
    assert (found.receiver, [str(of) for of in found.parameters], str(found.returns)) == (
        receiver,
        parameters,
        returns,
    )


def test_what_is_no_signature() -> None:
    with pytest.raises(ValueError, match="not a signature"):
        parse_signature("nothing")


def test_std_comes_first_whatever_the_order(known: Knowledge) -> None:
    assert known.types["Lock"].path == "std::sync::Lock"
    assert [of.path for of in known.by_name["Lock"]] == ["std::sync::Lock", "fast::Lock"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("std::text::Text", "std::text::Text"),
        ("std::prelude::Text", "std::text::Text"),
        ("core::text::Text", "std::text::Text"),
        ("alloc::text::Text", "std::text::Text"),
        ("fast_core::Buffer", "fast::Buffer"),
        ("fast::deep::Buffer", "fast::Buffer"),
        ("std::sync::deep::Lock", "std::sync::Lock"),
        ("std::other::Lock", None),
        ("unheard::Lock", None),
        ("fast::Nothing", None),
    ],
)
def test_types_by_path(known: Knowledge, path: str, expected: str | None) -> None:
    found = known.at_path(path)
    assert (found.path if found else None) == expected


def test_a_bare_name_is_of_std_or_of_a_crate_spoken_of(known: Knowledge) -> None:
    def path(name: str, crates: frozenset[str]) -> str | None:
        found = known.named(name, crates)
        return found.path if found else None

    assert path("Lock", FAST_CRATE) == "std::sync::Lock"
    assert path("Buffer", NOTHING) is None
    assert path("Buffer", FAST_CRATE) == "fast::Buffer"
    assert path("Buffer", frozenset({"fast_core"})) == "fast::Buffer"


def test_names_in_a_signature(known: Knowledge) -> None:
    """The one of the same file, then std's; a full path means another."""
    fast = known.by_path["fast::Lock"]
    assert fast.methods["lock"].returns.path == "fast::Guard"
    assert fast.methods["other"].returns.path == "std::sync::Guard"
    assert known.by_path["fast::Buffer"].methods["text"].returns.path == "std::text::Text"
    assert known.by_path["std::sync::Lock"].methods["lock"].returns.path == "std::sync::Guard"
    assert known.by_path["fast::Guard"].deref == Type("T")


def test_slices_are_found_by_the_name_that_types_have(known: Knowledge) -> None:
    assert known.types["[]"].method("size") is not None


def test_owning_by_parameters(known: Knowledge) -> None:
    assert known.types["Text"].owns_heap
    assert not known.types["Lock"].owns_heap
    assert known.types["Lock"].owns == "inherit"


def test_functions(known: Knowledge) -> None:
    assert known.function("core::fs::fetch") is known.function("std::fs::fetch")
    assert known.function("std::fs::nothing") is None
    assert known.functions["std::fs::fetch"].effects == {"blocks", "io"}
    assert list(known.functions) == ["std::fs::fetch"]


def test_macros(known: Knowledge) -> None:
    def effects(name: str, crates: frozenset[str]) -> frozenset[str] | None:
        found = known.macro(name, crates)
        return found.effects if found else None

    assert effects("shout", NOTHING) == frozenset({"io"})
    assert effects("whisper", NOTHING) is None
    assert effects("whisper", FAST_CRATE) == frozenset()


def test_what_all_types_agree_on(known: Knowledge) -> None:
    alone = known.agreement("size", NOTHING, NOTHING)
    assert alone is not None
    assert str(alone.returns) == "usize"
    both = known.agreement("size", FAST_CRATE, NOTHING)
    assert both is not None
    assert not both.returns.known
    assert known.agreement("unheard", FAST_CRATE, NOTHING) is None


def test_effects_are_those_that_all_have(known: Knowledge) -> None:
    std = known.agreement("lock", NOTHING, NOTHING)
    both = known.agreement("lock", FAST_CRATE, NOTHING)
    assert std is not None
    assert both is not None
    assert (std.effects, both.effects) == (frozenset({"locks"}), frozenset())


def test_a_trait_outside_the_prelude_has_to_be_imported(known: Knowledge) -> None:
    assert known.agreement("each", NOTHING, NOTHING) is not None
    assert known.agreement("fetch", NOTHING, NOTHING) is None
    imported = known.agreement("fetch", NOTHING, frozenset({"std::io::Reader"}))
    assert imported is not None
    assert imported.effects == {"io"}
