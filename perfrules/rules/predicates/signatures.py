"""What signatures and definitions say: lifetimes, counterparts, fields."""

from __future__ import annotations

import re

from tree_sitter import Node

from perfrules.index.facts import Function, Parameter
from perfrules.index.infer.methods import find
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef, base_name
from perfrules.index.types import parse_type
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_ELIDED = re.compile(r"&(?!\s*'[a-z])|'_\b|\bimpl\b|\bdyn\b")


@predicate("lends", primary="of", of=Param("capture", "match", doc="a parameter"))
def lends(match: Match, of: str) -> bool:
    """The function's result may borrow from this parameter, by the rules for lifetimes; also where the
    parameter's lifetime comes from outside the function or is bounded."""
    node, function = match.get(of), match.function
    parameter = _parameter(function, node) if function is not None and node is not None else None
    if function is None or parameter is None:
        return True
    named = re.match(r"&\s*('[a-z_]\w*)", parameter.type)
    result = function.return_type
    if named is not None and named.group(1) not in ("'_", "'static"):
        name = named.group(1)
        declared = re.search(rf"[<,]\s*{name}\s*[,>]", function.generics)
        bounded = re.search(rf"{name}\s*:|:\s*{name}\b|\+\s*{name}\b", function.generics)
        return declared is None or bounded is not None or re.search(rf"{name}\b", result) is not None
    if not _ELIDED.search(result) and not _has_hidden_lifetime(match, result):
        return False
    receiver = next((p for p in function.parameters if p.name == "self"), None)
    if receiver is not None and "&" in receiver.type:
        return parameter is receiver
    return sum("&" in p.type or "'_" in p.type for p in function.parameters) == 1


def _parameter(function: Function, node: Node) -> Parameter | None:
    return next((p for p in function.parameters if node.start_byte <= p.start < node.end_byte), None)


def _has_hidden_lifetime(match: Match, result: str) -> bool:
    """Whether the result is a type of the project that has a lifetime, written without it."""
    ref = match.project.type_item(base_name(result), match.unit) if result else None
    return ref is not None and ref.item.has_lifetime


@predicate(
    "counterpart",
    of=Param("capture", "match", doc="a call"),
    suffix=Param("string", required=True, doc="such as `_unchecked`"),
)
def counterpart(match: Match, of: str, suffix: str) -> bool:
    """Beside the function that is called stands an unsafe one of the same name with this suffix, which takes
    the same parameters and returns what the other's Option or Result holds."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    callee = match.inference.callee(node)
    if isinstance(callee, FunctionRef):
        return any(_same_but_checked(callee.function, other) for other in _siblings(callee, suffix))
    return isinstance(callee, Signature) and _in_knowledge(match, node, callee, suffix)


def _siblings(callee: FunctionRef, suffix: str) -> list[Function]:
    """Functions of the same file and type with the other name."""
    own = callee.function
    module = own.qualified.rpartition("::")[0]
    return [
        other
        for other in callee.unit.facts.functions
        if other.name == own.name + suffix
        and (other.self_type, other.trait) == (own.self_type, own.trait)
        and other.qualified.rpartition("::")[0] == module
        and _block(callee, other) == _block(callee, own)
    ]


def _block(callee: FunctionRef, function: Function) -> int:
    """Where the impl around a function starts."""
    around = [impl.start for impl in callee.unit.facts.impls if impl.start <= function.start < impl.end]
    return max(around, default=-1)


def _same_but_checked(checked: Function, unchecked: Function) -> bool:
    wrapped = parse_type(checked.return_type)
    return (
        unchecked.is_unsafe
        and not checked.is_unsafe
        and wrapped.name in ("Option", "Result")
        and wrapped.args[:1] == (parse_type(unchecked.return_type),)
        and [(p.name, p.type) for p in checked.parameters] == [(p.name, p.type) for p in unchecked.parameters]
        and checked.is_public == unchecked.is_public
        and checked.is_async == unchecked.is_async
    )


def _in_knowledge(match: Match, call: Node, checked: Signature, suffix: str) -> bool:
    function = call.child_by_field_name("function")
    knowledge = match.project.knowledge
    if function is None or function.type == "field_expression":
        return False
    name = match.unit.syntax.text(function).rpartition("::")[2] + suffix
    candidates = [
        signature for path, signature in knowledge.functions.items() if path.rpartition("::")[2] == name
    ]
    candidates += [f for known in knowledge.types.values() if (f := known.function(name)) is not None]
    return any(
        other.parameters == checked.parameters and checked.returns.args[:1] == (other.returns,)
        for other in candidates
    )


@predicate("all-fields", primary="of", of=Param("capture", "match", doc="a struct expression"))
def all_fields(match: Match, of: str) -> bool:
    """The struct expression gives every field of its type, a struct of the project that is not
    `#[non_exhaustive]`."""
    node = match.get(of)
    if node is None or node.type != "struct_expression" or match.inference is None:
        return False
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return False
    type_name = match.inference.read_type(match.unit.syntax.text(name).replace("::<", "<")).name
    ref = match.project.type_item(type_name, match.unit)
    if (
        ref is None
        or ref.item.kind != "struct"
        or any("non_exhaustive" in text for text in ref.item.attributes)
    ):
        return False
    if any("cfg" in text for each in ref.item.fields for text in each.attributes):
        return False
    given = sum(c.type in ("field_initializer", "shorthand_field_initializer") for c in body.named_children)
    return given == len(ref.item.fields)


@predicate(
    "has-method",
    of=Param("capture", "match", doc="an expression"),
    name=Param("string", required=True),
    takes=Param("int", 0, doc="so many arguments"),
    own=Param("bool", False, doc="the project defines it for the type"),
)
def has_method(match: Match, of: str, name: str, takes: int, own: bool) -> bool:
    """The value's type is known, and has a method of this name that takes so many arguments (else: none)."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    method = find(match.inference, match.type_of(of), name)
    if method is None:
        return False
    callee = method.callee
    if isinstance(callee, FunctionRef):
        names = [parameter.name for parameter in callee.function.parameters]
        return names[:1] == ["self"] and len(names) == takes + 1
    return not own and bool(callee.receiver) and len(callee.parameters) == takes
