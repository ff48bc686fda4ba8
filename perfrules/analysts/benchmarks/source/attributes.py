"""Benchmarks that an attribute makes: those of divan, iai-callgrind, gungraun and libtest; and iai's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from perfrules.analysts.benchmarks.source.name import Name
from perfrules.index.callgraph import CallGraph
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef

_GIVEN_NAME = re.compile(r'\bname\s*=\s*"((?:[^"\\]|\\.)*)"')
_CASE = re.compile(r"^bench(?:es)?::(\w+)")
_MAY_HAVE_SOME = re.compile(rb"\[[\s\w:]*bench|iai::main!")
"""Tells nearly all files of libraries, which have none, without a look at their functions."""
_IAI_MAIN = re.compile(r"\biai::main!\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Marked:
    """A benchmark function."""

    ref: FunctionRef
    name: Name
    harness: str


def marked_functions(graph: CallGraph, unit: FileUnit) -> Iterator[Marked]:
    """The benchmarks of a file that are functions of their own."""
    if not _MAY_HAVE_SOME.search(unit.syntax.source):
        return
    dependencies = unit.file.crate.dependencies if unit.file.crate is not None else frozenset[str]()
    callgrind = "gungraun" if "gungraun" in dependencies else "iai-callgrind"
    for function in unit.facts.functions:
        if function.body_start < 0:
            continue
        ref = FunctionRef(unit, function)
        heads = {_head(text): text for text in function.attributes}
        if "library_benchmark" in heads or f"{callgrind}::library_benchmark" in heads:
            yield from _cases(ref, callgrind)
        elif (text := heads.get("divan::bench") or _imported(unit, heads, "divan")) is not None:
            yield Marked(ref, _divan_name(graph, ref, text), "divan")
        elif "bench" in heads:
            yield Marked(ref, Name((function.qualified,)), "libtest")
    yield from _iai(unit)


def _head(attribute: str) -> str:
    return "".join(attribute.partition("(")[0].partition("=")[0].split())


def _imported(unit: FileUnit, heads: dict[str, str], crate: str) -> str | None:
    """``#[bench]`` where that is the crate's, by an import."""
    return heads.get("bench") if unit.imports.get("bench", "").startswith(f"{crate}::") else None


def _divan_name(graph: CallGraph, ref: FunctionRef, attribute: str) -> Name:
    """Module and function, as divan's tree leads to it; with arguments, they follow."""
    given = _GIVEN_NAME.search(attribute)
    modules = ref.function.qualified.split("::")[:-1]
    own = given[1] if given is not None else ref.function.name
    base = Name(("::".join([*modules, own]),))
    varied = re.search(r"\b(?:args|types|consts)\s*=", attribute) is not None
    return Name.path(base, None) if varied else base


def _cases(ref: FunctionRef, harness: str) -> Iterator[Marked]:
    """A function of iai-callgrind runs once for each ``#[bench::case(…)]``."""
    name = ref.function.name
    cases = [found[1] for text in ref.function.attributes if (found := _CASE.match("".join(text.split())))]
    for case in cases or [""]:
        yield Marked(ref, Name((f"{name}/{case}" if case else name,)), harness)


def _iai(unit: FileUnit) -> Iterator[Marked]:
    found = _IAI_MAIN.search(unit.syntax.source.decode("utf-8", "replace"))
    names = {name.strip() for name in found[1].split(",")} if found is not None else set[str]()
    for function in unit.facts.functions:
        if function.name in names and _is_free(function):
            yield Marked(FunctionRef(unit, function), Name((function.name,)), "iai")


def _is_free(function: Function) -> bool:
    return function.self_type is None and function.parent is None and function.body_start >= 0
