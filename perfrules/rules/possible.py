"""What a whole file tells of a condition: whether it can hold anywhere in it.

Most rules have nothing to say about most files: those about asynchronous code about files that have
none, those about tiers about projects that declare none. A condition that can be told to hold nowhere in
a file, by a look at the file's facts, spares the look at each of its calls and statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from perfrules.index.project import FileUnit, Project
from perfrules.rules.match import Match

Condition = Callable[[Match], bool]
Possible = Callable[[Project, FileUnit], bool]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A condition that comes with the question asked of the whole file."""

    holds: Condition
    possible: Possible
    """False only where the condition holds nowhere in the file."""

    def __call__(self, match: Match) -> bool:
        return self.holds(match)


def bounded(holds: Condition, possible: Possible | None) -> Condition:
    """A condition with what is known of whole files, if anything is."""
    return holds if possible is None else Bounded(holds, possible)


def possible(condition: Condition | None) -> Possible | None:
    """What a condition can be asked of a whole file; None if that says nothing."""
    return condition.possible if isinstance(condition, Bounded) else None


def bare(condition: Condition) -> Condition:
    """The condition alone, which is quicker to call."""
    return condition.holds if isinstance(condition, Bounded) else condition


def every(parts: Iterable[Possible | None]) -> Possible | None:
    """Of conditions that all have to hold."""
    known = [part for part in parts if part is not None]
    if len(known) < 2:
        return known[0] if known else None
    return lambda project, unit: all(part(project, unit) for part in known)


def some(parts: Iterable[Possible | None]) -> Possible | None:
    """Of conditions one of which has to hold."""
    listed = list(parts)
    known = [part for part in listed if part is not None]
    if not known or len(known) < len(listed):
        return None
    return known[0] if len(known) == 1 else lambda project, unit: any(part(project, unit) for part in known)
