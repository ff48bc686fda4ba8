"""How long a value lives: where a variable is moved away or dropped, and where a temporary ends."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from perfrules.index.infer import Inference
from perfrules.index.scope import Binding

_PASSING = frozenset({"unwrap", "expect", "unwrap_or_else", "map_err", "ok"})
"""Methods that hand the value in a Result or Option on."""
_BODIES = frozenset({"closure_expression", "async_block", "function_item"})
_BY_VALUE = frozenset(
    {
        "arguments",
        "tuple_expression",
        "let_declaration",
        "return_expression",
        "field_initializer",
        "shorthand_field_initializer",
    }
)
_PLACES = frozenset({"parenthesized_expression", "unary_expression", "field_expression"})
_HOLD_BLOCKS = frozenset(
    {"let_declaration", "block", "if_expression", "else_clause", "match_arm", "parenthesized_expression"}
)
"""Where a block is an expression whose value goes on, or may."""
_ASSIGNMENTS = frozenset({"assignment_expression", "compound_assignment_expr"})
_BRANCHES = frozenset({"if_expression", "while_expression", "match_arm"})


class Extent(NamedTuple):
    """Bytes during which a value is alive. What ends in it happens while it lives."""

    start: int
    end: int
    since: int
    """Where to look from: an expression around a temporary starts before the temporary is made."""
    binding: Binding | None = None
    """The variable that holds it, if one does."""


def of_binding(binding: Binding) -> Extent:
    """The extent of a variable, moves and drops left out of account."""
    start = binding.origin.end_byte
    if binding.source in ("condition", "match", "for", "closure", "parameter"):
        start = binding.scope_start
    return Extent(start, binding.scope_end, start, binding)


def of_expression(inference: Inference, node: Node) -> Extent | None:
    """How long the value that an expression makes lives; None if it is moved to where we cannot follow.

    ``unwrap()``, ``?`` and the like hand the value on. A ``let`` keeps it in its variable; what is only
    looked into is a temporary, which lives to the end of its statement, or as long as the ``match``,
    ``if let``, ``while let`` or ``for`` whose scrutinee it stands in.
    """
    child = carrier(inference, node)
    parent = inference.syntax.parent(child)
    if parent is None:
        return None
    if parent.type == "let_declaration" and parent.child_by_field_name("value") == child:
        return _bound(inference, parent)
    if _is_of_macro(inference, parent):
        return _temporary(inference, child)
    if parent.type in _BY_VALUE or parent.type in (
        "block",
        "match_arm",
        "closure_expression",
        "break_expression",
    ):
        return None
    return _extended(inference, child) or _temporary(inference, child)


def _is_of_macro(inference: Inference, arguments: Node) -> bool:
    """Whether arguments are those of a macro: most look at them."""
    call = inference.syntax.parent(arguments) if arguments.type == "arguments" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and function.type == "try_expression"


def carrier(inference: Inference, node: Node) -> Node:
    """The outermost expression that still gives the value of ``node``, such as ``node.unwrap()``."""
    child, parent = node, inference.syntax.parent(node)
    while parent is not None and _passes_on(inference, child, parent):
        child, parent = parent, inference.syntax.parent(parent)
    return child


def _passes_on(inference: Inference, child: Node, parent: Node) -> bool:
    """Whether the value of ``parent`` is still the one of ``child``."""
    kind = parent.type
    if kind in ("parenthesized_expression", "try_expression", "await_expression"):
        return True
    if kind == "field_expression":
        name = parent.child_by_field_name("field")
        call = inference.syntax.parent(parent)
        return (
            name is not None
            and inference.syntax.text(name) in _PASSING
            and call is not None
            and call.type == "call_expression"
            and call.child_by_field_name("function") == parent
        )
    if kind == "call_expression":
        return parent.child_by_field_name("function") == child and child.type == "field_expression"
    if kind == "block":
        return _is_tail(inference, child, parent)
    if kind in ("if_expression", "else_clause"):
        return parent.child_by_field_name("condition") != child
    if kind == "match_arm":
        return parent.child_by_field_name("value") == child
    return kind == "match_block" or (kind == "match_expression" and child.type == "match_block")


def _is_tail(inference: Inference, child: Node, block: Node) -> bool:
    """Whether an expression gives the value of a block that stands in an expression."""
    around = inference.syntax.parent(block)
    return (
        block.named_children[-1] == child
        and child.type != "expression_statement"
        and around is not None
        and around.type in _HOLD_BLOCKS
    )


def _bound(inference: Inference, let: Node) -> Extent | None:
    pattern = let.child_by_field_name("pattern")
    if pattern is None:
        return None
    for bindings in inference.scope.bindings.values():
        for binding in bindings:
            if binding.origin == let:
                return of_binding(binding)
    if inference.syntax.text(pattern) == "_":
        return Extent(let.end_byte, let.end_byte, let.end_byte)
    return None


def _extended(inference: Inference, node: Node) -> Extent | None:
    """``let x = &*node.field;`` keeps the temporary as long as the variable."""
    child, borrowed = node, False
    for around in inference.syntax.ancestors(node):
        kind = around.type
        if kind == "let_declaration":
            block = inference.syntax.parent(around)
            if not borrowed or block is None or around.child_by_field_name("value") != child:
                return None
            return Extent(around.end_byte, block.end_byte, around.end_byte)
        is_place = kind in _PLACES or (kind == "index_expression" and around.named_children[0] == child)
        if kind == "reference_expression":
            borrowed = True
        elif not is_place or (kind == "unary_expression" and around.children[0].type != "*"):
            return None
        child = around
    return None


def _temporary(inference: Inference, node: Node) -> Extent | None:
    child, start = node, node.end_byte
    for around in inference.syntax.ancestors(node):
        kind = around.type
        whole = None
        if kind in _BODIES or kind in ("if_expression", "while_expression", "match_arm", "block"):
            whole = child
        elif kind == "binary_expression" and inference.syntax.text(around.children[1]) in ("&&", "||"):
            whole = child  # each operand is a scope of its own
        elif kind == "let_chain" and child.type != "let_condition":
            whole = child
        elif kind in ("match_expression", "for_expression"):
            whole = around if around.child_by_field_name("value") == child else None
        elif kind == "let_condition":
            owners = (a for a in inference.syntax.ancestors(around) if a.type in _BRANCHES)
            whole = next(owners, None) if around.child_by_field_name("value") == child else None
            then = whole.child_by_field_name("consequence") if whole is not None else None
            if whole is not None and then is not None and _ends_before_else(inference):
                return Extent(start, then.end_byte, whole.start_byte)
        elif kind == "let_declaration" and around.child_by_field_name("alternative") is not None:
            whole = child  # `else` comes when the temporaries are gone
        elif kind in ("expression_statement", "let_declaration"):
            whole = around
        elif kind in _ASSIGNMENTS and around.child_by_field_name("left") == child:
            start = around.end_byte  # what is assigned comes first
        if whole is not None:
            return Extent(start, whole.end_byte, whole.start_byte)
        child = around
    return None


def _ends_before_else(inference: Inference) -> bool:
    """Whether the temporaries of an ``if let`` are gone in its ``else``: since edition 2024."""
    crate = inference.unit.file.crate
    return crate is not None and crate.edition.isdigit() and int(crate.edition) >= 2024


def ended_before(inference: Inference, binding: Binding, node: Node) -> bool:
    """Whether a variable is moved away or dropped on every way to the end of a node behind its ``let``."""
    moved: set[int] = set()
    for use in inference.scope.uses_of(binding):
        if use.start_byte >= node.end_byte:
            break
        block = _moved_in(inference, use)
        while block is not None:
            if block.start_byte <= node.start_byte < block.end_byte:
                return True
            moved.add(block.start_byte)
            block = _branched(inference, block, moved)
    return False


def _branched(inference: Inference, block: Node, moved: set[int]) -> Node | None:
    """The block around an ``if`` all branches of which are among the blocks that start at ``moved``."""
    branch = inference.syntax.parent(block)
    while branch is not None and branch.type == "else_clause":
        branch = inference.syntax.parent(branch)
    if branch is None or branch.type != "if_expression":
        return None
    consequence, otherwise = (branch.child_by_field_name(part) for part in ("consequence", "alternative"))
    other = otherwise.named_children[-1] if otherwise is not None else None
    if consequence is None or other is None or {consequence.start_byte, other.start_byte} - moved:
        return None
    around = inference.syntax.ancestors(branch)
    return next((outer for outer in around if outer.type in ("block", *_BODIES)), None)


def _moved_in(inference: Inference, use: Node) -> Node | None:
    """The block in which a use takes the variable by value, unless it is given back at once."""
    around = inference.syntax.ancestors(use)
    if not around or around[0].type not in _BY_VALUE:
        return None
    if _is_of_macro(inference, around[0]):
        return None
    name = inference.syntax.text(use)
    for outer in around:
        if outer.type == "assignment_expression":
            left = outer.child_by_field_name("left")
            if left is not None and inference.syntax.text(left) == name:
                return None
        if outer.type in ("block", *_BODIES):
            return outer
    return None


def in_other_body(inference: Inference, start: int, node: Node) -> bool:
    """Whether a node stands in a closure or async block that the offset ``start`` is not in."""
    for around in inference.syntax.ancestors(node):
        if around.start_byte <= start < around.end_byte:
            return False
        if around.type in _BODIES:
            return True
    return False
