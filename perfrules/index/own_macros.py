"""Calls of macros, and of the project's own that may evaluate an argument more than once."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.project import Project
from perfrules.syntax import Syntax


def macro_name(syntax: Syntax, call: Node) -> str:
    """Last segment of the macro that a node is a call of; empty if it is something else."""
    function = call.child_by_field_name("function") if call.type == "call_expression" else None
    if function is None or function.type != "try_expression" or not function.named_children:
        return ""
    return syntax.text(function.named_children[0]).rpartition("::")[2]


def repeats_arguments(project: Project, syntax: Syntax, call: Node) -> bool:
    """Whether a node is a call of one of :attr:`Project.repeating_macros`."""
    return bool(project.repeating_macros) and macro_name(syntax, call) in project.repeating_macros
