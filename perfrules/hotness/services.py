"""Services: traits whose methods run for each request, and those whose methods set a service up."""

from __future__ import annotations

from collections.abc import Mapping

from perfrules.hotness.tables import Framework, tables
from perfrules.index.project import FileUnit, FunctionRef, base_name


def serves(ref: FunctionRef) -> bool:
    """Whether requests run a function, by its trait: ``Service::call``, ``FromRequest::from_request`` …"""
    return any(_is_of(ref, framework.traits, framework) for framework in tables().frameworks)


def sets_up(ref: FunctionRef) -> bool:
    """Whether a function makes a service, by its trait: ``ServiceFactory::new_service`` …"""
    return any(_is_of(ref, framework.set_up, framework) for framework in tables().frameworks)


def _is_of(ref: FunctionRef, traits: Mapping[str, frozenset[str]], framework: Framework) -> bool:
    function = ref.function
    return (
        function.trait is not None
        and function.name in traits.get(base_name(function.trait), ())
        and speaks_of(ref.unit, framework)
    )


def speaks_of(unit: FileUnit, framework: Framework) -> bool:
    """Whether a file imports one of the framework's crates, or its crate depends on one, or is one."""
    crate = unit.file.crate
    if (
        not framework.imports_only
        and crate is not None
        and not framework.crates.isdisjoint({crate.name, *crate.dependencies})
    ):
        return True
    names = {name.replace("-", "_") for name in framework.crates}
    return any(imported.path.split("::", 1)[0] in names for imported in unit.facts.imports)
