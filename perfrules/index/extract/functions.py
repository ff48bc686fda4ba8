"""Functions and methods, with the modules, impls and traits that they stand in."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.extract.attributes import Attributes
from perfrules.index.extract.captures import Captures, span
from perfrules.index.facts import Function, Parameter
from perfrules.index.types import parse_type


class _Container(NamedTuple):
    start: int
    end: int
    kind: str
    name: str
    trait: str | None


def functions(captures: Captures, attributes: Attributes) -> tuple[Function, ...]:
    """All functions, by start."""
    containers = _containers(captures)
    found: list[Function] = []
    open_functions: list[Function] = []
    open_containers: list[_Container] = []
    upcoming = 0
    for node in sorted(captures.nodes("function"), key=lambda node: (node.start_byte, -node.end_byte)):
        start = node.start_byte
        while upcoming < len(containers) and containers[upcoming].start <= start:
            open_containers.append(containers[upcoming])
            upcoming += 1
        open_containers = [container for container in open_containers if container.end > start]
        open_functions = [function for function in open_functions if function.end > start]
        parent = open_functions[-1] if open_functions else None
        function = _function(captures, attributes, node, len(found), open_containers, parent)
        found.append(function)
        open_functions.append(function)
    return tuple(found)


class Owners:
    """The innermost function at an offset, asked in any order."""

    def __init__(self, of: tuple[Function, ...]) -> None:
        self.functions = of
        self.starts = [function.start for function in of]

    def of(self, offset: int) -> int | None:
        """Index of the function around an offset."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return None
        # The nearest start is the innermost candidate; if it has ended, one of its parents may hold.
        function: Function | None = self.functions[at]
        while function is not None and function.end <= offset:
            function = None if function.parent is None else self.functions[function.parent]
        return None if function is None else function.index


def _containers(captures: Captures) -> list[_Container]:
    field = captures.field
    modules = [_Container(*span(n), "mod", field(n, "name"), None) for n in captures.nodes("mod")]
    traits = [
        _Container(*span(n), "trait", field(n, "name"), field(n, "name")) for n in captures.nodes("trait")
    ]
    impls = [
        _Container(*span(n), "impl", field(n, "type"), field(n, "trait") or None)
        for n in captures.nodes("impl")
    ]
    return sorted([*modules, *traits, *impls], key=lambda container: (container.start, -container.end))


def _function(
    captures: Captures,
    attributes: Attributes,
    node: Node,
    index: int,
    containers: list[_Container],
    parent: Function | None,
) -> Function:
    inner = containers[-1] if containers else None
    if inner is None or inner.kind == "mod" or (parent is not None and parent.start > inner.start):
        inner = None
    name_node = node.child_by_field_name("name")
    name = captures.text(name_node) if name_node else ""
    prefix = [parent.qualified] if parent else [c.name for c in containers if c.kind == "mod"]
    own = [parse_type(inner.name).peeled().name] if inner else []
    parameters = node.child_by_field_name("parameters")
    body = node.child_by_field_name("body")
    name_start = name_node.start_byte if name_node else node.start_byte
    words = captures.source[node.start_byte : name_start].decode("utf-8", "replace").split()
    where = next((captures.text(child) for child in node.children if child.type == "where_clause"), "")
    return Function(
        index=index,
        name=name,
        qualified="::".join([*prefix, *own, name]),
        self_type=inner.name if inner else None,
        trait=inner.trait if inner else None,
        generics=" ".join(filter(None, (captures.field(node, "type_parameters"), where))),
        parameters=tuple(_parameters(captures, parameters)) if parameters else (),
        return_type=captures.field(node, "return_type"),
        is_async="async" in words,
        is_const="const" in words,
        is_unsafe="unsafe" in words,
        is_public=words[:1] == ["pub"] or bool(inner and inner.trait),
        attributes=attributes.of(node),
        tags=attributes.tags(node),
        start=node.start_byte,
        end=node.end_byte,
        body_start=body.start_byte if body else -1,
        name_start=name_start,
        line=captures.syntax.line(node.start_byte),
        in_test=attributes.in_test(node.start_byte),
        parent=parent.index if parent else None,
    )


def _parameters(captures: Captures, node: Node) -> list[Parameter]:
    parameters = []
    for child in node.named_children:
        if child.type == "self_parameter":
            parameters.append(Parameter("self", captures.text(child), child.start_byte))
        elif child.type == "parameter":
            pattern = child.child_by_field_name("pattern")
            if pattern is not None and pattern.type in ("mut_pattern", "ref_pattern"):
                pattern = pattern.named_children[-1]
            named = pattern is not None and pattern.type in ("identifier", "self")
            name = captures.text(pattern) if pattern is not None and named else ""
            parameters.append(Parameter(name, captures.field(child, "type"), child.start_byte))
    return parameters
