"""Functions that run once: ``main`` and set-up alone lead to them, by calls outside loops."""

from __future__ import annotations

import re

from perfrules.hotness.led_to import LedTo
from perfrules.hotness.services import sets_up
from perfrules.index.callgraph import call_graph
from perfrules.index.derived import once_per_project
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.source import Role

_MAIN = re.compile(r"(?:\w+::)+main\b")
_EXIT = re.compile(rb"[;{}]\s*(?:std::)?process::exit\([^;{}]*\);?\s*\}\s*$")
_LAST = 200
"""So many bytes at a function's end are looked at."""


def is_main(unit: FileUnit, function: Function) -> bool:
    """Whether a function is where a program starts, by name or an attribute such as ``#[uucore::main]``."""
    if function.self_type is not None or function.parent is not None:
        return False
    return function.name == "main" or any(map(_MAIN.match, function.attributes))


def _ends_the_process(unit: FileUnit, function: Function) -> bool:
    """Whether a function's last statement is an ``exit``."""
    body = unit.syntax.source[max(function.body_start, function.end - _LAST) : function.end]
    return _EXIT.search(body) is not None


def _starts_or_ends(ref: FunctionRef) -> bool:
    """Whether a function runs once by what it is."""
    return is_main(ref.unit, ref.function) or sets_up(ref) or _ends_the_process(ref.unit, ref.function)


def _callers_known(ref: FunctionRef) -> bool:
    """Whether the project's code shows all calls."""
    is_open = ref.function.is_public and ref.unit.file.role is Role.LIBRARY
    return ref.function.trait is None and not is_open


@once_per_project
def _led_to(project: Project) -> LedTo:
    return LedTo(call_graph(project), _starts_or_ends, _callers_known)


def runs_once(project: Project, ref: FunctionRef) -> bool:
    """Whether a function runs at most once in a program's life."""
    return _starts_or_ends(ref) or ref in _led_to(project)
