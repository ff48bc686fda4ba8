"""Code that a usual release build leaves out, such as that of a feature which is off by default."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from perfrules.index.cfg import evaluate
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, Project
from perfrules.model.source import Crate, Role

_CFG = re.compile(r"cfg\s*\((.*)\)\s*$", re.DOTALL)
_NOT_RELEASED = re.compile(r"^(?:debug_assertions|kani|doc|docsrs|doctest)$|unstable|loom|miri|fuzz")
"""Flags of debug builds, of tools, and of who takes what is not finished."""
_FOR_TESTS = re.compile(
    r"(?:^|[-_])(?:test|tests|testing|testutils?|mock|mocks|fuzz|fuzzing|staging|simulation|failpoints?)(?:[-_]|$)"
    r"|model[-_]check"
)
"""Features, off by default, of builds that are only tested."""
_GATE = re.compile(
    rb"macro_rules!\s*(\w+)\s*\{\s*\(\s*\$\(\s*\$\w+\s*:\s*item\s*\)\s*\*\s*\)\s*=>\s*\{\s*\$\(\s*"
    rb"#\[(cfg\(.*?\))\]",
    re.DOTALL,
)
"""A macro that puts a condition before each of the items that it is given."""
_MODULE = re.compile(rb"\bmod\s+(\w+)\s*;")
UNDECLARED = "no `mod` declares its file"
SPECIAL = "only in builds with"
"""Reasons, or how they begin, that no choice of features takes away."""


class Span(NamedTuple):
    """A piece of a file that is left out."""

    start: int
    end: int
    why: str


def why_left_out(project: Project, unit: FileUnit, offset: int) -> str | None:
    """Why a usual release build has not the code at a place; None if it has, or if that is not known."""
    spans = _spans(project).get(unit.display, ())
    return next((span.why for span in spans if span.start <= offset < span.end), None)


@once_per_project
def _spans(project: Project) -> Mapping[str, Sequence[Span]]:
    """What is left out, by file."""
    modules: dict[str, list[str | None]] = defaultdict(list)
    found: dict[str, list[Span]] = defaultdict(list)
    gates = _gates(project)
    for unit in project.files.values():
        if (why := _why(unit, unit.facts.attributes)) is not None:
            found[unit.display].append(Span(0, len(unit.syntax.source), why))
        for item in unit.facts.items:
            why = _why(unit, item.attributes)
            if item.kind == "mod_item":
                modules[f"{unit.module}::{item.name}"].append(why)
            if why is not None:
                found[unit.display].append(Span(item.start, item.end, why))
        for call in unit.syntax.macros.values() if gates else ():
            if (why := _why(unit, gates.get(call.path.rpartition("::")[2], ()))) is not None:
                found[unit.display].append(Span(call.start, call.end, why))
                for declared in _MODULE.finditer(unit.syntax.source, call.start, call.end):
                    modules[f"{unit.module}::{declared[1].decode()}"].append(why)
    for unit in project.files.values():
        for why in _of_modules(unit.module, modules):
            found[unit.display].append(Span(0, len(unit.syntax.source), why))
    for unit in _left_over(project):
        found[unit.display].append(Span(0, len(unit.syntax.source), UNDECLARED))
    return found


def _left_over(project: Project) -> list[FileUnit]:
    """Files below a crate's root that are in no crate: no item declares their module, no macro, no path."""
    declared = {name for unit in project.files.values() for name in unit.facts.declared_modules}
    unsure = [unit for unit in project.files.values() if _is_left_over(project, unit, declared)]
    missing = {name for unit in unsure for name in unit.module.split("::")[1:]} - declared
    declared |= {name for name in missing if _is_named(project, name)}
    return [unit for unit in unsure if _is_left_over(project, unit, declared)]


def _is_named(project: Project, name: str) -> bool:
    """Whether some text declares a module of that name, maybe within a macro, or gives its path."""
    words = [text.encode() for text in (f"mod {name}", f"mod r#{name}", f'{name}.rs"', f'{name}/mod.rs"')]
    return any(word in unit.syntax.source for unit in project.files.values() for word in words)


def _is_left_over(project: Project, unit: FileUnit, declared: Container[str]) -> bool:
    """Whether one of a file's modules is not declared, though the file that would do it is at hand."""
    if unit.file.crate is None or unit.file.role not in (Role.LIBRARY, Role.BINARY):
        return False
    parts = unit.module.split("::")
    missing = next((at for at in range(1, len(parts)) if parts[at] not in declared), None)
    return missing is not None and "::".join(parts[:missing]) in project.modules


def _gates(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The conditions that macros put before items, by the macro's name."""
    return {
        gate[1].decode(): (gate[2].decode("utf-8", "replace"),)
        for unit in project.files.values()
        if unit.facts.macros
        for gate in _GATE.finditer(unit.syntax.source)
    }


def _of_modules(module: str, modules: Mapping[str, Sequence[str | None]]) -> Iterator[str]:
    """Why a file's module, or one around it, is left out; of several declarations all have to be."""
    while module:
        declared = modules.get(module, ())
        if declared and declared[0] is not None and None not in declared:
            yield declared[0]
        module = module.rpartition("::")[0]


def _why(unit: FileUnit, attributes: Iterable[str]) -> str | None:
    """Why what carries some attributes is left out."""
    crate = unit.file.crate
    conditions = [found[1] for text in attributes if (found := _CFG.match(text)) is not None]
    return next((why for text in conditions if crate and (why := _reason(text, crate)) is not None), None)


def _reason(condition: str, crate: Crate) -> str | None:
    """Why a condition does not hold; None if it does, or if nobody knows."""
    reasons = []

    def known(word: str, value: str | None) -> bool | None:
        if word == "feature" and value in crate.features_off:
            tests = _FOR_TESTS.search(value or "") is not None
            reasons.append(
                f"{SPECIAL} the feature `{value}`"
                if tests
                else f"only with the feature `{value}`, which is off by default"
            )
            return False
        if word == "feature" and value in crate.features_on:
            reasons.append(f"only without the feature `{value}`, which is on by default")
            return True
        if value is None and _NOT_RELEASED.search(word):
            reasons.append(f"{SPECIAL} `cfg({word})`")
            return False
        return None

    return reasons[0] if evaluate(condition, known) is False and reasons else None
