"""Names that say that code runs when a person or a set-up asks for it, and not for every item or request."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.facts import Function
from perfrules.index.project import FileUnit

_MODULES = frozenset(
    """cli cmd config configuration settings preferences options opts args arg_parser setup install
    installer onboarding wizard pairing migrate migration migrations upgrade doctor health healthcheck help
    usage docs documentation manpage xtask devtools tools scripts theme themes keymap keybindings
    bootstrap init startup admin backup restore vendor telemetry about license licenses welcome changelog
    debug debugger debugging inspector shutdown error errors explain handshake bin_util""".split()
)
"""Modules, folders and words of package names for what people do now and then, or what prepares the rest."""
_TESTING = frozenset(
    "test tests testing mock mocks fuzz fixtures bench benches benchmark benchmarks corpus demo demos".split()
)
"""Words of names for what tests, measures and shows the rest."""
_WORDS = _TESTING | frozenset(
    "cli config settings setup installer migrations telemetry xtask explain error errors".split()
)
"""Words that say so in longer names, too."""
_COMMANDS = frozenset({"command", "commands", "cmds", "subcommand", "subcommands"})
"""The same in programs that read a command line; elsewhere a command may be a request."""
_ARGUMENT_PARSERS = frozenset(
    "clap clap_builder structopt argh pico-args lexopt getopts docopt bpaf gumdrop".split()
)
_BEGINS = (
    r"open|load|start|restart|stop|shutdown|connect|disconnect|login|logout|install|uninstall|migrate|upgrade"
    r"|subscribe|unsubscribe|init|initialize|setup|prepare|bootstrap|launch|detect|discover|probe|healthcheck"
    r"|fsck|from_env|from_args"
)
SETS_UP = re.compile(rf"^(?:try_)?(?:{_BEGINS})(?:_\w+)?$")
"""Functions that begin and end something, or find out about the machine."""
_SELDOM = re.compile(
    rf"^(?:try_)?(?:{_BEGINS}|close|register|unregister|spawn|print|dump|show|report|explain|describe|usage|help"
    r"|examples|debug|documentation)(?:_\w+)?$"
)
"""These, and functions that tell a person about something."""
_WHOLE = re.compile(
    r"^(?:init|initialize|stop|shutdown|bootstrap|dump|fsck\w*|(?:un)?install\w*"
    r"|migrate\w*|debug_\w+|(?:parse|read)_(?:args|cli|options)"
    r"|(?:\w+_)?(?:set|update|reload|merge)_(?:\w+_)?config(?:uration)?)$"
)
"""Those whose loops go through few things, and once."""
_FOLDERS = frozenset(
    {"scripts", "tests", "testing", "devtools", "dev-tools", "docs", "regress", "regression"}
)
"""Folders of packages that only the project's own people run."""
_SET_UP_TYPES = re.compile(r"\b(?:\w*VarBuilder|ArgMatches)\b")
"""Types of parameters that models are loaded from, and programs started with."""
MAKING = re.compile(r"^(?:try_)?(?:new|create|build|make|default|with_\w*config|from_\w*config)(?:_\w+)?$")
"""Functions that make something which mostly lives long."""


def named_as_seldom(unit: FileUnit, node: Node) -> bool:
    """What of it the names around a node say alone."""
    if _is_aside(unit):
        return True
    function = unit.function_at(node.start_byte)
    if function is None:
        return False
    if _WHOLE.match(function.name) or (_SELDOM.match(function.name) and not in_loop(unit, node)):
        return True
    return any(text.startswith("deprecated") for text in function.attributes) or any(
        _SET_UP_TYPES.search(parameter.type) for parameter in function.parameters
    )


def function_named_as_seldom(unit: FileUnit, function: Function) -> bool:
    """Whether the name of a function, its module or its package says so of all of it."""
    return _is_aside(unit) or any(pattern.match(function.name) is not None for pattern in (_WHOLE, _SELDOM))


def in_loop(unit: FileUnit, node: Node) -> bool:
    """Whether a node stands in a loop of its function."""
    return any(loop.kind != "maybe-closure" for loop in unit.loop_candidates(node.start_byte))


def reads_command_line(unit: FileUnit) -> bool:
    """Whether the package depends on a parser of command lines."""
    crate = unit.file.crate
    return crate is not None and not _ARGUMENT_PARSERS.isdisjoint(crate.dependencies - crate.dev_dependencies)


def _is_aside(unit: FileUnit) -> bool:
    """Whether the file's module or package is one that people ask for now and then."""
    # The first part names the package, or the folder where none is known, which says nothing.
    parts = set(unit.module.split("::")[1:])
    crate = unit.file.crate
    if crate is not None:
        words = re.split(r"[-_]", crate.name)
        parts.update(words[1:])
        parts.update(_TESTING.intersection(words[:-1]))  # `test-support`, but not what is called `bench`
        parts.update({"config"}.intersection(words))
        if "devtool" in crate.name or not _FOLDERS.isdisjoint(crate.folders):
            return True
    if any(not _WORDS.isdisjoint(part.split("_")) for part in parts) or _writes_code(unit):
        return True
    return not _MODULES.isdisjoint(parts) or (reads_command_line(unit) and not _COMMANDS.isdisjoint(parts))


def _writes_code(unit: FileUnit) -> bool:
    """Whether the package makes Rust code, as macros and build scripts do."""
    crate = unit.file.crate
    return crate is not None and {"proc-macro2", "quote"} <= crate.dependencies - crate.dev_dependencies
