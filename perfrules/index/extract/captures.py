"""The one query that finds everything worth a fact."""

from __future__ import annotations

from collections import defaultdict

from tree_sitter import Node, Query, QueryCursor

from perfrules.index import adapters
from perfrules.syntax.parser import LANGUAGE, Syntax

Span = tuple[int, int]

_CALLABLE = "[(identifier) (scoped_identifier)]"
ARITHMETIC = "+ - * / % & | ^ << >>".split()
_SIGNS = " ".join(f'"{sign}"' for sign in (*ARITHMETIC, "==", "!=", "<", ">", "<=", ">="))
_ASSIGNING = " ".join(f'"{sign}="' for sign in ARITHMETIC)
_ADAPTERS = " ".join(f'"{name}"' for name in sorted(adapters.ALWAYS | adapters.SOMETIMES))
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("function", "(function_item) @node"),
    ("function", "(function_signature_item) @node"),
    ("mod", "(mod_item name: (_) @name body: (_)) @node"),
    ("declared", "(mod_item name: (_) @name) @node"),
    ("impl", "(impl_item) @node"),
    ("trait", "(trait_item name: (_) @name) @node"),
    ("struct", "(struct_item) @node"),
    ("union", "(union_item) @node"),
    ("enum", "(enum_item) @node"),
    ("alias", "(type_item) @node"),
    ("associated", "(impl_item body: (declaration_list (type_item) @node))"),
    ("for", "(for_expression value: (_) @iterated body: (_) @body) @node"),
    ("while", "(while_expression condition: (_) @iterated body: (_) @body) @node"),
    ("loop", "(loop_expression body: (_) @body) @node"),
    (
        "closure",
        "(call_expression function: (field_expression value: (_) @iterated field: (field_identifier) @name)"
        " arguments: (arguments (closure_expression body: (_) @body) @node)"
        f" (#any-of? @name {_ADAPTERS}))",
    ),
    ("method", "(call_expression function: (field_expression field: (field_identifier) @name)) @node"),
    (
        "method",
        "(call_expression function: (generic_function function:"
        " (field_expression field: (field_identifier) @name))) @node",
    ),
    ("path", f"(call_expression function: {_CALLABLE} @name) @node"),
    ("path", f"(call_expression function: (generic_function function: {_CALLABLE} @name)) @node"),
    ("macro", f"(call_expression function: (try_expression {_CALLABLE} @name)) @node"),
    ("macro", f"(macro_invocation macro: {_CALLABLE} @name) @node"),
    ("value", f"(call_expression arguments: (arguments {_CALLABLE} @name)) @node"),
    ("value", f"(field_initializer value: {_CALLABLE} @name)"),
    ("value", f"(array_expression {_CALLABLE} @name)"),
    ("value", f"(tuple_expression {_CALLABLE} @name)"),
    ("value", f"(static_item value: {_CALLABLE} @name)"),
    ("operation", f"(binary_expression operator: [{_SIGNS}]) @node"),
    ("operation", f"(compound_assignment_expr operator: [{_ASSIGNING}]) @node"),
    ("operation", "(index_expression) @node"),
    ("use", "(use_declaration argument: (_) @name) @node"),
    ("const", "(const_item) @node"),
    ("static", "(static_item) @node"),
    ("attribute", "(attribute_item (attribute) @name) @node"),
    ("inner", "(inner_attribute_item (attribute) @name) @node"),
    ("extern", "(extern_crate_declaration name: (_) @name) @node"),
    ("macro_rules", "(macro_definition name: (_) @name) @node"),
)
_KINDS = [kind for kind, _ in _PATTERNS]
_QUERY = Query(LANGUAGE, "\n".join(pattern for _, pattern in _PATTERNS))


class Captures:
    """What the query found in one file, by kind; each match maps capture names to nodes."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.source = syntax.source
        self.text = syntax.text
        self._found: dict[str, list[dict[str, list[Node]]]] = defaultdict(list)
        for pattern, captured in QueryCursor(_QUERY).matches(syntax.root):
            self._found[_KINDS[pattern]].append(captured)

    def nodes(self, *kinds: str) -> list[Node]:
        """The nodes of some kinds, kind by kind."""
        return [match["node"][0] for kind in kinds for match in self._found.get(kind, ())]

    def matches(self, kind: str) -> list[dict[str, Node]]:
        """Every match of a kind: the first node of each capture."""
        return [{name: nodes[0] for name, nodes in match.items()} for match in self._found.get(kind, ())]

    def field(self, node: Node, name: str) -> str:
        """Text of a node's field; empty if it has none."""
        child = node.child_by_field_name(name)
        return self.text(child) if child is not None else ""


def span(node: Node) -> Span:
    """Byte offsets of a node."""
    return node.start_byte, node.end_byte
