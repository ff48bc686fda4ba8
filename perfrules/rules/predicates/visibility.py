"""What can be named from outside the crate."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.exported import can_be_named
from perfrules.index.project import TypeRef
from perfrules.index.types import parse_type
from perfrules.model.source import Role
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "reachable",
    primary="of",
    of=Param("capture", "match", doc="a function or another item"),
    programs=Param("bool", False, doc="or would be, if the program were a library"),
)
def reachable(match: Match, of: str, programs: bool) -> bool:
    """Other crates can use the item of a library (or program): it is `pub`, as is the type or trait it
    belongs to, and the modules around are public or hand it on by `pub use`."""
    node = match.get(of)
    if node is None or (match.unit.file.role is not Role.LIBRARY and not programs):
        return False
    inside: list[str] = []
    owner, inherits = node, False
    for around in match.unit.syntax.ancestors(node):
        if around.type == "impl_item":
            trait, own = around.child_by_field_name("trait"), around.child_by_field_name("type")
            parts = [part for part in (own, trait) if part is not None]
            return (trait is not None or is_pub(match, node)) and all(
                _can_name(match, part) for part in parts
            )
        if around.type == "trait_item":
            owner, inherits = around, True
            if not is_pub(match, around):
                return False
        elif around.type in ("block", "function_item"):
            return False
        elif around.type == "mod_item":
            inside.insert(0, _name(match, around))
    module = "::".join([match.unit.module, *inside])
    return (inherits or is_pub(match, node)) and can_be_named(match.project, module, _name(match, owner))


def is_pub(match: Match, node: Node) -> bool:
    """Whether an item is declared plain `pub`."""
    given = [child for child in node.children if child.type == "visibility_modifier"]
    return bool(given) and match.unit.syntax.text(given[0]) == "pub"


def _name(match: Match, node: Node) -> str:
    name = node.child_by_field_name("name")
    return match.unit.syntax.text(name) if name is not None else ""


def _can_name(match: Match, node: Node) -> bool:
    """Whether other crates can name a type or trait; those of other crates they can. Behind a reference
    nobody looks."""
    of = parse_type(match.unit.syntax.text(node))
    if of.name == "dyn" and of.args:
        of = of.args[0]
    ref = match.project.names(match.unit, node.start_byte).type(of.name, of.path)
    if not isinstance(ref, TypeRef):
        return True
    module, _, name = ref.path.rpartition("::")
    return ref.item.is_public and can_be_named(match.project, module, name)
