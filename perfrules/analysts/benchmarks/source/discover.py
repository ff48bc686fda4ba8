"""The benchmarks of a project: from Cargo.toml to the functions that register them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfrules.analysts.benchmarks.source import cfg
from perfrules.analysts.benchmarks.source.attributes import marked_functions
from perfrules.analysts.benchmarks.source.criterion import Interpreter
from perfrules.analysts.benchmarks.source.name import Name
from perfrules.analysts.benchmarks.source.targets import BenchTarget, bench_targets
from perfrules.analysts.benchmarks.source.values import Handle
from perfrules.index.callgraph import CallGraph, call_graph
from perfrules.index.derived import once_per_project
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.model.location import Location
from perfrules.model.source import Role

CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of code that a benchmark runs."""

    unit: FileUnit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark as source tells it."""

    name: Name
    harness: str
    """``criterion``, ``divan``, ``iai-callgrind``, ``gungraun``, ``iai`` or ``libtest``."""
    target: BenchTarget | None
    """None for one in a library or program, which libtest runs."""
    location: Location
    code: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """All bench targets and benchmarks of a project."""

    targets: tuple[BenchTarget, ...]
    benchmarks: tuple[Benchmark, ...]

    def named(self, full: str) -> Benchmark | None:
        """The benchmark that runs under a name; of several patterns that match, the one that tells most."""
        matching = [one for one in self.benchmarks if one.name.matches(full)]
        return max(matching, key=lambda one: (one.name.known, one.name.weight), default=None)


@once_per_project
def suite(project: Project) -> Suite:
    """The benchmarks of a project's crates, by crate and target, in the order they are registered."""
    crates = {unit.file.crate for unit in project.files.values() if unit.file.crate is not None}
    targets = [
        target
        for crate in sorted(crates, key=lambda crate: (crate.name, crate.root))
        for target in bench_targets(crate)
    ]
    graph = call_graph(project)
    found: list[Benchmark] = []
    for target in targets:
        found += _of_target(graph, target)
    found += _marked(
        graph, None, (unit for unit in project.files.values() if unit.file.role is not Role.BENCH)
    )
    return Suite(tuple(targets), tuple(found))


def _of_target(graph: CallGraph, target: BenchTarget) -> Iterator[Benchmark]:
    units = _units(graph.project, target)
    interpreter = Interpreter(graph, target.features)
    for ref in _entries(graph, target, units):
        interpreter.call(ref, [Handle()] * len(ref.function.parameters) or [])
    for one in interpreter.registered:
        code = tuple(Span(code.unit, code.node.start_byte, code.node.end_byte) for code in one.code)
        yield Benchmark(one.name, CRITERION, target, one.unit.location(one.start, one.end), code)
    yield from _marked(graph, target, units)


def _units(project: Project, target: BenchTarget) -> list[FileUnit]:
    """A target's file, and then those of its modules that lie beside or below it."""
    by_path = {unit.file.path: unit for unit in project.files.values() if unit.file.crate == target.crate}
    root = by_path.get(target.path)
    if root is None:
        return []
    beside = target.path.parent
    names = [found[1].decode() for found in _MODULE.finditer(root.syntax.source)]
    places = [place for name in names for place in (beside / f"{name}.rs", beside / name / "mod.rs")]
    return [root, *(by_path[place] for place in places if place in by_path)]


def _marked(graph: CallGraph, target: BenchTarget | None, units: Iterable[FileUnit]) -> Iterator[Benchmark]:
    """Benchmarks that an attribute makes."""
    for unit in units:
        for one in marked_functions(graph, unit):
            function = one.ref.function
            span = Span(unit, function.body_start, function.end)
            place = unit.location(function.start, function.end)
            yield Benchmark(one.name, one.harness, target, place, (span,))


# -- what criterion_main! leads to -----------------------------------------------------------------

_MACRO = re.compile(
    rb"\b(criterion_group|criterion_main)\s*!\s*[({\[]([^(){}\[\]]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^(){}\[\]]*)*)[)}\]]"
)
_MODULE = re.compile(rb"^\s*(?:pub\s+)?mod\s+(\w+)\s*;", re.MULTILINE)
_CFG = re.compile(rb"#\[cfg\((.*)\)\]\s*$")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Declared:
    """A criterion_group! or criterion_main! call."""

    unit: FileUnit
    group: str
    """Its name; empty for criterion_main!."""
    paths: tuple[str, ...]


def _entries(graph: CallGraph, target: BenchTarget, units: list[FileUnit]) -> Iterator[FunctionRef]:
    """The functions that register a target's benchmarks, in the order they run."""
    if not units:
        return
    declared = [one for unit in units for one in _declared(unit, target.features)]
    mains = [one for one in declared if not one.group and one.unit is units[0]]
    for main in mains:
        for path in main.paths:
            yield from _led_to(graph, path, main.unit, units, declared)
    if not mains:
        for function in units[0].facts.functions:
            if function.name == "main" and function.parent is None and function.self_type is None:
                yield FunctionRef(units[0], function)


def _led_to(
    graph: CallGraph,
    path: str,
    unit: FileUnit,
    units: list[FileUnit],
    declared: list[_Declared],
    depth: int = 4,
) -> Iterator[FunctionRef]:
    """What a path in one of the macros means: a group, with all it holds, or a function.

    It is looked for in the module that the path names, or in the file itself.
    """
    module, _, name = path.rpartition("::")
    module = module.rpartition("::")[2]
    near = (
        [unit]
        if not module
        else [one for one in units if module in (one.file.path.stem, one.file.path.parent.name)]
    )
    for group in declared:
        if group.group == name and (group.unit in near or not near) and depth:
            for inner in group.paths:
                yield from _led_to(graph, inner, group.unit, units, declared, depth - 1)
            return
    named = [ref for ref in graph.project.functions.get(name, ()) if ref.function.parent is None]
    inside = [
        ref for ref in named if ref.unit is unit and module and f"{module}::{name}" in ref.function.qualified
    ]
    found = inside or [ref for ref in named if ref.unit in near]
    found = found or [target.ref for target in graph.resolver.by_path(unit, None, path, 0)]
    yield from found[:1]


def _declared(unit: FileUnit, features: frozenset[str]) -> Iterator[_Declared]:
    source = unit.syntax.source
    for call in _MACRO.finditer(source):
        line = source.rfind(b"\n", 0, call.start()) + 1
        condition = _CFG.search(source, 0, line)
        if b"//" in source[line : call.start()]:
            continue
        if condition is not None and not cfg.holds(condition[1].decode("utf-8", "replace"), features):
            continue
        body = _COMMENT.sub("", call[2].decode("utf-8", "replace"))
        if call[1] == b"criterion_main":
            yield _Declared(unit, "", _paths(body))
        elif "=" in body:
            parts = dict(part.split("=", 1) for part in body.split(";") if "=" in part)
            named = {key.strip(): value for key, value in parts.items()}
            yield _Declared(unit, named.get("name", "").strip(), _paths(named.get("targets", "")))
        else:
            name, *functions = _paths(body)
            yield _Declared(unit, name, tuple(functions))


def _paths(text: str) -> tuple[str, ...]:
    return tuple("".join(path.split()) for path in text.split(",") if path.strip())
