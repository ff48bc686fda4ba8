"""Code that runs when a person or a set-up asks for it, and not for every item, request or frame.

Structure shows how often a place runs for each call, not how many calls come. Names do: a
command's module, a migration, a health check run for a person who waits for much more than one allocation.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.hotness.climb import climber
from perfrules.hotness.formula import hotness
from perfrules.hotness.production import runs_in_production
from perfrules.hotness.unused import callers_are_known
from perfrules.index.callgraph import Edge, Key, Kind, call_graph, key_of
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.source import Role

_MODULES = frozenset(
    """cli cmd config configuration settings preferences options opts args arg_parser setup install
    installer onboarding wizard pairing migrate migration migrations upgrade doctor health healthcheck help
    usage docs documentation manpage xtask devtools tools scripts theme themes keymap keybindings
    bootstrap init startup admin backup restore vendor telemetry about license licenses welcome changelog
    debug debugging inspector shutdown error errors explain handshake bin_util""".split()
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
_SETS_UP = re.compile(rf"^(?:try_)?(?:{_BEGINS})(?:_\w+)?$")
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
_FOLDERS = frozenset({"scripts", "tests", "testing", "devtools"})
"""Folders of packages that only the project's own people run."""
_SET_UP_TYPES = re.compile(r"\b(?:\w*VarBuilder|ArgMatches)\b")
"""Types of parameters that models are loaded from, and programs started with."""
_MAKING = re.compile(r"^(?:try_)?(?:new|create|build|make|default|with_\w*config|from_\w*config)(?:_\w+)?$")
"""Functions that make something which mostly lives long."""
_FAIRLY_HOT = 0.5
"""Less than two loops give, here and on the way: such a function is taken to run now and then."""


def runs_seldom(project: Project, unit: FileUnit, node: Node) -> bool:
    """Whether names say that the code at a node runs now and then, and nothing says that it runs often."""
    if named_as_seldom(unit, node):
        return True
    function = unit.function_at(node.start_byte)
    if function is None:
        return False
    ref, in_loop = FunctionRef(unit, function), _in_loop(unit, node)
    if _only_failures_call(project, ref) or (not in_loop and ref in _led_to(project)):
        return True
    in_front = unit.file.role is Role.BINARY and _reads_command_line(unit)
    making = not in_loop and _MAKING.match(function.name) is not None
    return (in_front or making) and hotness(project, unit, node).value < _FAIRLY_HOT


def named_as_seldom(unit: FileUnit, node: Node) -> bool:
    """What of it the names around a node say alone."""
    if _is_aside(unit):
        return True
    function = unit.function_at(node.start_byte)
    if function is None:
        return False
    if _WHOLE.match(function.name) or (_SELDOM.match(function.name) and not _in_loop(unit, node)):
        return True
    return any(text.startswith("deprecated") for text in function.attributes) or any(
        _SET_UP_TYPES.search(parameter.type) for parameter in function.parameters
    )


def _in_loop(unit: FileUnit, node: Node) -> bool:
    return any(loop.kind != "maybe-closure" for loop in unit.loop_candidates(node.start_byte))


def _only_failures_call(project: Project, ref: FunctionRef) -> bool:
    """Whether all calls of a function stand where nobody waits for them, such as on the way to an error."""
    if not callers_are_known(project, ref):
        return False
    callers = call_graph(project).callers(ref, among=runs_in_production)
    return bool(callers) and all(edge in climber(project).cold for edge in callers)


class _LedToBySetUp:
    """Functions that only others which begin or end something lead to, by calls outside loops."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = call_graph(project)
        self._known: dict[Key, bool] = {}

    def __contains__(self, ref: FunctionRef) -> bool:
        key = key_of(ref)
        if key not in self._known:
            self._known[key] = False  # until the answer is there: what calls itself runs more often
            self._known[key] = callers_are_known(self._project, ref) and self._asked(ref)
        return self._known[key]

    def _asked(self, ref: FunctionRef) -> bool:
        callers = self._graph.callers(ref, among=runs_in_production)
        return bool(callers) and all(map(self._sets_up, callers))

    def _sets_up(self, edge: Edge) -> bool:
        if edge.caller is None or edge.loop_depth or edge.spawned or edge.kind is Kind.VALUE:
            return False
        return _SETS_UP.match(edge.caller.function.name) is not None or edge.caller in self


@once_per_project
def _led_to(project: Project) -> _LedToBySetUp:
    return _LedToBySetUp(project)


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
    return not _MODULES.isdisjoint(parts) or (_reads_command_line(unit) and not _COMMANDS.isdisjoint(parts))


def _writes_code(unit: FileUnit) -> bool:
    """Whether the package makes Rust code, as macros and build scripts do."""
    crate = unit.file.crate
    return crate is not None and {"proc-macro2", "quote"} <= crate.dependencies - crate.dev_dependencies


def _reads_command_line(unit: FileUnit) -> bool:
    crate = unit.file.crate
    return crate is not None and not _ARGUMENT_PARSERS.isdisjoint(crate.dependencies - crate.dev_dependencies)
