"""What is worked out of a whole project: made when first asked for, once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from perfrules.index.project import Project

_T = TypeVar("_T")


def once_per_project(make: Callable[[Project], _T]) -> Callable[[Project], _T]:
    """Decorates a function of a project; its result is kept with the project."""

    @wraps(make)
    def get(project: Project) -> _T:
        if make not in project.derived:
            project.derived[make] = make(project)
        return cast(_T, project.derived[make])

    return get
