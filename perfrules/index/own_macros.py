"""Calls of macros, and of the project's own that may evaluate an argument more than once."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, Project
from perfrules.syntax import Syntax


def macro_name(syntax: Syntax, call: Node) -> str:
    """Last segment of the macro that a node is a call of; empty if it is something else."""
    if call.type == "macro_invocation":
        name = call.child_by_field_name("macro")
        return syntax.text(name).rpartition("::")[2] if name is not None else ""
    function = call.child_by_field_name("function") if call.type == "call_expression" else None
    if function is None or function.type != "try_expression" or not function.named_children:
        return ""
    return syntax.text(function.named_children[0]).rpartition("::")[2]


def repeats_arguments(project: Project, syntax: Syntax, call: Node) -> bool:
    """Whether a node is a call of one of :attr:`Project.repeating_macros`."""
    return bool(project.repeating_macros) and macro_name(syntax, call) in project.repeating_macros


def definitions(project: Project, unit: FileUnit, name: str) -> list[str]:
    """The text of the macros of a name that the file's crate defines by ``macro_rules!``."""
    if not name or name not in project.macros.get(unit.root, ()):
        return []
    known, key = _known(project), (unit.root, name)
    if key not in known:
        known[key] = _definitions(project, unit.root, name)
    return known[key]


@once_per_project
def _known(project: Project) -> dict[tuple[str, str], list[str]]:
    return {}


def _definitions(project: Project, root: str, name: str) -> list[str]:
    found = []
    head = re.compile(rb"\bmacro_rules!\s*" + name.encode() + rb"\b")
    for other in project.files.values():
        if other.root != root or name not in other.facts.macros:
            continue
        for written in head.finditer(other.syntax.source):
            node = other.syntax.root.descendant_for_byte_range(*written.span())
            while node is not None and node.type != "macro_definition":
                node = other.syntax.parent(node)
            if node is not None:
                found.append(other.syntax.text(node))
    return found
