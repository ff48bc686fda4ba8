"""One file of the project: its tree, its facts, and questions about places in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from perfrules.index.extract import is_test_attribute, repeats
from perfrules.index.facts import Call, Constant, FileFacts, Function, Impl, Loop, TypeItem
from perfrules.model.location import Location, Region
from perfrules.model.source import Role, SourceFile
from perfrules.syntax import Syntax

if TYPE_CHECKING:
    from perfrules.index.infer import Inference

_CRATE_TYPE = re.compile(r'crate_type\s*=\s*"([\w-]+)"')
_CRATE_TYPES = frozenset({"bin", "lib", "rlib", "dylib", "cdylib", "staticlib"})


class FileUnit:
    """One file: its tree, its facts, and questions about places in it."""

    def __init__(self, file: SourceFile, syntax: Syntax, facts: FileFacts) -> None:
        self.file = replace(file, role=_declared_role(file.role, facts))
        self.syntax = syntax
        self.facts = facts
        self.root, self.module = module_path(file)
        if file.is_program and not facts.declared_modules:
            within = self.module.partition("::")[2].replace("::", "-") or file.path.stem
            self.root = self.module = f"{self.root}@{within}"
        self.is_test_module = False
        """The module, or one around it, is declared for tests only; set when the files are merged."""
        self.inferences: dict[int, Inference] = {}
        """Filled on demand by :func:`perfrules.index.infer.inference_at`."""
        self.effects: dict[int, frozenset[str]] = {}
        """Of calls by the offset of their name, filled by :func:`perfrules.index.effects.effects_of`."""
        self.generic_names: dict[int, frozenset[str]] = {}
        """Of functions by their index, filled by :func:`perfrules.index.infer.generics.generic_names`."""
        self._spoken: dict[str, bool] = {}
        self.places: dict[tuple[str, int], bool] = {}
        """What nodes stand in, filled by :func:`perfrules.hotness.places.in_place`."""

    def forget(self) -> None:
        """Let go of what can be worked out again, once no more is asked about the file itself."""
        self.places.clear()
        self.inferences.clear()
        self.__dict__.pop("_calls_by_span", None)
        self.syntax.forget()

    @property
    def display(self) -> str:
        """The path in reports."""
        return self.file.display

    @cached_property
    def _function_starts(self) -> list[int]:
        return [function.start for function in self.facts.functions]

    def function_at(self, offset: int) -> Function | None:
        """The innermost function that holds a byte offset."""
        at = bisect_right(self._function_starts, offset) - 1
        function = self.facts.functions[at] if at >= 0 else None
        while function is not None and function.end <= offset:
            function = None if function.parent is None else self.facts.functions[function.parent]
        return function

    @cached_property
    def called_names(self) -> frozenset[str]:
        """Names of all methods, functions and macros that are called in the file."""
        return frozenset(self.named(call) for call in self.facts.calls)

    def named(self, call: Call) -> str:
        """The name of what is called, also where the file imports it under another one."""
        if call.kind != "path" or "::" in call.path:
            return call.name
        return self.imports.get(call.name, call.name).rpartition("::")[2]

    @cached_property
    def _call_starts(self) -> list[int]:
        return [call.name_start for call in self.facts.calls]

    def calls_within(self, start: int, end: int) -> Sequence[Call]:
        """The calls whose name stands in a span of bytes."""
        starts = self._call_starts
        return self.facts.calls[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def _calls_by_span(self) -> Mapping[tuple[int, int], Call]:
        return {(call.start, call.end): call for call in reversed(self.facts.calls)}

    def call_spanning(self, start: int, end: int) -> Call | None:
        """The call that is written from one offset to another."""
        return self._calls_by_span.get((start, end))

    @cached_property
    def _impl_starts(self) -> list[int]:
        return [impl.start for impl in self.facts.impls]

    def impl_at(self, offset: int) -> Impl | None:
        """The impl block that holds a byte offset; of nested ones the innermost is found, or none."""
        at = bisect_right(self._impl_starts, offset) - 1
        while at >= 0 and self.facts.impls[at].end <= offset:
            at -= 1
        return self.facts.impls[at] if at >= 0 else None

    @cached_property
    def _loops_by_function(self) -> Mapping[int | None, list[Loop]]:
        grouped: dict[int | None, list[Loop]] = defaultdict(list)
        for loop in self.facts.loops:
            grouped[loop.function].append(loop)
        return grouped

    def loop_candidates(self, offset: int) -> list[Loop]:
        """Loops of the same function whose repeated part holds the offset, innermost first.

        Closures of kind ``maybe-closure`` are among them; whether they loop depends on a type. A loop around
        a ``static`` or ``const`` does not repeat what makes its value.
        """
        function = self.function_at(offset)
        loops = self.loops_of(function.index if function else None)
        found = [loop for loop in reversed(loops) if repeats(loop, offset)]
        if not found or not self.facts.constants:
            return found
        first, behind = (bisect_right(self._constant_starts, at) for at in (found[-1].start, offset))
        near = self._constants[first:behind]
        inside = max((c.start for c in near if offset < c.end), default=-1)
        return [loop for loop in found if loop.start > inside]

    @cached_property
    def _constants(self) -> list[Constant]:
        return sorted(self.facts.constants, key=lambda constant: constant.start)

    @cached_property
    def _constant_starts(self) -> list[int]:
        return [constant.start for constant in self._constants]

    def loops_of(self, function: int | None) -> Sequence[Loop]:
        """The loops of one function, by its index, outer before inner."""
        return self._loops_by_function.get(function, ())

    def region(self, start: int, end: int) -> Region:
        """Lines and columns of a span of bytes."""
        return Region(*self.syntax.position(start), *self.syntax.position(end))

    def location(self, start: int, end: int) -> Location:
        """A span of bytes as a location."""
        function = self.function_at(start)
        return Location(self.display, self.region(start, end), function.qualified if function else None)

    def in_test(self, offset: int) -> bool:
        """Whether a place belongs to test code: by its file, by how that file is declared as a module, or
        by an attribute around it."""
        return (
            self.file.role is Role.TEST
            or self.is_test_module
            or (self._test_end > offset and any(s <= offset < e for s, e in self.facts.test_spans))
        )

    @cached_property
    def _test_end(self) -> int:
        """Behind this there is no test code, nor is there any if it is 0."""
        return max((end for _, end in self.facts.test_spans), default=0)

    def speaks_of(self, word: str) -> bool:
        """Whether a word, or a longer one around it, occurs anywhere in the file."""
        if word not in self._spoken:
            self._spoken[word] = word.encode() in self.syntax.source
        return self._spoken[word]

    def test_modules(self) -> list[str]:
        """Paths of the modules that the file declares for tests only, such as ``#[cfg(test)] mod x;``."""
        return [
            f"{self.module}::{item.name}"
            for item in self.facts.items
            if item.kind == "mod_item" and any(map(is_test_attribute, item.attributes))
        ]

    @cached_property
    def imports(self) -> dict[str, str]:
        """Full path by the name that the file knows it by; globs left out."""
        named = [imported for imported in self.facts.imports if imported.name != "*"]
        named.sort(key=lambda imported: not imported.module)  # the file's own win
        return {imported.name: imported.path for imported in named}

    def module_at(self, offset: int) -> str:
        """Path of the module written out in the file that holds a byte offset; empty for the file's own."""
        at = bisect_right(self._module_starts, offset) - 1
        return self._module_bounds[at][1] if at >= 0 else ""

    @cached_property
    def _module_bounds(self) -> list[tuple[int, str]]:
        """Where modules begin or go on behind those within, and which."""
        bounds: list[tuple[int, str]] = []
        around: list[tuple[int, str]] = []
        for start, end, path in (*self.facts.module_spans, (len(self.syntax.source), 0, "")):
            while around and around[-1][0] <= start:
                closed, _ = around.pop()
                bounds.append((closed, around[-1][1] if around else ""))
            bounds.append((start, path))
            around.append((end, path))
        return bounds

    @cached_property
    def _module_starts(self) -> list[int]:
        return [start for start, _ in self._module_bounds]

    def imports_of(self, module: str) -> Mapping[str, str]:
        """The imports that stand in one module of the file: written out in it, or (empty) its own."""
        return self._imports_by_module.get(module, {})

    def globs_of(self, module: str) -> list[str]:
        """Paths whose every name one module of the file imports."""
        found = (i for i in self.facts.imports if i.name == "*" and i.module == module)
        return [imported.path.removesuffix("::*") for imported in found]

    @cached_property
    def _imports_by_module(self) -> Mapping[str, dict[str, str]]:
        grouped: dict[str, dict[str, str]] = defaultdict(dict)
        for imported in self.facts.imports:
            if imported.name != "*":
                grouped[imported.module][imported.name] = imported.path
        return grouped

    @cached_property
    def globs(self) -> tuple[str, ...]:
        """Paths whose every name the file imports."""
        return tuple(i.path.removesuffix("::*") for i in self.facts.imports if i.name == "*")


