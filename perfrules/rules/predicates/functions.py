"""What a function is: its keywords, attributes, name, parameters and result."""

from __future__ import annotations

import re

from perfrules.index.facts import Function
from perfrules.index.flow import changes_self
from perfrules.index.project import FileUnit
from perfrules.index.types import parse_type
from perfrules.model.source import Role
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate
from perfrules.rules.type_words import CLASSES, in_class, matches, parse_pattern

KINDS = (
    "async", "const", "unsafe", "public", "exported", "method", "free", "inherent", "trait-impl",
    "trait-method", "generic", "recursive", "main", "extern", "mutating", "declaration",
)  # fmt: skip


def function_of(match: Match, of: str) -> Function | None:
    """The function that a capture is, or stands in."""
    node = match.get(of)
    if node is None:
        return None
    return match.unit.function_at(node.start_byte)


@predicate(
    "function",
    of=Param("capture", "match", doc="the function, or anything inside it"),
    is_=Param("strings", (), choices=KINDS, doc="all of these"),
    name=Param("regex", None),
    trait=Param("strings", (), doc="implements a method of one of these traits"),
    min_parameters=Param("int", 0),
    max_parameters=Param("int", None),
)
def function(
    match: Match,
    of: str,
    is_: tuple[str, ...],
    name: re.Pattern[str] | None,
    trait: tuple[str, ...],
    min_parameters: int,
    max_parameters: int | None,
) -> bool:
    """The function around (or itself) has these properties."""
    found = function_of(match, of)
    if found is None:
        return False
    if trait and (found.trait or "").split("<")[0].rpartition("::")[2] not in trait:
        return False
    number = sum(parameter.name != "self" for parameter in found.parameters)
    if number < min_parameters or (max_parameters is not None and number > max_parameters):
        return False
    if name is not None and not name.search(found.name):
        return False
    return all(has_kind(match.unit, found, word) for word in is_)


def has_kind(unit: FileUnit, found: Function, word: str) -> bool:
    """Whether a function of a file is of one of :data:`KINDS`."""
    match word:
        case "async":
            return found.is_async
        case "const":
            return found.is_const
        case "unsafe":
            return found.is_unsafe
        case "public":
            return found.is_public
        case "exported":
            return found.is_public and unit.file.role is Role.LIBRARY
        case "method":
            return found.self_type is not None
        case "free":
            return found.self_type is None
        case "inherent":
            return found.self_type is not None and found.trait is None
        case "trait-impl":
            return found.trait is not None and found.trait != found.self_type
        case "trait-method":
            return found.trait is not None and found.trait == found.self_type
        case "generic":
            return bool(re.search(r"<[^>]*\b[A-Z]", found.generics)) or any(
                "impl " in parameter.type for parameter in found.parameters
            )
        case "recursive":
            return any(c.name == found.name and c.function == found.index for c in unit.facts.calls)
        case "main":
            return found.name == "main" and found.self_type is None
        case "extern":
            return any("no_mangle" in text or "export_name" in text for text in found.attributes) or (
                b"extern" in unit.syntax.source[found.start : found.name_start]
            )
        case "mutating":
            return changes_self(found)
        case _:
            return found.body_start < 0


@predicate(
    "attribute",
    has=Param("regex", required=True, doc="searched for in each attribute's text, such as `^inline`"),
    of=Param("capture", "match", doc="an item, or anything in a function"),
)
def attribute(match: Match, has: re.Pattern[str], of: str) -> bool:
    """The item, or else the function around, carries such an attribute."""
    node = match.get(of)
    if node is None:
        return False
    for item in match.unit.facts.items:
        if item.start == node.start_byte:
            return any(has.search(text) for text in item.attributes)
    found = function_of(match, of)
    return found is not None and any(has.search(text) for text in found.attributes)


@predicate(
    "returns",
    of=Param("capture", "match", doc="a function, or anything in it"),
    is_=Param("strings", (), choices=CLASSES),
    like=Param("strings", ()),
)
def returns(match: Match, of: str, is_: tuple[str, ...], like: tuple[str, ...]) -> bool:
    """The function's declared result is of one of these types; `()` if it declares none."""
    found = function_of(match, of)
    if found is None:
        return False
    text = found.return_type or "()"
    result = match.inference.read_type(text) if match.inference is not None else parse_type(text)
    if is_ and not any(in_class(match, result, word) for word in is_):
        return False
    return not like or any(matches(match, parse_pattern(t), result) for t in like)
