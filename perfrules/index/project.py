"""The facts of all files together: who is called what, and where it is defined."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tree_sitter import Node

from perfrules.index.extract import extract, repeats
from perfrules.index.facts import Constant, FileFacts, Function, Impl, Loop, TypeItem
from perfrules.index.knowledge import Knowledge
from perfrules.index.types import parse_type
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic
from perfrules.model.source import Role, SourceFile
from perfrules.syntax import Syntax, parse
from perfrules.yamlfile import bundled, cache_folder, read_all

if TYPE_CHECKING:
    from perfrules.index.infer import Inference

Progress = Callable[[str, int, int], None]


class FileUnit:
    """One file: its tree, its facts, and questions about places in it."""

    def __init__(self, file: SourceFile, syntax: Syntax, facts: FileFacts) -> None:
        self.file = file
        self.syntax = syntax
        self.facts = facts
        self.inferences: dict[int, Inference] = {}
        """Filled on demand by :func:`perfrules.index.infer.inference_at`."""

    @property
    def display(self) -> str:
        """The path in reports."""
        return self.file.display

    @cached_property
    def _function_starts(self) -> list[int]:
        return [function.start for function in self.facts.functions]

    def function_at(self, offset: int) -> Function | None:
        """The innermost function that holds a byte offset."""
        at = bisect_right(self._function_starts, offset) - 1
        function = self.facts.functions[at] if at >= 0 else None
        while function is not None and function.end <= offset:
            function = None if function.parent is None else self.facts.functions[function.parent]
        return function

    @cached_property
    def _loops_by_function(self) -> Mapping[int | None, list[Loop]]:
        grouped: dict[int | None, list[Loop]] = defaultdict(list)
        for loop in self.facts.loops:
            grouped[loop.function].append(loop)
        return grouped

    def loop_candidates(self, offset: int) -> list[Loop]:
        """Loops of the same function whose repeated part holds the offset, innermost first.

        Closures of kind ``maybe-closure`` are among them; whether they loop depends on a type.
        """
        function = self.function_at(offset)
        loops = self._loops_by_function.get(function.index if function else None, ())
        return [loop for loop in reversed(loops) if repeats(loop, offset)]

    def region(self, start: int, end: int) -> Region:
        """Lines and columns of a span of bytes."""
        return Region(*self.syntax.position(start), *self.syntax.position(end))

    def location(self, start: int, end: int) -> Location:
        """A span of bytes as a location."""
        function = self.function_at(start)
        return Location(self.display, self.region(start, end), function.qualified if function else None)

    def in_test(self, offset: int) -> bool:
        """Whether a place belongs to test code, by its file or by an attribute around it."""
        return self.file.role is Role.TEST or any(start <= offset < end for start, end in self.facts.test_spans)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Full path by the name that the file knows it by; globs left out."""
        return {imported.name: imported.path for imported in self.facts.imports if imported.name != "*"}


class FunctionRef(NamedTuple):
    """A function and the file it stands in."""

    unit: FileUnit
    function: Function


class TypeRef(NamedTuple):
    """A type definition and the file it stands in."""

    unit: FileUnit
    item: TypeItem