class FunctionRef(NamedTuple):
    """A function and the file it stands in."""

    unit: FileUnit
    function: Function

    @property
    def start(self) -> int:
        """Where it stands in its file."""
        return self.function.start


class TypeRef(NamedTuple):
    """A type definition and the file it stands in."""

    unit: FileUnit
    item: TypeItem

    @property
    def start(self) -> int:
        """Where it stands in its file."""
        return self.item.start

    @property
    def path(self) -> str:
        """Its full path, which is its identity."""
        return f"{self.unit.module}::{self.item.qualified}"


class ConstantRef(NamedTuple):
    """A const or static and the file it stands in."""

    unit: FileUnit
    item: Constant

    @property
    def start(self) -> int:
        """Where it stands in its file."""
        return self.item.start


class ModuleRef(NamedTuple):
    """A module: a file's own, or one written out in it."""

    unit: FileUnit
    inline: str = ""
    """Path within the file; empty for the file's own."""


class ImplRef(NamedTuple):
    """An impl block and the file it stands in."""

    unit: FileUnit
    impl: Impl


def _declared_role(role: Role, facts: FileFacts) -> Role:
    """A program or a library: by what a root says with ``#![crate_type]``, before what its folder says."""
    declared = {kind[1] for text in facts.attributes if (kind := _CRATE_TYPE.match(text)) is not None}
    if role not in (Role.BINARY, Role.LIBRARY) or declared.isdisjoint(_CRATE_TYPES):
        return role
    return Role.BINARY if declared == {"bin"} else Role.LIBRARY


