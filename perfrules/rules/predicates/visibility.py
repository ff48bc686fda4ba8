"""What can be named from outside the crate."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.project import base_name
from perfrules.model.source import Role
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate("reachable", primary="of", of=Param("capture", "match", doc="a function or another item"))
def reachable(match: Match, of: str) -> bool:
    """The item of a library is `pub`, as are the modules of its file around it and the type or trait it
    belongs to. (Whether the file's own module is public is not looked at.)"""
    node = match.get(of)
    if node is None or match.unit.file.role is not Role.LIBRARY:
        return False
    inherits = False
    for around in match.unit.syntax.ancestors(node):
        if around.type == "trait_item":
            inherits = True
            if not is_pub(match, around):
                return False
        elif around.type == "impl_item":
            trait = around.child_by_field_name("trait")
            inherits = trait is not None
            owner = around.child_by_field_name("type")
            if any(part is not None and not _is_pub_type(match, part) for part in (owner, trait)):
                return False
        elif around.type in ("block", "function_item") or (
            around.type == "mod_item" and not is_pub(match, around)
        ):
            return False
    return inherits or is_pub(match, node)


def is_pub(match: Match, node: Node) -> bool:
    """Whether an item is declared plain `pub`."""
    given = [child for child in node.children if child.type == "visibility_modifier"]
    return bool(given) and match.unit.syntax.text(given[0]) == "pub"


def _is_pub_type(match: Match, node: Node) -> bool:
    """Whether a type or trait of the project is `pub`; those of other crates are."""
    name = base_name(match.unit.syntax.text(node))
    for item in match.unit.facts.types:
        if item.name == name:
            return item.is_public
    for trait in match.unit.facts.items:
        if trait.kind == "trait_item" and trait.name == name:
            return match.unit.syntax.source[trait.start : trait.start + 4] == b"pub "
    ref = match.project.type_item(name, match.unit)
    return ref is None or ref.item.is_public
