"""Code that runs once when a program starts."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.hotness.once import runs_once
from perfrules.hotness.services import sets_up
from perfrules.index.project import FileUnit, FunctionRef, Project

_START_UP = re.compile(
    r"^(?:main|init|initialize|setup|configure|bootstrap|usage|help"
    r"|(?:parse|read|load)_(?:args|cli|config|settings|options)|load_config\w*"
    r"|init_\w+|setup_\w+|build_(?:cli|app|parser)|cli|app|args|configure_\w+|register_\w+)$"
)
_CONFIGURATION = frozenset({"config", "configuration", "settings", "cli", "args", "opts"})
"""Modules that read configuration and arguments."""
_FROM_CONFIGURATION = re.compile(r"(?:^|_)(?:from|load|parse|read)_(?:config|settings|args|env)$")
_BUILDING, _BUILDER = re.compile(r"^(?:try_)?(?:build|install|register)$"), re.compile(r"Builder(?:<|$)")
_BINDING, _SERVER = re.compile(r"^(?:bind|listen)(?:_\w+)?$"), re.compile(r"(?:Server|Builder)(?:<|$)")


def starts_up(project: Project, unit: FileUnit, node: Node) -> bool:
    """Code that runs once when a program starts.

    In ``main`` and what only it leads to, and where a builder makes what it was set up for, outside loops;
    and what reads configuration and arguments, makes services or binds servers, with their loops, which have
    few rounds.
    """
    function = unit.function_at(node.start_byte)
    if function is not None and (
        _FROM_CONFIGURATION.search(function.name)
        or not _CONFIGURATION.isdisjoint(unit.module.split("::"))
        or (_BINDING.match(function.name) and _SERVER.search(function.self_type or ""))
        or sets_up(FunctionRef(unit, function))
    ):
        return True
    loops = unit.loop_candidates(node.start_byte)
    if function is None or any(loop.kind != "maybe-closure" for loop in loops):
        return False
    if function.self_type is None and _START_UP.match(function.name):
        return True
    if _BUILDING.match(function.name) and _BUILDER.search(function.self_type or ""):
        return True
    return runs_once(project, FunctionRef(unit, function))
