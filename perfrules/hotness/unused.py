"""Functions that no release has, because only tests call them, or nobody does."""

from __future__ import annotations

import re

from perfrules.hotness.left_out import SPECIAL, UNDECLARED, why_left_out
from perfrules.hotness.production import runs_in_production
from perfrules.index.callgraph import Key, call_graph, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.exported import can_be_named
from perfrules.index.project import FileUnit, FunctionRef, Project, base_name
from perfrules.model.source import Role

_SAYS_NOTHING = re.compile(r"inline|allow|expect|must_use|doc|cfg|deprecated|track_caller")
"""Attributes that hand a function to nobody."""
_DEAD = re.compile(r"allow\s*\(.*\b(?:dead_code|unused)\b")


def only_tests_call(project: Project, ref: FunctionRef) -> bool:
    """Whether all that leads to a function is test code.

    Its calls show it, and that other crates cannot name it; or ``#[allow(dead_code)]`` on it does, where
    nothing calls it at all.
    """
    known = _known(project)
    key = key_of(ref)
    if key not in known:
        known[key] = callers_are_known(project, ref) and _is_tested_alone(project, ref)
    return known[key]


def in_no_release(project: Project, unit: FileUnit, offset: int) -> bool:
    """Whether code is there for tests or debugging alone, or not even built."""
    function = unit.function_at(offset)
    ref = FunctionRef(unit, function) if function is not None else None
    if ref is not None and (only_tests_call(project, ref) or _nobody_calls(project, ref)):
        return True
    return (why_left_out(project, unit, offset) or "").startswith((UNDECLARED, SPECIAL))


@once_per_project
def _known(project: Project) -> dict[Key, bool]:
    return {}


def callers_are_known(project: Project, ref: FunctionRef) -> bool:
    """Whether the project's code would show all callers there are."""
    unit, function = ref
    if not _is_whole(project, unit.root):
        return False
    if function.trait is not None or function.parent is not None or function.name == "main":
        return False
    if not all(_SAYS_NOTHING.match(text) for text in function.attributes):
        return False
    if not function.is_public or unit.file.role is not Role.LIBRARY:
        return True
    inside = function.qualified.split("::")[: -1 if function.self_type is None else -2]
    name = function.name if function.self_type is None else base_name(function.self_type)
    return not can_be_named(project, "::".join([unit.module, *inside]), name)


def _nobody_calls(project: Project, ref: FunctionRef) -> bool:
    """Whether a function that would be called here is not: nothing else in the project has its name.

    Calls are not asked for: they may be hidden in macros.
    """
    if not callers_are_known(project, ref):
        return False
    name = ref.function.name
    word = re.compile(rb"\b%s\b" % re.escape(name.encode()))
    speaking = [unit.syntax.source for unit in project.files.values() if unit.speaks_of(name)]
    return sum(len(word.findall(source)) for source in speaking) == 1


def _is_whole(project: Project, root: str) -> bool:
    """Whether the crate's modules are all at hand: of a file alone nobody knows who calls it."""
    crate = project.modules.get(root)
    return crate is not None and all(
        f"{root}::{name}" in project.modules for name in crate.unit.facts.declared_modules
    )


def _is_tested_alone(project: Project, ref: FunctionRef) -> bool:
    graph = call_graph(project)
    if graph.callers(ref, among=runs_in_production):
        return False
    return any(_DEAD.match(text) for text in ref.function.attributes) or bool(graph.callers(ref))
