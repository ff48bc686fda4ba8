"""How much a piece of code allocates each time it runs, the project's own functions looked through."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tree_sitter import Node

from perfrules.hotness.places import in_place
from perfrules.index.callgraph import Key, key_of
from perfrules.index.cost import clone_cost
from perfrules.index.derived import once_per_project
from perfrules.index.effects import call_node, effects_of
from perfrules.index.facts import Call, Loop
from perfrules.index.infer import Inference, inference_at
from perfrules.index.loops import loops_around
from perfrules.index.project import FileUnit, FunctionRef, Project

DEEPEST = 2
"""So many of the project's functions are looked through."""


class Allocation(NamedTuple):
    """A call that takes heap memory, and the project's functions that lead to it."""

    unit: FileUnit
    call: Call
    through: tuple[str, ...]

    def __str__(self) -> str:
        name = self.call.path or self.call.name
        own = " → ".join((*self.through, f"{name}!" if self.call.kind == "macro" else name))
        line = self.unit.syntax.line(self.call.name_start)
        return f"{own} ({self.unit.display}:{line})" if self.through else f"{own} (line {line})"


class _Site(NamedTuple):
    branches: tuple[tuple[int, int], ...]
    """The branching expressions around, outermost first, each with the branch taken."""
    found: tuple[Allocation, ...]


def per_iteration(project: Project, unit: FileUnit, loop: Loop) -> tuple[Allocation, ...]:
    """The allocations of one round of a loop, on the way through it that has most; inner loops left out."""
    return _counter(project).between(unit, loop.body_start, loop.end, loop)


class _Counter:
    """Remembers what functions allocate."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[tuple[Key, int], tuple[Allocation, ...]] = {}

    def between(
        self, unit: FileUnit, start: int, end: int, loop: Loop | None, depth: int = DEEPEST
    ) -> tuple[Allocation, ...]:
        """The allocations of a span of one function; of a loop, those that its innermost round makes."""
        function = unit.function_at(start)
        inference = inference_at(self.project, unit, start)
        if function is None or inference is None:
            return ()
        sites = []
        calls = unit.facts.calls
        at = bisect_left(calls, start, key=lambda call: call.name_start)
        while at < len(calls) and calls[at].name_start < end:
            call = calls[at]
            at += 1
            if call.function != function.index or call.start < start:
                continue
            found = self._of_call(unit, inference, call, depth)
            if found and (loop is None or self._nearest(unit, call) == loop.start):
                node = call_node(unit, call)
                if node is not None and not in_place(self.project, unit, node, "cold-path"):
                    sites.append(_Site(_branches(unit, node, start), found))
        return _most(sites, 0)

    def _nearest(self, unit: FileUnit, call: Call) -> int:
        return next((loop.start for loop in loops_around(self.project, unit, call.name_start)), -1)

    def _of_call(
        self, unit: FileUnit, inference: Inference, call: Call, depth: int
    ) -> tuple[Allocation, ...]:
        effects = effects_of(self.project, unit, call, inference)
        if "allocates" in effects:
            return (Allocation(unit, call, ()),)
        if call.kind == "macro":
            return ()
        node = call_node(unit, call)
        if node is None:
            return ()
        if "clones" in effects:
            heap = clone_cost(self.project, unit, inference.type_of(node)) == "heap"
            return (Allocation(unit, call, ()),) if heap else ()
        callee = inference.callee(node) if depth > 0 else None
        if not isinstance(callee, FunctionRef):
            return ()
        name = callee.function.name
        return tuple(one._replace(through=(name, *one.through)) for one in self._of_function(callee, depth))

    def _of_function(self, ref: FunctionRef, depth: int) -> tuple[Allocation, ...]:
        key = key_of(ref), depth
        known = self._known.get(key)
        if known is None:
            self._known[key] = ()  # what calls itself allocates no more by that
            known = self._known[key] = self._body(ref, depth)
        return known

    def _body(self, ref: FunctionRef, depth: int) -> tuple[Allocation, ...]:
        unit, function = ref
        if function.body_start < 0 or function.is_async:
            return ()
        body = unit.syntax.root.descendant_for_byte_range(function.body_start, function.end)
        if body is None or in_place(self.project, unit, body, "cold-path"):
            return ()
        return self.between(unit, function.body_start, function.end, None, depth - 1)


def _branches(unit: FileUnit, node: Node, start: int) -> tuple[tuple[int, int], ...]:
    """The `if` and `match` expressions around a node, up to a place, each with the branch that it is in."""
    found = []
    child = node
    for around in unit.syntax.ancestors(node):
        if around.start_byte < start:
            break
        if around.type == "if_expression":
            if child.type in ("block", "else_clause"):
                found.append((around.start_byte, child.start_byte))
        elif around.type == "match_arm":
            body = unit.syntax.parent(around)
            found.append((body.start_byte if body is not None else 0, around.start_byte))
        child = around
    return tuple(reversed(found))


def _most(sites: Sequence[_Site], depth: int) -> tuple[Allocation, ...]:
    """The allocations on the way that has most of them: of branches, only one is taken."""
    found: list[Allocation] = []
    choices: dict[int, dict[int, list[_Site]]] = defaultdict(lambda: defaultdict(list))
    for site in sites:
        if len(site.branches) == depth:
            found += site.found
        else:
            owner, branch = site.branches[depth]
            choices[owner][branch].append(site)
    for branches in choices.values():
        most = max((_most(inside, depth + 1) for inside in branches.values()), key=len)
        found += most
    return tuple(sorted(found, key=lambda one: one.call.start if not one.through else 1 << 60))


@once_per_project
def _counter(project: Project) -> _Counter:
    return _Counter(project)
