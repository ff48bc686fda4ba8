"""Which function a finding is in."""

from __future__ import annotations

from perfrules.index.project import FunctionRef, Project
from perfrules.model.location import Location


def function_of(project: Project, place: Location) -> FunctionRef | None:
    """The function that a place is in."""
    unit = project.files.get(place.path)
    if unit is None or place.region.start_line > len(unit.syntax.line_starts):
        return None
    before = unit.syntax.line_text(place.region.start_line)[: place.region.start_column - 1]
    offset = unit.syntax.line_starts[place.region.start_line - 1] + len(before.encode())
    function = unit.function_at(offset)
    return FunctionRef(unit, function) if function is not None else None
