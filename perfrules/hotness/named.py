"""Names that say that code runs when a person or a set-up asks for it, and not for every item or request."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.hotness.seldom_names import seldom_names
from perfrules.index.facts import Function
from perfrules.index.project import FileUnit


def named_as_seldom(unit: FileUnit, node: Node) -> bool:
    """What of it the names around a node say alone."""
    function = unit.function_at(node.start_byte)
    if _is_aside(unit, function):
        return True
    if function is None:
        return False
    names = seldom_names()
    if names.whole.match(function.name) or (
        names.outside_loops.match(function.name) and not in_loop(unit, node)
    ):
        return True
    return any(text.startswith("deprecated") for text in function.attributes) or any(
        names.set_up_types.search(parameter.type) for parameter in function.parameters
    )


def function_named_as_seldom(unit: FileUnit, function: Function) -> bool:
    """Whether the name of a function, its module or its package says so of all of it."""
    names = seldom_names()
    return _is_aside(unit, function) or any(
        pattern.match(function.name) is not None for pattern in (names.whole, names.outside_loops)
    )


def named_as_set_up(function: Function) -> bool:
    """Whether a function's name says that it begins or ends something, or finds out about the machine."""
    return seldom_names().set_up.match(function.name) is not None


def named_as_making(function: Function) -> bool:
    """Whether a function's name says that it makes something, which mostly lives long."""
    return seldom_names().making.match(function.name) is not None


def in_loop(unit: FileUnit, node: Node) -> bool:
    """Whether a node stands in a loop of its function."""
    return any(loop.kind != "maybe-closure" for loop in unit.loop_candidates(node.start_byte))


def reads_command_line(unit: FileUnit) -> bool:
    """Whether the package depends on a parser of command lines."""
    crate = unit.file.crate
    return crate is not None and not seldom_names().argument_parsers.isdisjoint(
        crate.dependencies - crate.dev_dependencies
    )


def _is_aside(unit: FileUnit, function: Function | None) -> bool:
    """Whether the package, or a module around a function, is one that people ask for now and then."""
    names = seldom_names()
    # Of the first part only the program's name counts: the package's says nothing, nor does the folder's.
    first, *inside = unit.module.split("::")
    parts = {first.partition("@")[2], *inside}
    if function is not None:
        parts.update(function.qualified.split("::")[:-1])
    crate = unit.file.crate
    if crate is not None:
        first, *later = re.split(r"[-_]", crate.name)
        if not names.later_words.isdisjoint(later) or not names.folders.isdisjoint(crate.folders):
            return True
        parts.update(later)
        parts.update(names.first_words.intersection([first, *later][:-1]))
        parts.update(names.any_words.intersection([first, *later]))
        if names.code_writers <= crate.dependencies - crate.dev_dependencies:
            return True
    if any(not names.words.isdisjoint(part.split("_")) for part in parts):
        return True
    return not names.modules.isdisjoint(parts) or (
        reads_command_line(unit) and not names.commands.isdisjoint(parts)
    )