@dataclass(slots=True)
class Project:
    """All scanned files with look-ups by name. A name is looked for in the file, then the crate, then
    the other crates, and found only if it is the only one of its kind there."""

    files: dict[str, FileUnit]
    knowledge: Knowledge
    diagnostics: list[Diagnostic] = field(default_factory=list)
    types: dict[str, list[TypeRef]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    """Free functions by name."""
    methods: dict[tuple[str, str], list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    """Methods and associated functions by the base name of their type, and their own."""
    methods_by_name: dict[str, list[FunctionRef]] = field(default_factory=lambda: defaultdict(list))
    impls: dict[str, list[tuple[FileUnit, Impl]]] = field(default_factory=lambda: defaultdict(list))
    """Impls by the base name of their type."""
    constants: dict[str, list[tuple[FileUnit, Constant]]] = field(default_factory=lambda: defaultdict(list))
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derived: dict[Any, Any] = field(default_factory=dict)
    """What was worked out of the whole project, see :mod:`perfrules.index.derived`."""

    def merge(self, unit: FileUnit) -> None:
        """Add one file's facts."""
        facts = unit.facts
        self.files[unit.display] = unit
        for item in facts.types:
            self.types[item.name].append(TypeRef(unit, item))
        for function in facts.functions:
            ref = FunctionRef(unit, function)
            if function.self_type is None:
                self.functions[function.name].append(ref)
            else:
                self.methods[base_name(function.self_type), function.name].append(ref)
                self.methods_by_name[function.name].append(ref)
        for impl in facts.impls:
            self.impls[base_name(impl.self_type)].append((unit, impl))
        for constant in facts.constants:
            self.constants[constant.name].append((unit, constant))

    def type_item(self, name: str, unit: FileUnit) -> TypeRef | None:
        """The definition of a type that ``unit`` calls ``name``; None for a library's type."""
        imported = unit.imports.get(name)
        if imported is not None:
            first = imported.split("::", 1)[0]
            if first in ("std", "core", "alloc"):
                return None
            name = imported.rpartition("::")[2]
        return _nearest(self.types.get(name, ()), unit)

    def is_trait(self, name: str, unit: FileUnit) -> bool:
        """Whether ``name`` is a trait of the project."""
        ref = self.type_item(name, unit)
        return ref is not None and ref.item.kind == "trait"

    def free_function(self, name: str, unit: FileUnit) -> FunctionRef | None:
        """The free function that ``unit`` calls ``name``."""
        return _nearest(self.functions.get(name, ()), unit)

    def method(self, type_name: str, name: str, unit: FileUnit) -> FunctionRef | None:
        """The method ``name`` of the type ``type_name`` (a base name)."""
        return _nearest(self.methods.get((type_name, name), ()), unit)

    def constant(self, name: str, unit: FileUnit) -> Constant | None:
        """The const or static that ``unit`` calls ``name``."""
        found = _nearest([_Constant(u, c) for u, c in self.constants.get(name, ())], unit)
        return found.item if found is not None else None

    def has_impl(self, type_name: str, trait: str) -> bool:
        """Whether some impl of ``trait`` for the type is written out (derives do not count)."""
        return any(impl.trait is not None and base_name(impl.trait) == trait for _, impl in self.impls.get(type_name, ()))


class _Constant(NamedTuple):
    unit: FileUnit
    item: Constant


_R = TypeVar("_R", FunctionRef, TypeRef, _Constant)


def _nearest(refs: Sequence[_R], unit: FileUnit) -> _R | None:
    """The only candidate in the file, or else in the crate, or else anywhere."""
    if len(refs) == 1:
        ref = refs[0]
        same_crate = ref.unit.file.crate == unit.file.crate
        return ref if same_crate or not isinstance(ref, _Constant) else None
    for near in (
        [ref for ref in refs if ref.unit is unit],
        [ref for ref in refs if ref.unit.file.crate == unit.file.crate],
    ):
        if len(near) == 1:
            return near[0]
        if near:
            return None
    return None


def base_name(text: str) -> str:
    """The name that a type's text is about: ``Foo`` of ``&'a mut path::Foo<T>``; ``[]`` of a slice."""
    return parse_type(text).peeled().name


def read_knowledge(cache: Path | None = None) -> Knowledge:
    """The knowledge files that ship with perfrules."""
    paths = sorted(bundled("knowledge").glob("*.yaml"))
    return Knowledge(read_all(paths, cache_folder() if cache is None else cache))


def build(
    files: Iterable[SourceFile],
    tiers: Mapping[str, tuple[str, ...]] | None = None,
    progress: Progress | None = None,
    knowledge: Knowledge | None = None,
) -> Project:
    """Parse and index files. What cannot be read or parsed becomes a diagnostic, and the rest goes on."""
    listed = list(files)
    project = Project({}, knowledge or read_knowledge(), tiers=dict(tiers or {}))
    for done, file in enumerate(listed):
        if progress is not None:
            progress("index", done, len(listed))
        unit = _index(file, project.diagnostics)
        if unit is not None:
            project.merge(unit)
    if progress is not None:
        progress("index", len(listed), len(listed))
    return project


def _index(file: SourceFile, diagnostics: list[Diagnostic]) -> FileUnit | None:
    try:
        source = file.path.read_bytes()
    except OSError as error:
        diagnostics.append(Diagnostic("error", "unreadable", f"cannot read the file: {error.strerror}", file.display))
        return None
    if source.startswith(b"\xef\xbb\xbf"):
        source = b"   " + source[3:]
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        diagnostics.append(
            Diagnostic("error", "not-utf8", "not UTF-8 text; Rust source has to be, so it was left out", file.display, line)
        )
        return None
    try:
        return index_source(source, file, diagnostics)
    except RecursionError:
        diagnostics.append(Diagnostic("error", "too-deep", "nested too deeply to be analysed", file.display))
    except Exception as error:  # one file must not lose the rest
        diagnostics.append(
            Diagnostic("error", "internal", f"indexing failed: {type(error).__name__}: {error}", file.display, internal=True)
        )
    return None


def index_source(source: bytes, file: SourceFile, diagnostics: list[Diagnostic]) -> FileUnit:
    """Parse and index one file's bytes."""
    syntax = parse(source)
    errors = syntax.errors()
    if errors:
        line, column = syntax.position(errors[0].start_byte)
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        diagnostics.append(
            Diagnostic(
                "warning", "syntax-error", f"not understood as Rust here{more}; the rest of the file was scanned", file.display, line, column
            )
        )
    return FileUnit(file, syntax, extract(syntax, file.display))


def span(node: Node) -> tuple[int, int]:
    """Byte offsets of a node."""
    return node.start_byte, node.end_byte

