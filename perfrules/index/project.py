"""The facts of all files together: who is called what, and where it is defined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tree_sitter import Node

from perfrules.index.facts import Constant
from perfrules.index.knowledge import Knowledge, KnownType
from perfrules.index.members import Members
from perfrules.index.names import Names
from perfrules.index.reexports import Meaning, Reexports
from perfrules.index.signature import split_list
from perfrules.index.types import Type, parse_type
from perfrules.index.unit import ConstantRef, FileUnit, FunctionRef, ImplRef, ModuleRef, TypeRef
from perfrules.model.report import Diagnostic
from perfrules.yamlfile import bundled, cache_folder, read_all

__all__ = [
    "FileUnit",
    "FunctionRef",
    "Project",
    "TypeRef",
    "base_name",
    "read_knowledge",
    "span",
]


@dataclass(slots=True)
class Project:
    """All scanned files with look-ups by name.

    What a name means depends on the file that says it: :meth:`names` knows. The methods here that
    take a name and a file are short ways to ask it.
    """

    files: dict[str, FileUnit]
    knowledge: Knowledge
    diagnostics: list[Diagnostic] = field(default_factory=list)
    types: dict[str, list[TypeRef]] = field(default_factory=lambda: defaultdict(list))
    types_by_path: dict[str, TypeRef] = field(default_factory=dict)
    functions: dict[str, list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    """Free functions by name."""
    functions_by_path: dict[str, list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    """The same by full path; several if they differ by ``cfg``."""
    methods: dict[tuple[str, str], list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    """Methods and associated functions by the base name of their type, and their own."""
    methods_by_name: dict[str, list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    impls: dict[str, list[ImplRef]] = field(default_factory=lambda: defaultdict(list))
    """Impls by the base name of their type."""
    implemented: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Base names of the traits that impls give a type, by its base name."""
    blanket_traits: set[str] = field(default_factory=set)
    """Names of traits that some ``impl<T> Trait for T`` implements."""
    constants: dict[str, list[ConstantRef]] = field(default_factory=lambda: defaultdict(list))
    roots: set[str] = field(default_factory=set)
    """Root modules of the crates scanned."""
    modules: dict[str, ModuleRef] = field(default_factory=dict)
    """Modules by full path: files, and those written out in a file."""
    spaces: set[str] = field(default_factory=set)
    """Full paths of all modules, those written out in a file included."""
    macros: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Names of macros defined, by root module."""
    repeating_macros: set[str] = field(default_factory=set)
    """Names of macros defined that may evaluate an argument more than once."""
    extern_crates: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Crates of ``extern crate`` declarations, by root module."""
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    several: tuple[Project, ...] = ()
    """The projects that the files are of, where they are of more than one."""
    derived: dict[Any, Any] = field(default_factory=dict)
    """What was worked out of the whole project, see :mod:`perfrules.index.derived`."""
    reexports: Reexports = field(init=False)
    members: Members = field(init=False)
    _names: dict[tuple[str, str], Names] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reexports = Reexports(self)
        self.members = Members(self)

    @property
    def parts(self) -> tuple[Project, ...]:
        """Projects to be looked at one by one: a name in one means nothing in another."""
        return self.several or (self,)

    def mark_tests(self) -> None:
        """Mark the files whose module is declared for tests only, or lies below one that is."""
        marked = {module for unit in self.files.values() for module in unit.test_modules()}
        for unit in self.files.values() if marked else ():
            module = unit.module
            while module and not unit.is_test_module:
                unit.is_test_module = module in marked
                module = module.rpartition("::")[0]

    def merge(self, unit: FileUnit) -> None:
        """Add one file's facts."""
        facts, module = unit.facts, unit.module
        self.files[unit.display] = unit
        self.roots.add(unit.root)
        self.modules.setdefault(module, ModuleRef(unit))
        self.macros[unit.root].update(facts.macros)
        self.repeating_macros.update(facts.repeating_macros)
        self.extern_crates[unit.root].update(facts.extern_crates)
        for inline in facts.modules:
            self.spaces.add(f"{module}::{inline}")
            self.modules.setdefault(f"{module}::{inline}", ModuleRef(unit, inline))
        while module not in self.spaces:
            self.spaces.add(module)
            module = module.rpartition("::")[0] or module
        for item in facts.types:
            type_ref = TypeRef(unit, item)
            self.types[item.name].append(type_ref)
            self.types_by_path.setdefault(type_ref.path, type_ref)
        for function in facts.functions:
            ref = FunctionRef(unit, function)
            if function.self_type is None:
                self.functions[function.name].append(ref)
                self.functions_by_path[f"{unit.module}::{function.qualified}"].append(ref)
            else:
                self.methods[base_name(function.self_type), function.name].append(ref)
                self.methods_by_name[function.name].append(ref)
        for impl in facts.impls:
            name = base_name(impl.self_type)
            self.impls[name].append(ImplRef(unit, impl))
            if impl.trait is not None:
                trait = base_name(impl.trait)
                self.implemented[name].add(trait)
                if impl.self_type.strip() in parameter_names(impl.generics):
                    self.blanket_traits.add(trait)
        for constant in facts.constants:
            self.constants[constant.name].append(ConstantRef(unit, constant))

    def names(self, unit: FileUnit, at: int | None = None) -> Names:
        """What names mean in a file, or at an offset in it: in a module that is written out there."""
        inline = unit.module_at(at) if at is not None and unit.facts.module_spans else ""
        found = self._names.get((unit.display, inline))
        if found is None:
            found = self._names[unit.display, inline] = Names(self, unit, inline)
        return found

    def find(self, of: Type, unit: FileUnit) -> Meaning:
        """The definition of a type as seen from a file: one of the project, or a library's."""
        return self.names(unit).find(of)

    def known(self, of: Type, unit: FileUnit) -> KnownType | None:
        """What the knowledge files say of a type, unless the project defines it."""
        found = self.names(unit).find(of)
        return found if isinstance(found, KnownType) else None

    def type_item(self, name: str, unit: FileUnit) -> TypeRef | None:
        """The definition of a type that ``unit`` calls ``name``; None for a library's type."""
        found = self.names(unit).type(name)
        return found if isinstance(found, TypeRef) else None

    def is_trait(self, name: str, unit: FileUnit) -> bool:
        """Whether ``name`` is a trait, of the project or of a library."""
        found = self.names(unit).type(name)
        return (
            found.item.kind == "trait" if isinstance(found, TypeRef) else found is not None and found.is_trait
        )

    def method(self, type_name: str, name: str, unit: FileUnit) -> FunctionRef | None:
        """The method ``name`` of the type that ``unit`` calls ``type_name``."""
        return self.method_of(Type(type_name), name, unit)

    def method_of(self, of: Type, name: str, unit: FileUnit) -> FunctionRef | None:
        """The project's method of a type: of its impls, or one that a trait it implements gives.

        Impls for different arguments may each have one: then only if they return the same.
        """
        return self.members.method(of, name, unit)

    def constant(self, name: str, unit: FileUnit) -> Constant | None:
        """The const or static that ``unit`` calls ``name``."""
        found = self.names(unit).constant(name)
        return found.item if found is not None else None

    def has_impl(self, type_name: str, trait: str) -> bool:
        """Whether some impl of ``trait`` for the type is written out (derives do not count)."""
        return trait in self.implemented.get(type_name, ())


_WHERE = re.compile(r"\bwhere\b")


def parameter_names(generics: str) -> list[str]:
    """Names of the type parameters of ``<'a, T: A, const N: usize> where …``."""
    names = []
    for part in split_list(_WHERE.split(generics, maxsplit=1)[0].strip()[1:].removesuffix(">")):
        name = part.partition(":")[0].partition("=")[0].strip()
        if name.isidentifier():
            names.append(name)
    return names


def base_name(text: str) -> str:
    """The name that a type's text is about: ``Foo`` of ``&'a mut path::Foo<T>``; ``[]`` of a slice."""
    return parse_type(text).peeled().name


def read_knowledge(cache: Path | None = None) -> Knowledge:
    """The knowledge files that ship with perfrules."""
    paths = sorted(bundled("knowledge").glob("*.yaml"))
    return Knowledge(read_all(paths, cache_folder() if cache is None else cache))


def span(node: Node) -> tuple[int, int]:
    """Byte offsets of a node."""
    return node.start_byte, node.end_byte
