"""Types, impls, imports and constants."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.extract.attributes import Attributes
from perfrules.index.extract.captures import Captures
from perfrules.index.extract.modules import ModulePaths
from perfrules.index.facts import Constant, Field, Impl, Import, TypeItem, Variant

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NOT_FIELDS = ("attribute_item", "line_comment", "block_comment")


def type_items(captures: Captures, attributes: Attributes) -> tuple[TypeItem, ...]:
    """Structs, unions, enums, traits and aliases, by start."""
    inline = ModulePaths(captures)
    associated = {node.start_byte for node in captures.nodes("associated")}
    items: list[TypeItem] = []
    for kind in ("struct", "union", "enum", "trait", "alias"):
        for node in captures.nodes(kind):
            if kind == "alias" and node.start_byte in associated:
                continue
            name = captures.field(node, "name")
            body = node.child_by_field_name("body")
            on = attributes.of(node)
            items.append(
                TypeItem(
                    kind=kind,
                    name=name,
                    qualified="::".join([*inline.at(node.start_byte), name]),
                    parameters=_type_parameters(captures, node.child_by_field_name("type_parameters")),
                    fields=_fields(captures, attributes, body)
                    if kind in ("struct", "union") and body
                    else (),
                    variants=_variants(captures, attributes, body) if kind == "enum" and body else (),
                    aliased=captures.field(node, "type"),
                    derives=_derives(on),
                    attributes=on,
                    tags=attributes.tags(node),
                    is_public=_is_public(captures, node),
                    start=node.start_byte,
                    end=node.end_byte,
                    in_test=attributes.in_test(node.start_byte),
                    supertraits=captures.field(node, "bounds").removeprefix(":").strip(),
                    has_lifetime=_has_lifetime(node.child_by_field_name("type_parameters")),
                )
            )
    return tuple(sorted(items, key=lambda item: item.start))


def impls(captures: Captures) -> tuple[Impl, ...]:
    """Impl blocks, by start."""
    found = []
    for node in captures.nodes("impl"):
        body = node.child_by_field_name("body")
        inside = body.named_children if body else ()
        associated = tuple(
            (captures.field(child, "name"), captures.field(child, "type"))
            for child in inside
            if child.type == "type_item"
        )
        where = next((captures.text(child) for child in node.children if child.type == "where_clause"), "")
        found.append(
            Impl(
                captures.field(node, "type"),
                captures.field(node, "trait") or None,
                " ".join(filter(None, (captures.field(node, "type_parameters"), where))),
                node.start_byte,
                node.end_byte,
                associated,
            )
        )
    return tuple(sorted(found, key=lambda impl: impl.start))


def imports(captures: Captures) -> tuple[Import, ...]:
    """Every name that the file's ``use`` declarations bring in."""
    inline = ModulePaths(captures)
    found = []
    for match in captures.matches("use"):
        around = inline.at(match["node"].start_byte)
        for imported in _use_tree(_COMMENT.sub("", captures.text(match["name"]))):
            path = _from_file(imported.path, around)
            found.append(Import(imported.name, path, "::".join(around)))
    return tuple(found)


def exports(captures: Captures) -> tuple[Import, ...]:
    """Every name that the file's ``pub use`` declarations hand on."""
    texts = [
        _COMMENT.sub("", captures.text(match["name"]))
        for match in captures.matches("use")
        if _is_public(captures, match["node"])
    ]
    return tuple(found for text in texts for found in _use_tree(text))


def constants(captures: Captures) -> tuple[Constant, ...]:
    """Consts and statics, by start."""
    found = [
        Constant(
            kind,
            captures.field(node, "name"),
            captures.field(node, "type"),
            captures.field(node, "value"),
            node.start_byte,
            node.end_byte,
        )
        for kind in ("const", "static")
        for node in captures.nodes(kind)
    ]
    return tuple(sorted(found, key=lambda constant: constant.start))


def _type_parameters(captures: Captures, node: Node | None) -> tuple[str, ...]:
    """Names of type and const parameters, in order; lifetimes left out."""
    names = []
    for child in node.named_children if node is not None else ():
        name = child.child_by_field_name("name") or (child if child.type == "type_identifier" else None)
        if name is not None and child.type != "lifetime_parameter":
            names.append(captures.text(name))
    return tuple(names)


def _has_lifetime(parameters: Node | None) -> bool:
    return parameters is not None and any(
        child.type == "lifetime_parameter" for child in parameters.named_children
    )


def _fields(captures: Captures, attributes: Attributes, body: Node) -> tuple[Field, ...]:
    if body.type == "ordered_field_declaration_list":
        return _tuple_fields(captures, body)
    fields = []
    for child in body.named_children:
        if child.type == "field_declaration":
            name, of = captures.field(child, "name"), captures.field(child, "type")
            public = _is_public(captures, child)
            fields.append(Field(name, of, child.start_byte, attributes.of(child), public))
    return tuple(fields)


def _tuple_fields(captures: Captures, body: Node) -> tuple[Field, ...]:
    fields: list[Field] = []
    public = False
    for child in body.named_children:
        if child.type == "visibility_modifier":
            public = captures.text(child) == "pub"
        elif child.type not in _NOT_FIELDS:
            fields.append(Field(str(len(fields)), captures.text(child), child.start_byte, (), public))
            public = False
    return tuple(fields)


def _variants(captures: Captures, attributes: Attributes, body: Node) -> tuple[Variant, ...]:
    variants = []
    for child in body.named_children:
        if child.type == "enum_variant":
            inner = child.child_by_field_name("body")
            fields = _fields(captures, attributes, inner) if inner else ()
            variants.append(Variant(captures.field(child, "name"), fields, child.start_byte))
    return tuple(variants)


def _is_public(captures: Captures, node: Node) -> bool:
    return captures.source[node.start_byte : node.start_byte + 4] == b"pub "


def _derives(attributes: tuple[str, ...]) -> frozenset[str]:
    names: set[str] = set()
    for text in attributes:
        if text.startswith("derive"):
            inner = text[text.find("(") + 1 : text.rfind(")")]
            names.update(part.strip().rpartition("::")[2] for part in inner.split(","))
    return frozenset(names - {""})


def _use_tree(text: str, prefix: str = "") -> list[Import]:
    """The names that ``use TEXT`` brings in."""
    text = text.strip()
    if text.endswith("}"):
        head, _, inner = text.partition("{")
        base = prefix + "".join(head.split())
        return [found for part in _split_top(inner[:-1]) for found in _use_tree(part, base)]
    path, _, alias = text.partition(" as ")
    full = (prefix + "".join(path.split())).removeprefix("::").removesuffix("::self")
    name = alias.strip() or full.rpartition("::")[2]
    return [Import(name, full)] if name else []


def _from_file(path: str, around: list[str]) -> str:
    """A path written in inline modules, as the file's own module would write it."""
    first, _, rest = path.partition("::")
    if not around or first not in ("self", "super"):
        return path
    while first == "super" and around:
        around = around[:-1]
        first, _, rest = rest.partition("::") if rest.startswith("super::") else ("self", "", rest)
    return "::".join(filter(None, (first, *around, rest)))


def _split_top(text: str) -> list[str]:
    """Split at commas outside braces."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]
