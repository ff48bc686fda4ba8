"""What a name means in one file: by its own items, its imports, the prelude, and the crate's other files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from perfrules.index.facts import Variant
from perfrules.index.knowledge import PRELUDE_TRAITS, Agreement, Signature, standard_path
from perfrules.index.reexports import Meaning, agreed
from perfrules.index.types import UNIT, UNKNOWN, Type, parse_type, substitute
from perfrules.index.unit import ConstantRef, FileUnit, FunctionRef, TypeRef

if TYPE_CHECKING:
    from perfrules.index.project import Project

__all__ = ["Meaning", "Names"]

_PRELUDE = PRELUDE_TRAITS | {"Option", "Result", "Vec", "String", "Box"}
_NOT_NAMES = frozenset({"&", "&mut", "()", "fn", "impl", "dyn", "!", "?", "{integer}", "{float}", "Self"})
_DEPTH = 6


class Names:
    """Look-ups from one file, or from a module written out in it. Paths are absolute: a crate's root,
    modules, and the name."""

    def __init__(self, project: Project, unit: FileUnit, inline: str = "") -> None:
        self.project = project
        self.unit = unit
        self.inline = inline
        self._types: dict[tuple[str, str], Meaning] = {}
        self._qualified: dict[tuple[Type, frozenset[str]], Type] = {}

    # -- types -----------------------------------------------------------------------------------

    def type(self, name: str, path: str = "") -> Meaning:
        """The type or trait that a name, or a path as written, means here."""
        key = (name, path)
        if key not in self._types:
            self._types[key] = None
            self._types[key] = self._type(name, path)
        return self._types[key]

    def find(self, of: Type) -> Meaning:
        """The definition of a type; one whose path is complete is found wherever it is asked for."""
        if of.name in _NOT_NAMES:
            return None
        if of.path and of.name not in ("[;]", "*"):
            project = self.project.types_by_path.get(of.path)
            return project or self.project.knowledge.by_path.get(of.path) or self.type(of.name, of.path)
        return self.type(of.name)

    def read(self, text: str, generics: frozenset[str] = frozenset()) -> Type:
        """A type as written here: paths absolute, aliases expanded; ``Self`` and ``generics`` stay."""
        return self.qualify(parse_type(text), generics)

    def qualify(self, of: Type, generics: frozenset[str] = frozenset()) -> Type:
        """``of`` with the absolute path of every name in it; a path that leads nowhere stays as written."""
        key = (of, generics)
        known = self._qualified.get(key)
        if known is None:
            self._qualified[key] = of  # an alias of itself is left alone
            known = self._qualified[key] = self._qualify(of, generics)
        return known

    def _qualify(self, of: Type, generics: frozenset[str]) -> Type:
        args = tuple(self.qualify(arg, generics) for arg in of.args)
        name = of.name
        if name in _NOT_NAMES or not name[:1].isalpha() or (name in generics and not of.path):
            return Type(name, args, of.path)
        if of.path and (of.path.startswith("Self::") or of.path.partition("::")[0] in generics):
            return Type(name, args, of.path)
        meaning = self.find(of)
        if isinstance(meaning, TypeRef):
            if meaning.item.kind == "alias":
                return self._expand(meaning, args)
            return Type(meaning.item.name, args, meaning.path)
        if meaning is not None:
            return Type(meaning.name, args, meaning.path)
        written = of.path or self.imports.get(name, "")
        path = self.absolute(written) if written else ""
        last = path.rpartition("::")[2] or name
        if last == "Result" and path.partition("::")[0] not in self.project.roots:
            return self._library_result(args, path)
        return Type(last, args, path)

    def _expand(self, alias: TypeRef, args: tuple[Type, ...]) -> Type:
        inner = self._aliased(alias)
        if any(self._aliased(other).name != inner.name for other in self._instead_of(alias)):
            return UNKNOWN
        given = dict(zip(alias.item.parameters, args, strict=False))
        return substitute(inner, {name: given.get(name, UNKNOWN) for name in alias.item.parameters})

    def _aliased(self, alias: TypeRef) -> Type:
        names = self.project.names(alias.unit, alias.start)
        return names.read(alias.item.aliased, frozenset(alias.item.parameters))

    def _instead_of(self, alias: TypeRef) -> list[TypeRef]:
        """Other aliases of the same path: which it is, `cfg` decides."""
        of_name = self.project.types[alias.item.name]
        return [ref for ref in of_name if ref is not alias and ref.item.aliased and ref.path == alias.path]

    def _library_result(self, args: tuple[Type, ...], path: str) -> Type:
        """A library's ``Result`` is an alias of std's with an error of its own."""
        error = self.project.knowledge.by_path.get(path.removesuffix("Result") + "Error")
        own = Type("Error", (), error.path) if error is not None else UNKNOWN
        return Type("Result", ((*args, UNIT)[0], (*args[1:], own)[0]), "std::result::Result")

    def _type(self, name: str, path: str) -> Meaning:
        if path:
            found = self._type_at(self.absolute(path))
            # Of a module written out in a file, `super` is that same file.
            if found is None and path.startswith(("super::", "self::")):
                own = self.project.types_by_path.get(f"{self.unit.module}::{name}")
                return own or self._local(name)
            return found
        declared = self._declared(name)
        if declared is not None:
            return declared
        imported = self._imported.get(name)
        if imported is None:
            hidden = name in _PRELUDE  # what other modules mean by it
            local = None if hidden else self._local(name)
            if local is not None:
                return local
            imported = None if hidden else self.imports.get(name)
        if imported is not None:
            found = self._type_at(self.absolute(imported))
            if found is not None or name[:1].isupper():
                return found  # a module, as in `use std::str`, leaves the type its name
        if not name[:1].isupper():
            return self.project.knowledge.types.get(name)
        globbed = self._globbed(name)
        if globbed is not None:
            return globbed
        if name not in _PRELUDE:
            unique = self._only_one(name, self.unit.root)
            if unique is not None:
                return unique
        return self.project.knowledge.named(name, self.crates)

    def _declared(self, name: str) -> TypeRef | None:
        """The type that the module itself defines, or one around whose names it imports all."""
        found = (self.project.types_by_path.get(f"{module}::{name}") for module in self._modules)
        return next((one for one in found if one is not None), None)

    def _local(self, name: str) -> TypeRef | None:
        """The only type of that name in the file."""
        here = [ref for ref in self.project.types.get(name, ()) if ref.unit is self.unit]
        return here[0] if len(here) == 1 else None

    def _only_one(self, name: str, root: str) -> TypeRef | None:
        found = {ref.path: ref for ref in self.project.types.get(name, ()) if ref.unit.root == root}
        return next(iter(found.values())) if len(found) == 1 else None

    def _type_at(self, path: str) -> Meaning:
        """The type at an absolute path; in a module not known, the only one of its name."""
        found = self.project.reexports.type(path)
        root = path.partition("::")[0]
        if found is not None or root not in self.project.roots:
            return found
        module, _, name = path.rpartition("::")
        if module in self.project.modules:
            return None
        below = {
            ref.path: ref for ref in self.project.types.get(name, ()) if ref.path.startswith(f"{module}::")
        }
        if len(below) == 1:
            return next(iter(below.values()))
        return self._only_one(name, root) if not below else None

    def _globbed(self, name: str) -> Meaning:
        """The type that some ``use path::*`` brings in under a name."""
        found = (self.project.reexports.type(f"{path}::{name}") for path in self.absolute_globs)
        return next((one for one in found if one is not None), None)

    # -- functions, constants, variants, macros ----------------------------------------------------

    def function(self, path: str) -> FunctionRef | Signature | None:
        """The free function that a path means here."""
        name = path.rpartition("::")[2]
        reexports = self.project.reexports
        if "::" not in path:
            here = [ref for ref in self.project.functions.get(name, ()) if ref.unit is self.unit]
            near = [ref for ref in here if self.unit.module_at(ref.start) == self.inline]
            if near or (here and name not in self._imported):
                return agreed(near or here)
            imported = self.imports.get(name)
            if imported is None:
                found = (reexports.function(f"{glob}::{name}") for glob in self.absolute_globs)
                return next((one for one in found if one is not None), None)
            path = imported
        absolute = self.absolute(path)
        root = absolute.partition("::")[0]
        found_there = reexports.function(absolute)
        if found_there is not None or root not in self.project.roots:
            return found_there
        if absolute.rpartition("::")[0] in self.project.modules:
            return None
        return agreed([ref for ref in self.project.functions.get(name, ()) if ref.unit.root == root])

    def constant(self, path: str) -> ConstantRef | None:
        """The const or static that a path means here."""
        name = path.rpartition("::")[2]
        candidates = self.project.constants.get(name, ())
        if not candidates:
            return None
        if "::" not in path and self.inline:
            # The module's own comes before what the file around imports.
            own = [
                ref
                for ref in candidates
                if ref.unit is self.unit
                and self.unit.module_at(ref.start) == self.inline
                and self.unit.function_at(ref.start) is None
            ]
            if len(own) == 1:
                return own[0]
        written = path if "::" in path else self.imports.get(name, "")
        if written:
            absolute = self.absolute(written)
            exact = [ref for ref in candidates if f"{ref.unit.module}::{name}" == absolute]
            if exact:
                return exact[0]
            root = absolute.partition("::")[0]
        else:
            here = [ref for ref in candidates if ref.unit is self.unit]
            if here:
                return here[0] if len({ref.item.type for ref in here}) == 1 else None
            root = self.unit.root
        near = [
            ref
            for ref in candidates
            if ref.unit.root == root and ref.unit.function_at(ref.item.start) is None
        ]
        return near[0] if len(near) == 1 else None

    def variant(self, path: str) -> tuple[TypeRef, Variant] | None:
        """The enum variant that a path means here."""
        if "::" not in path:
            imported = self.imports.get(path)
            if imported is not None:
                path = imported
            else:
                for glob in self.unit.globs:
                    owner = self.type(glob.rpartition("::")[2], glob if "::" in glob else "")
                    found = _variant_of(owner, path)
                    if found is not None:
                        return found
                return None
        prefix, _, name = path.rpartition("::")
        return _variant_of(self.type(prefix.rpartition("::")[2], prefix if "::" in prefix else ""), name)

    def macro(self, path: str) -> Signature | None:
        """The library macro that a path means here; none that the crate defines itself."""
        name = path.rpartition("::")[2]
        if name in self.project.macros.get(self.unit.root, ()):
            return None
        written = path if "::" in path else self.imports.get(name, "")
        crate = self.absolute(written).partition("::")[0] if written else ""
        if crate in self.project.roots:
            return None
        return self.project.knowledge.macro(name, frozenset({crate}) if crate else self.crates)

    def agreement(self, method: str) -> Agreement | None:
        """What every type that this file can speak of means by a method."""
        return self.project.knowledge.agreement(method, self.crates, self.traits)

    # -- paths and imports -------------------------------------------------------------------------

    def absolute(self, path: str, depth: int = 0) -> str:
        """A path as written here, from the root of its crate on."""
        first, _, rest = path.removeprefix("::").partition("::")
        unit = self.unit
        if first == "crate":
            base = unit.root
        elif first == "self":
            base = unit.module
        elif first == "super":
            base = unit.module.rpartition("::")[0] or unit.module
            while rest.startswith("super"):
                base, rest = base.rpartition("::")[0] or base, rest.partition("::")[2]
        elif first in self.imports and depth < _DEPTH and not _starts_with(self.imports[first], first):
            base = self.absolute(self.imports[first], depth + 1)
        elif self.inline and f"{unit.module}::{self.inline}::{first}" in self.project.spaces:
            base = f"{unit.module}::{self.inline}::{first}"
        elif f"{unit.module}::{first}" in self.project.spaces:
            base = f"{unit.module}::{first}"
        elif f"{unit.root}::{first}" in self.project.spaces and first not in self.project.roots:
            base = f"{unit.root}::{first}"
        else:
            globbed = self._globbed_module(first) if rest else None
            if globbed is None:
                return standard_path(f"{first}::{rest}" if rest else first)
            base = globbed
        return f"{base}::{rest}" if rest else base

    def _globbed_module(self, name: str) -> str | None:
        """The module of the project that ``use super::*`` and the like bring in under a name."""
        if not name[:1].islower() or name in self.project.roots:
            return None
        found = (self.project.reexports.module(f"{glob}::{name}") for glob in self._relative_globs)
        return next((module for module in found if module is not None), None)

    @cached_property
    def _scopes(self) -> tuple[str, ...]:
        """The module's path within the file, and those of the modules around it whose names it imports."""
        scopes = [self.inline]
        while scopes[-1] and self.unit.globs_of(scopes[-1]):
            scopes.append(scopes[-1].rpartition("::")[0])
        return tuple(scopes)

    @cached_property
    def _modules(self) -> tuple[str, ...]:
        """Full paths of the same."""
        module = self.unit.module
        return tuple(f"{module}::{scope}" if scope else module for scope in self._scopes)

    @cached_property
    def _imported(self) -> Mapping[str, str]:
        """Full paths by the names that are imported in these modules."""
        return {
            name: path
            for scope in reversed(self._scopes)
            for name, path in self.unit.imports_of(scope).items()
        }

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """Full paths by the names that are imported: here, or else elsewhere in the file."""
        return {**self.unit.imports, **self._imported} if self.inline else self.unit.imports

    @cached_property
    def _relative_globs(self) -> tuple[str, ...]:
        ways = ("crate", "self", "super")
        return tuple(self.absolute(path) for path in self.unit.globs if path.partition("::")[0] in ways)

    @cached_property
    def absolute_globs(self) -> tuple[str, ...]:
        """Paths whose every name the file imports."""
        return tuple(self.absolute(path) for path in self.unit.globs)

    @cached_property
    def crates(self) -> frozenset[str]:
        """Crates that the file names: by ``use``, in a path, or by an ``extern crate`` of its crate."""
        if self.inline:
            return self.project.names(self.unit).crates
        facts = self.unit.facts
        named = {self.absolute(imported.path).partition("::")[0] for imported in facts.imports}
        named.update(call.path.partition("::")[0] for call in facts.calls if "::" in call.path)
        return frozenset(named | self.project.extern_crates.get(self.unit.root, set()))

    @cached_property
    def traits(self) -> frozenset[str]:
        """Paths of the library traits that the file imports."""
        by_path = self.project.knowledge.by_path
        found = {by_path.get(self.absolute(path)) for path in self.imports.values()}
        for glob in self.absolute_globs:
            below = f"{glob}::"
            module = glob.removesuffix("::prelude") + "::"
            for known in self.project.knowledge.traits_of(glob.partition("::")[0]):
                if any(path.startswith((below, module)) for path in known.paths):
                    found.add(known)
        return frozenset(known.path for known in found if known is not None and known.is_trait)


def _variant_of(owner: Meaning, name: str) -> tuple[TypeRef, Variant] | None:
    if not isinstance(owner, TypeRef):
        return None
    found = next((variant for variant in owner.item.variants if variant.name == name), None)
    return (owner, found) if found is not None else None


def _starts_with(path: str, first: str) -> bool:
    return path == first or path.startswith(f"{first}::")
