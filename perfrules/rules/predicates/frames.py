"""What functions put on the stack."""

from __future__ import annotations

from perfrules.index.size import size_of
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "frame-size",
    of=Param("capture", "match", doc="a function"),
    min=Param("int", required=True, doc="bytes"),
)
def frame_size(match: Match, of: str, min: int) -> bool:
    """The function's variables, parameters and result, and the arrays that it spells, take at least so many
    bytes together. The number is `{size}`."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    bindings = [binding for group in match.inference.scope.bindings.values() for binding in group]
    types = [match.inference.binding_type(binding) for binding in bindings]
    if node.type == "function_item" and (result := node.child_by_field_name("return_type")) is not None:
        types.append(match.inference.read_type(match.unit.syntax.text(result)))
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type == "array_expression":
            types.append(match.inference.type_of(here))
        elif here.type not in ("closure_expression", "const_item", "static_item"):
            stack.extend(here.named_children)
    total = sum(size_of(match.project, match.unit, of_one).bytes for of_one in types if of_one.known)
    match.values["size"] = total
    return total >= min
