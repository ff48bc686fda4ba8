"""A parsed file to its facts, by one query and one sweep over what it captured."""

from __future__ import annotations

from perfrules.index.extract.attributes import Attributes, comments, is_test_attribute
from perfrules.index.extract.calls import calls
from perfrules.index.extract.captures import Captures
from perfrules.index.extract.functions import functions
from perfrules.index.extract.items import constants, exports, impls, imports, type_items
from perfrules.index.extract.loops import loops, repeats
from perfrules.index.extract.modules import (
    declared_modules,
    extern_crates,
    macros,
    module_spans,
    private_modules,
    repeating_macros,
)
from perfrules.index.extract.operations import operations
from perfrules.index.extract.values import values
from perfrules.index.facts import FileFacts
from perfrules.syntax import Syntax

__all__ = ["extract", "is_test_attribute", "repeats"]


def extract(syntax: Syntax, path: str) -> FileFacts:
    """All facts of one file."""
    captures = Captures(syntax)
    attributes = Attributes(captures)
    found_functions = functions(captures, attributes)
    found_loops = loops(captures, found_functions)
    spans = module_spans(captures)
    return FileFacts(
        path=path,
        lines=len(syntax.line_starts),
        functions=found_functions,
        loops=found_loops,
        calls=calls(captures, found_functions, found_loops),
        values=values(captures, found_functions),
        operations=operations(captures),
        types=type_items(captures, attributes),
        impls=impls(captures),
        imports=imports(captures),
        exports=exports(captures),
        constants=constants(captures),
        items=attributes.items(),
        comments=comments(syntax),
        attributes=attributes.inner,
        test_spans=attributes.test_spans,
        modules=tuple(path for _, _, path in spans),
        module_spans=spans,
        declared_modules=declared_modules(captures),
        private_modules=private_modules(captures),
        macros=macros(captures),
        repeating_macros=repeating_macros(captures),
        extern_crates=extern_crates(captures),
    )
