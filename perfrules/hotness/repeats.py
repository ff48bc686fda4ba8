"""Whether what is known of a place says that it runs again and again, and not once or for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from perfrules.hotness.tables import tables
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, Project


def repeats(project: Project, unit: FileUnit, said: Iterable[tuple[str, int]]) -> bool:
    """Whether one of the ways of ``severity.repeats`` in rules/hotness.yaml holds of words and their numbers.

    A word that is said more than once counts as often as all of it together.
    """
    table = tables()
    numbers = Counter({"small": int(_functions(project)[unit.file.project] <= table.small)})
    for word, number in said:
        numbers[word] += number
    return any(all(numbers[word] >= least for word, least in way.items()) for way in table.repeats)


@once_per_project
def _functions(project: Project) -> Counter[Path | None]:
    """How many functions there are, by the folder of the project that they are part of."""
    found: Counter[Path | None] = Counter()
    for unit in project.files.values():
        found[unit.file.project] += len(unit.facts.functions)
    return found