_BESIDE = frozenset({"benches", "tests", "examples"})
"""Folders whose files are roots of their own, even where the library's root is at the package's top."""


def module_path(file: SourceFile) -> tuple[str, str]:
    """The crate's root module and the file's own module, as Cargo lays files out.

    A binary, test, bench or example is a crate of its own, named behind the package.
    """
    crate = file.crate
    if crate is None:
        return "crate", f"crate::{file.path.stem}" if file.path.stem not in ("lib", "main") else "crate"
    root = crate.name.replace("-", "_")
    try:
        inside = file.path.relative_to(crate.root)
    except ValueError:
        return root, root
    if inside.as_posix() == crate.root_file:
        return root, root
    parts, around = list(inside.with_suffix("").parts), crate.root_file.split("/")[:-1]
    if parts[: len(around)] != around or parts[:2] == ["src", "bin"]:
        around = ["src"]
    if parts[: len(around)] == around and (around or len(parts) == 1 or parts[0] not in _BESIDE):
        parts = parts[len(around) :]
        if around == ["src"] and parts[:1] == ["bin"] and len(parts) > 1:
            root, parts = f"{root}@{parts[1]}", parts[2:]
    elif len(parts) > 1:
        root, parts = f"{root}@{parts[0]}-{parts[1]}", parts[2:]
    if parts and parts[-1] in ("mod", "lib", "main"):
        parts.pop()
    return root, "::".join([root, *parts])
