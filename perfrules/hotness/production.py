"""Code that runs in production, told from tests, examples and build scripts."""

from __future__ import annotations

import re

from perfrules.index.facts import Function
from perfrules.index.project import FileUnit, FunctionRef
from perfrules.model.source import Role

_NOT_RUN = frozenset({Role.TEST, Role.EXAMPLE, Role.BUILD_SCRIPT})
_BENCH = re.compile(r"(?:[\w\s:]*::\s*)?(?:library_)?bench")


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
    return function is not None and is_benchmark(FunctionRef(unit, function))


def is_benchmark(ref: FunctionRef) -> bool:
    """The same for a whole function."""
    return ref.unit.file.role is Role.BENCH or is_marked(ref.function)


def is_marked(function: Function) -> bool:
    """Whether an attribute makes a benchmark of a function.

    ``#[bench]``, ``#[divan::bench]``, ``#[library_benchmark]``.
    """
    return any(_BENCH.match(text) for text in function.attributes)
