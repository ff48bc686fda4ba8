"""One call site seen from the graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from perfrules.index.project import FileUnit, FunctionRef
from perfrules.model.location import Location


class Kind(StrEnum):
    """How it is known what a call means."""

    PATH = "path"
    """By its path: ``module::function()``, ``Type::new()``, ``self.method()``."""
    IMPORT = "import"
    """By a name that the file imports."""
    METHOD = "method"
    """A method, by the receiver's inferred type."""
    TRAIT = "trait"
    """A trait's method on a generic or ``dyn`` receiver: any implementation the project has."""
    NAME = "name"
    """The receiver's type is unknown, but only the project has a method of that name."""
    OPERATOR = "operator"
    """An operator, an index or a ``for`` loop on a value whose type the project defines."""
    VALUE = "value"
    """The function is handed on as a value, such as ``iter.map(parse)``."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A place in one function that calls, or hands on, another function."""

    caller: FunctionRef | None
    """None for code outside functions: initialisers of constants and statics."""
    callee: FunctionRef
    unit: FileUnit
    start: int
    end: int
    kind: Kind
    confidence: float
    """How sure it is that this place can call this function, 0..1."""
    loop_depth: int
    """Loops of the calling function around the place, closures of iterator adapters included."""
    spawned: bool
    """The call runs on a task or thread that is spawned here."""
    given_to: str = ""
    """For a value: the full path, or the method's name, of the call it is an argument of."""

    @property
    def caller_name(self) -> str:
        """Qualified name of the calling function."""
        return self.caller.function.qualified if self.caller is not None else "a constant"

    @property
    def line(self) -> int:
        """Line of the call, 1-based."""
        return self.unit.syntax.line(self.start)

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.unit.location(self.start, self.end)


Key = tuple[str, int]
"""A function, by its file and its index there."""


def key_of(ref: FunctionRef) -> Key:
    """What tells a function from all others of its project."""
    return ref.unit.display, ref.function.index
