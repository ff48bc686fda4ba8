"""Code that runs in production, told from tests, examples and build scripts."""

from __future__ import annotations

from perfrules.index.project import FileUnit
from perfrules.model.source import Role

_NOT_RUN = frozenset({Role.TEST, Role.EXAMPLE, Role.BUILD_SCRIPT})


def runs_in_production(unit: FileUnit, offset: int) -> bool:
    """Whether code is neither test, example nor build script; benchmarks count as production."""
    if unit.file.role in _NOT_RUN:
        return False
    return not unit.in_test(offset) or is_bench(unit, offset)


def is_bench(unit: FileUnit, offset: int) -> bool:
    """Whether code is a benchmark, by its file or by ``#[bench]`` on its function."""
    if unit.file.role is Role.BENCH:
        return True
    function = unit.function_at(offset)
    return function is not None and any(
        text.rpartition("::")[2].startswith("bench") for text in function.attributes
    )
