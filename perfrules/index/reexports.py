"""Where a path leads: through ``pub use``, imports of modules on the way, and globs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfrules.index.knowledge import KnownType, Signature
from perfrules.index.unit import FunctionRef, TypeRef

if TYPE_CHECKING:
    from perfrules.index.project import Project

Meaning = TypeRef | KnownType | None

_MOST = 64
"""How many paths are tried for one: globs of globs may lead anywhere."""


class Reexports:
    """Definitions by absolute path, each looked for once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._types: dict[str, Meaning] = {}
        self._functions: dict[str, FunctionRef | Signature | None] = {}
        self._modules: dict[str, str | None] = {}

    def type(self, path: str) -> Meaning:
        """The type or trait that a path leads to."""
        if path not in self._types:
            self._types[path] = next((found for way in self._ways(path) if (found := self._type(way))), None)
        return self._types[path]

    def function(self, path: str) -> FunctionRef | Signature | None:
        """The free function that a path leads to."""
        if path not in self._functions:
            found = (self._function(way) for way in self._ways(path))
            self._functions[path] = next((one for one in found if one is not None), None)
        return self._functions[path]

    def _type(self, path: str) -> Meaning:
        own = self.project.types_by_path.get(path)
        if own is not None or path.partition("::")[0] in self.project.roots:
            return own
        return self.project.knowledge.at_path(path)

    def _function(self, path: str) -> FunctionRef | Signature | None:
        own = self.project.functions_by_path.get(path)
        if own is not None:
            return agreed(own)
        return self.project.knowledge.function(path)

    def module(self, path: str) -> str | None:
        """The module of the project that a path leads to."""
        return path if path in self.project.modules else self._module(path)

    def _module(self, path: str) -> str | None:
        """The module that a path leads to, where it is not one itself."""
        if path not in self._modules:
            self._modules[path] = None
            if "::" in path and path.partition("::")[0] in self.project.roots:
                known = self.project.modules
                self._modules[path] = next((way for way in self._ways(path) if way in known), None)
        return self._modules[path]

    def _ways(self, path: str) -> Iterator[str]:
        """The path itself, and all that it may stand for; the nearest first."""
        seen, waiting = {path}, deque([path])
        while waiting and len(seen) < _MOST:
            here = waiting.popleft()
            yield here
            module, _, name = here.rpartition("::")
            place = self.project.modules.get(module)
            if place is None:
                elsewhere = self._module(module)
                if elsewhere is not None:
                    waiting.append(f"{elsewhere}::{name}")
                continue
            names = self.project.names(place.unit)
            imports = place.unit.imports_of(place.inline)
            if name in imports:
                further = [names.absolute(imports[name])]
            else:
                further = [f"{names.absolute(glob)}::{name}" for glob in place.unit.globs_of(place.inline)]
            waiting.extend(way for way in further if way not in seen)
            seen.update(further)


def agreed(refs: list[FunctionRef]) -> FunctionRef | None:
    """The only candidate, or the first of several that differ by ``cfg`` alone."""
    if len({(ref.function.return_type, ref.unit.module) for ref in refs}) == 1:
        return refs[0]
    return None
