"""What a part of the source cost, also where the compiler has inlined it: callgrind's addresses, and what
``addr2line --inlines`` says about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import networkx as nx

from perfrules.specialists.callgrind import Cost, calls, profile
from perfrules.specialists.callgrind_file import Function, Line, Lines
from perfrules.specialists.specialist import Unreadable

_ADDRESS = re.compile(r"0x([0-9a-f]+)$")
_PLACE = re.compile(r"(.*):(\d+|\?)(?: \(discriminator \d+\))?$")
Stacks = Mapping[int, tuple[Line, ...]]
"""For an address the lines that it was made of: that of the innermost inlined function first."""


def read_stacks(text: str) -> Stacks:
    """What ``addr2line --addresses --inlines`` has printed; raises :class:`Unreadable`."""
    stacks: dict[int, list[Line]] = {}
    stack: list[Line] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if address := _ADDRESS.match(line):
            stack = stacks[int(address[1], 16)] = []
        elif stack is None or not (place := _PLACE.match(line)):
            raise Unreadable(f"addr2line's line {number} is neither an address nor a place: {line[:60]}")
        elif place[2] != "?":
            stack.append(Line(place[1], int(place[2])))
    return {address: tuple(lines) for address, lines in stacks.items()}


def cost_within(lines: Lines, stacks: Stacks, program: str, inside: Callable[[Line], bool]) -> Cost:
    """What the lines of ``program`` that are inside cost, each instruction counted once."""
    within = {address for address, stack in stacks.items() if any(map(inside, stack))}
    bodies = {
        function
        for function, _, address in lines.own
        if function.object == program and (stack := stacks.get(address)) and inside(stack[-1])
    }
    graph = calls(lines)
    roots, counted = _roots(graph, bodies)
    functions = profile(lines).functions
    inclusive = sum(functions[root].inclusive for root in roots)
    own = 0
    for (function, _, address), cost in lines.own.items():
        if function.object == program and address in within:
            own += cost
            inclusive += cost if function not in counted else 0
    for call, cost in lines.calls.items():
        if call.caller.object == program and call.address in within and call.caller not in counted:
            inclusive += cost if call.callee not in bodies else 0
    return Cost(own, min(inclusive, lines.total))


def _roots(graph: nx.DiGraph[Function], bodies: set[Function]) -> tuple[set[Function], set[Function]]:
    """Of functions those that none of the others calls, however far below, and all that they call."""
    below = {body: nx.descendants(graph, body) for body in bodies}
    roots: set[Function] = set()
    for body in sorted(bodies):
        if not any(body in below[root] for root in roots):
            roots = {root for root in roots if root not in below[body]} | {body}
    return roots, bodies.union(*(below[root] for root in roots))
