"""Code that runs when a person or a set-up asks for it, and not for every item, request or frame.

Structure shows how often a place runs for each call, not how many calls come. Names do: a
command's module, a migration, a health check run for a person who waits for much more than one allocation.
"""

from __future__ import annotations

from tree_sitter import Node

from perfrules.hotness.climb import climber
from perfrules.hotness.formula import hotness
from perfrules.hotness.led_to import LedTo
from perfrules.hotness.named import (
    in_loop,
    named_as_making,
    named_as_seldom,
    named_as_set_up,
    reads_command_line,
)
from perfrules.hotness.production import runs_in_production
from perfrules.hotness.unused import callers_are_known
from perfrules.index.callgraph import call_graph
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.source import Role

_FAIRLY_HOT = 0.5
"""Less than two loops give, here and on the way: such a function is taken to run now and then."""


def runs_seldom(project: Project, unit: FileUnit, node: Node) -> bool:
    """Whether names say that the code at a node runs now and then, and nothing says that it runs often."""
    if named_as_seldom(unit, node):
        return True
    function = unit.function_at(node.start_byte)
    if function is None:
        return False
    ref, looped = FunctionRef(unit, function), in_loop(unit, node)
    if _only_failures_call(project, ref) or (not looped and ref in _led_to(project)):
        return True
    in_front = unit.file.role is Role.BINARY and reads_command_line(unit)
    making = not looped and named_as_making(function)
    return (in_front or making) and hotness(project, unit, node).value < _FAIRLY_HOT


def _only_failures_call(project: Project, ref: FunctionRef) -> bool:
    """Whether all calls of a function stand where nobody waits for them, such as on the way to an error."""
    if not callers_are_known(project, ref):
        return False
    callers = call_graph(project).callers(ref, among=runs_in_production)
    return bool(callers) and all(edge in climber(project).cold for edge in callers)


@once_per_project
def _led_to(project: Project) -> LedTo:
    """What only functions that begin or end something lead to."""
    return LedTo(
        call_graph(project),
        lambda ref: named_as_set_up(ref.function),
        lambda ref: callers_are_known(project, ref),
    )
