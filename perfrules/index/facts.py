"""Facts of one file: plain, serialisable, independent of every other file.

Positions are byte offsets into the file as it is on disk, end exclusive, unless a name says line.
Types are kept as source text and parsed where needed (:mod:`perfrules.index.types`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Parameter(NamedTuple):
    """A function's parameter. ``name`` is empty for a destructuring pattern; ``self`` for a receiver."""

    name: str
    type: str
    start: int


class Item(NamedTuple):
    """Anything that attributes and suppressions may stand on: an item, a method, a field, a statement."""

    kind: str
    """The syntax node's kind, such as ``function_item``."""
    name: str
    start: int
    """Where the item itself starts, after its attributes and doc comments."""
    end: int
    first_line: int
    """1-based; the line of its first attribute or doc comment."""
    last_line: int
    attributes: tuple[str, ...]
    """Each without ``#[`` and ``]``, such as ``allow(clippy::needless_collect)``."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method with its signature."""

    index: int
    """Position in :attr:`FileFacts.functions`."""
    name: str
    qualified: str
    """Module path within the file, type and name: ``lexer::Lexer::next``."""
    self_type: str | None
    """Text of the impl's type (or the trait's name, for a default method); None for a free function."""
    trait: str | None
    """The trait that the impl implements, or that declares the method."""
    generics: str
    """Text of the type parameters and where clause; empty if none."""
    parameters: tuple[Parameter, ...]
    return_type: str
    """Empty for ``()``."""
    is_async: bool
    is_const: bool
    is_unsafe: bool
    is_public: bool
    """Declared ``pub`` without restriction, or a method of a trait or trait impl."""
    attributes: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    """``Name: value`` lines of its doc comment, names in lower case: ``("tier", "HOT")``."""
    start: int
    end: int
    body_start: int
    """-1 for a declaration without a body."""
    name_start: int
    line: int
    in_test: bool
    """Under ``#[cfg(test)]`` or ``#[test]``-like attributes, or nested in such an item."""
    parent: int | None
    """Index of the enclosing function, for nested ones."""


class Loop(NamedTuple):
    """A loop, or a closure that an iterator adapter calls once an element."""

    kind: str
    """``for``, ``while``, ``loop`` or ``closure``."""
    start: int
    end: int
    body_start: int
    iterated: tuple[int, int] | None
    """Span of the iterated expression (for, closure) or of the condition (while)."""
    adapter: str
    """For a closure: the adapter's name, such as ``map``."""
    line: int
    depth: int
    """1 for an outermost loop of its function."""
    function: int | None


class Call(NamedTuple):
    """A call: of a method, of a path, or of a macro."""

    kind: str
    """``method``, ``path`` or ``macro``."""
    name: str
    """Last segment: ``push``, ``new``, ``format``."""
    path: str
    """Whole path for ``path`` and ``macro`` calls without turbofish, such as ``Vec::new``; else empty."""
    start: int
    end: int
    name_start: int
    function: int | None
    loop_depth: int


class Value(NamedTuple):
    """A path that may name a function without calling it, handed on as an argument, a field, an element."""

    path: str
    start: int
    end: int
    given_to: tuple[int, int] | None
    """Span of the call that it is an argument of."""


class Operation(NamedTuple):
    """A place where an operator stands, with the method that it calls on its operand's type."""

    trait: str
    method: str
    start: int
    end: int
    operand: tuple[int, int]
    """Its span."""


class Field(NamedTuple):
    """A field of a struct or variant; tuple fields are named ``0``, ``1`` …"""

    name: str
    type: str
    start: int
    attributes: tuple[str, ...] = ()
    is_public: bool = False


class Variant(NamedTuple):
    """A variant of an enum."""

    name: str
    fields: tuple[Field, ...]
    start: int


class TypeItem(NamedTuple):
    """A struct, union, enum, trait or type alias."""

    kind: str
    """``struct``, ``union``, ``enum``, ``trait`` or ``alias``."""
    name: str
    qualified: str
    """Module path within the file, and name."""
    parameters: tuple[str, ...]
    """Names of its generic type and const parameters."""
    fields: tuple[Field, ...]
    variants: tuple[Variant, ...]
    aliased: str
    """For an alias: the type's text."""
    derives: frozenset[str]
    attributes: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    is_public: bool
    start: int
    end: int
    in_test: bool
    supertraits: str = ""
    """For a trait: the text of its bounds, ``A + B``."""
    has_lifetime: bool = False
    """It takes a lifetime: its values may hold references, also where its name is written alone."""


class Impl(NamedTuple):
    """An impl block."""

    self_type: str
    trait: str | None
    generics: str
    start: int
    end: int
    associated: tuple[tuple[str, str], ...]
    """Associated types: ``("Item", "u32")``."""


class Import(NamedTuple):
    """One name that a ``use`` brings in; ``name`` is ``*`` for a glob."""

    name: str
    path: str
    """As seen from the file's own module: in a module written out in it, ``super::`` is ``self::``."""
    module: str = ""
    """Path of the module within the file that the ``use`` stands in; empty for the file's own."""


class Constant(NamedTuple):
    """A const or static."""

    kind: str
    name: str
    type: str
    value: str
    start: int
    end: int


class Comment(NamedTuple):
    """A comment that speaks to perfrules."""

    line: int
    text: str
    """From ``perfrules:`` to the end of the comment, without it."""
    inner: bool
    """Written ``//!``: it is about the whole file."""
    alone: bool
    """Nothing but space stands before it on its line."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All facts of one file."""

    path: str
    lines: int
    functions: tuple[Function, ...] = ()
    loops: tuple[Loop, ...] = ()
    """Sorted by start, outer before inner."""
    calls: tuple[Call, ...] = ()
    """Sorted by start."""
    values: tuple[Value, ...] = ()
    """Sorted by start."""
    operations: tuple[Operation, ...] = ()
    """Sorted by start."""
    types: tuple[TypeItem, ...] = ()
    impls: tuple[Impl, ...] = ()
    imports: tuple[Import, ...] = ()
    exports: tuple[Import, ...] = ()
    """Those that are declared ``pub use``."""
    constants: tuple[Constant, ...] = ()
    items: tuple[Item, ...] = ()
    """Only those that carry attributes; functions have their own list."""
    comments: tuple[Comment, ...] = ()
    attributes: tuple[str, ...] = ()
    """Inner attributes of the file: ``allow(clippy::all)``."""
    test_spans: tuple[tuple[int, int], ...] = field(default=())
    """Spans of code under ``#[cfg(test)]`` and test attributes, sorted; none inside another."""
    modules: tuple[str, ...] = ()
    """Paths of the modules written out in the file, within the file: ``a``, ``a::b``."""
    module_spans: tuple[tuple[int, int, str], ...] = ()
    """Where each of them stands, and its path; sorted, outer before inner."""
    declared_modules: tuple[str, ...] = ()
    """Names of the modules that the file declares or writes out."""
    private_modules: tuple[str, ...] = ()
    """Paths of the modules that the file declares, or writes out, without ``pub``."""
    macros: tuple[str, ...] = ()
    """Names of the macros defined by ``macro_rules!``."""
    repeating_macros: tuple[str, ...] = ()
    """Those of them that may evaluate an argument more than once."""
    extern_crates: tuple[str, ...] = ()
