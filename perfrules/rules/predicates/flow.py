"""What happens to values inside a function: bound, changed, used again, the same in every iteration."""

from __future__ import annotations

from perfrules.index import flow
from perfrules.index.lenders import lenders as lenders_of
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "bound-inside",
    node=Param("capture", "match", doc="an expression"),
    loop=Param("capture", "loop", doc="a loop, or any other node"),
)
def bound_inside(match: Match, node: str, loop: str) -> bool:
    """Some variable of the expression is bound inside the loop (or other node)."""
    inner, outer = match.get(node), match.get(loop)
    if inner is None or outer is None or match.inference is None:
        return False
    return flow.bound_inside(match.inference, inner, outer.start_byte, outer.end_byte)


@predicate(
    "invariant",
    of=Param("capture", "match", doc="an expression"),
    loop=Param("string", "loop", doc="a loop named by `inside`"),
    unsure=Param("bool", False, doc="also hold where it cannot be told"),
)
def invariant(match: Match, of: str, loop: str, unsure: bool) -> bool:
    """The expression has the same value in every iteration."""
    node, around = match.get(of), match.loops.get(loop)
    if node is None or around is None or match.inference is None:
        return False
    answer = flow.is_invariant(match.inference, node, around)
    return unsure if answer is None else answer


@predicate(
    "changed",
    of=Param("capture", "match", doc="an expression that starts from a variable"),
    within=Param("capture", "loop", doc="the node to look in"),
    after=Param("capture", None, doc="only behind this node"),
    lenders=Param("bool", False, doc="or a variable that it may be borrowed from"),
    unsure=Param("bool", False, doc="also hold where it cannot be told"),
)
def changed(match: Match, of: str, within: str, after: str | None, lenders: bool, unsure: bool) -> bool:
    """The variable may be assigned, mutably borrowed, or given to a method that takes `&mut self`."""
    node, span = match.get(of), match.get(within)
    if node is None or span is None or match.inference is None:
        return unsure
    own = flow.binding_of(match.inference, node)
    if own is None:
        return unsure
    start = max(span.start_byte, own.node.start_byte)  # there is nothing to change before it is bound
    if after is not None and (behind := match.get(after)) is not None:
        start = max(start, behind.end_byte)
    variables = lenders_of(match.inference, node) if lenders else [own]
    answers = {flow.is_changed(match.inference, variable, start, span.end_byte) for variable in variables}
    return True in answers or (unsure and None in answers)


@predicate(
    "used-after",
    primary="of",
    of=Param("capture", "match", doc="a variable, or a place that starts from one"),
    after=Param("capture", "match", doc="the node behind which uses count"),
)
def used_after(match: Match, of: str, after: str) -> bool:
    """The variable is used again after a node (in a loop around: every use in the loop comes again)."""
    node, end = match.get(of), match.get(after)
    if node is None or end is None or match.inference is None:
        return False
    name = flow.root_name(match.inference, node)
    return name is None or flow.used_after(match.inference, name, end.end_byte)


@predicate(
    "local",
    primary="of",
    of=Param("capture", "match"),
    owned=Param("bool", False, doc="and holds no reference"),
)
def is_local(match: Match, of: str, owned: bool) -> bool:
    """The expression is a plain variable of the function (with `owned`: one whose type is no reference)."""
    node = match.get(of)
    if node is None or match.inference is None or node.type not in ("identifier", "self"):
        return False
    binding = flow.binding_of(match.inference, node)
    if binding is None:
        return False
    if not owned:
        return True
    of_type = match.inference.binding_type(binding)
    return of_type.known and not of_type.is_reference


@predicate(
    "mutable",
    primary="of",
    of=Param("capture", "match"),
    declared=Param("bool", False, doc="the variable itself can be assigned: `mut x`, not `x: &mut T`"),
)
def is_mutable(match: Match, of: str, declared: bool) -> bool:
    """The variable behind the expression is declared `mut` or, unless `declared` is asked, is a mutable
    reference."""
    node = match.get(of)
    if node is None or match.inference is None:
        return False
    binding = flow.binding_of(match.inference, node)
    if binding is None:
        return False
    if declared:
        by_reference = binding.origin.type == "self_parameter" and binding.origin.children[0].type == "&"
        return binding.mutable and not by_reference
    return binding.mutable or match.inference.binding_type(binding).name == "&mut"


@predicate("same-root", primary="of", of=Param("captures", required=True, doc="two or more places"))
def same_root(match: Match, of: tuple[str, ...]) -> bool:
    """The places start from the same variable: `self.a` and `&self.b[0]`."""
    if match.inference is None:
        return False
    found = []
    for name in of:
        node = match.get(name)
        found.append(flow.binding_of(match.inference, node) if node is not None else None)
    return found[0] is not None and all(binding is found[0] for binding in found[1:])
