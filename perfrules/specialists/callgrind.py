"""What a run cost by callgrind: instructions of the whole, of each function and of each line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from perfrules.specialists.callgrind_file import Function, Line, Lines, read_lines


@dataclass(frozen=True, slots=True)
class Cost:
    """Instructions, or whatever event was asked for."""

    own: int
    """Of the function's machine code, or the line, itself."""
    inclusive: int
    """With all that was called from there. Functions that call each other in a circle share one figure."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A run."""

    total: int
    functions: Mapping[Function, Cost]
    lines: Mapping[Line, Cost]

    def of(self, wanted: Callable[[Function], bool]) -> Cost:
        """Of functions taken together, such as the instances of a generic one."""
        return self._sum([cost for function, cost in self.functions.items() if wanted(function)])

    def within(self, is_file: Callable[[str], bool], start: int, end: int) -> Cost:
        """Of lines, both ends included, wherever they were inlined to.

        What was inlined *into* them from other files, such as the standard library, is not counted:
        the figures are lower bounds.
        """
        return self._sum(
            [cost for line, cost in self.lines.items() if start <= line.number <= end and is_file(line.file)]
        )

    def share(self, cost: int) -> float:
        """Of the whole run, from 0 to 1."""
        return cost / self.total if self.total else 0.0

    def _sum(self, costs: list[Cost]) -> Cost:
        own = sum(cost.own for cost in costs)
        return Cost(own, min(sum(cost.inclusive for cost in costs), self.total))


def read(path: Path, event: str = "Ir") -> Profile:
    """A file that ``valgrind --tool=callgrind`` has written; raises
    :class:`~perfrules.specialists.specialist.Unreadable`."""
    return profile(read_lines(path, event))


def profile(lines: Lines) -> Profile:
    """What a file's lines add up to."""
    circle = circles(lines)
    functions: dict[Function, Cost] = {}
    below = [0] * len(circle)
    own_of: defaultdict[Function, int] = defaultdict(int)
    for (function, _, _), cost in lines.own.items():
        own_of[function] += cost
        below[circle[function]] += cost
    line_own: defaultdict[Line, int] = defaultdict(int)
    for (_, line, _), cost in lines.own.items():
        line_own[line] += cost
    line_calls: defaultdict[Line, int] = defaultdict(int)
    for call, cost in lines.calls.items():
        if circle[call.caller] != circle[call.callee]:
            below[circle[call.caller]] += cost
            line_calls[call.line] += cost
    for function, number in circle.items():
        functions[function] = Cost(own_of[function], below[number])
    by_line = {
        line: Cost(line_own[line], line_own[line] + line_calls[line]) for line in {*line_own, *line_calls}
    }
    return Profile(lines.total, functions, by_line)


def calls(lines: Lines) -> nx.DiGraph[Function]:
    """Who calls whom."""
    graph: nx.DiGraph[Function] = nx.DiGraph((call.caller, call.callee) for call in lines.calls)
    graph.add_nodes_from(function for function, _, _ in lines.own)
    return graph


def circles(lines: Lines) -> dict[Function, int]:
    """A number for each function, the same for those that call each other in a circle."""
    return {
        function: number
        for number, circle in enumerate(nx.strongly_connected_components(calls(lines)))
        for function in circle
    }
