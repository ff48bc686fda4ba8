"""HOT, WARM and COLD: what the author says of a function.

By the doc line ``Tier: HOT``, by an attribute (``#[hot]``, ``#[perfrules::hot]``, ``#[cold]``, or, which
compiles everywhere, ``#[cfg_attr(any(), perfrules::hot)]``), or by patterns in the configuration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from perfrules.index.callgraph import Key, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, FunctionRef, Project

TIERS = ("HOT", "WARM", "COLD")
_ATTRIBUTE = re.compile(
    r"^(?:cfg_attr\s*\(.*,\s*)?(?:(?:perfrules|clippy)::)?(hot|warm|cold)\s*\)?$", re.DOTALL
)


class Tier(NamedTuple):
    """A function's tier, and where that is said."""

    word: str
    source: str


def tier_of(project: Project, ref: FunctionRef) -> Tier | None:
    """The tier of a function; a nested function has that of the one around it, unless it says otherwise."""
    return tiers(project).get(key_of(ref))


def tier_at(project: Project, unit: FileUnit, offset: int) -> Tier | None:
    """The tier of the function around a place."""
    function = unit.function_at(offset)
    return tier_of(project, FunctionRef(unit, function)) if function is not None else None


@once_per_project
def tiers(project: Project) -> Mapping[Key, Tier]:
    """All functions that have a tier."""
    found: dict[Key, Tier] = {}
    patterns = [(pattern, tier) for tier in TIERS for pattern in project.tiers.get(tier, ())]
    patterns.sort(key=lambda pair: -len(pair[0].replace("*", "")))  # the longest says most
    for unit in project.files.values():
        for function in unit.facts.functions:
            ref = FunctionRef(unit, function)
            tier = _declared(ref) or _configured(ref, patterns)
            if tier is None and function.parent is not None:
                tier = found.get((unit.display, function.parent))
            if tier is not None:
                found[key_of(ref)] = tier
    return found


def _declared(ref: FunctionRef) -> Tier | None:
    for name, value in ref.function.tags:
        if name == "tier" and value.upper() in TIERS:
            return Tier(value.upper(), "doc comment")
    for text in ref.function.attributes:
        if (marked := _ATTRIBUTE.match(text)) is not None:
            return Tier(marked[1].upper(), f"#[{text}]")
    return None


def _configured(ref: FunctionRef, patterns: list[tuple[str, str]]) -> Tier | None:
    return next(
        (Tier(tier, f"configuration: {pattern}") for pattern, tier in patterns if matches(ref, pattern)), None
    )


def matches(ref: FunctionRef, pattern: str) -> bool:
    """Whether a pattern of the configuration means a function.

    With a ``/`` or ``.rs`` it is a glob over the file's path; with ``::`` one over the function's full
    path, of which it may leave out the first segments, or over that of a module around it; else one
    over the function's name.
    """
    if "/" in pattern or pattern.endswith(".rs"):
        path = ref.unit.display
        return (
            fnmatchcase(path, pattern)
            or fnmatchcase(path, f"*/{pattern}")
            or path.startswith(pattern.rstrip("/*") + "/")
        )
    if "::" not in pattern:
        return fnmatchcase(ref.function.name, pattern)
    parts = (*ref.unit.module.split("::"), *ref.function.qualified.split("::"))
    wanted = pattern.split("::")
    return any(
        all(map(fnmatchcase, parts[at : at + len(wanted)], wanted))
        for at in range(len(parts) - len(wanted) + 1)
    )
