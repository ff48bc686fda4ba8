"""Code that a usual release build leaves out, such as that of a feature which is off by default."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from perfrules.index.cfg import evaluate
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, Project
from perfrules.model.source import Crate

_CFG = re.compile(r"cfg\s*\((.*)\)\s*$", re.DOTALL)
_FEATURE = re.compile(r'\bfeature\s*=\s*"([^"]+)"')
_NOT_RELEASED = frozenset({"debug_assertions", "miri", "loom", "fuzzing", "kani", "doc", "docsrs", "doctest"})


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
    for unit in project.files.values():
        if (why := _why(unit, unit.facts.attributes)) is not None:
            found[unit.display].append(Span(0, len(unit.syntax.source), why))
        for item in unit.facts.items:
            why = _why(unit, item.attributes)
            if item.kind == "mod_item":
                modules[f"{unit.module}::{item.name}"].append(why)
            if why is not None:
                found[unit.display].append(Span(item.start, item.end, why))
    for unit in project.files.values():
        for why in _of_modules(unit.module, modules):
            found[unit.display].append(Span(0, len(unit.syntax.source), why))
    return found


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
    def known(word: str, value: str | None) -> bool | None:
        if word == "feature":
            return True if value in crate.features_on else False if value in crate.features_off else None
        return False if word in _NOT_RELEASED else None

    if evaluate(condition, known) is not False:
        return None
    features = _FEATURE.findall(condition)
    if off := [name for name in features if name in crate.features_off]:
        return f"only with the feature `{off[0]}`, which is off by default"
    if features:
        return f"only without the feature `{features[0]}`, which is on by default"
    return f"only in builds with `cfg({condition})`"
