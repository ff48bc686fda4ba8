"""What one use does to a value: looks at it, changes it, or takes it away."""

from __future__ import annotations

from typing import Literal

from tree_sitter import Node

from perfrules.index.cost import is_copy
from perfrules.index.infer import Inference
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.index.scope import pattern_names

Usage = Literal["borrowed", "mutated", "moved", "unknown"]

_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_READING_MACROS = frozenset(
    """println print eprintln eprint format write writeln panic assert assert_eq assert_ne debug_assert
    debug_assert_eq debug_assert_ne format_args unreachable todo trace debug info warn error log bail ensure
    anyhow matches""".split()
)
_TRANSPARENT = frozenset({"parenthesized_expression", "reference_pattern"})
_BY_NAME: dict[str, Usage] = {
    **dict.fromkeys(
        """clone to_string to_owned to_vec as_ref as_str as_slice as_bytes as_deref len is_empty iter eq ne
    cmp     partial_cmp hash fmt""".split(),
        "borrowed",
    ),
    **dict.fromkeys(("as_mut", "iter_mut"), "mutated"),
    **dict.fromkeys(("into_iter", "into", "try_into", "into_boxed_slice"), "moved"),
}
"""Methods that take their receiver in the same way on every type."""


def usage_of(inference: Inference, node: Node) -> Usage:
    """What the code directly around an expression does to its value.

    A part stands for the whole: ``x.field.push(1)`` changes ``x``. ``unknown`` where a method or macro is.
    """
    if node.type in ("string_literal", "raw_string_literal"):
        return "borrowed"  # a name inside a format string
    child, place = node, False
    around = inference.syntax.ancestors(node)
    for at, parent in enumerate(around):
        outer = around[at + 1] if at + 1 < len(around) else None
        kind = parent.type
        if kind in _TRANSPARENT:
            child = parent
            continue
        if kind == "field_expression":
            call = _method_call(inference, parent, outer)
            if call is not None:
                return _by_method(inference, call, parent)
            child, place = parent, True
            continue
        if kind == "index_expression":
            if parent.named_children[0] != child:
                return "moved"
            child, place = parent, True
            continue
        if kind == "unary_expression" and parent.children[0].type == "*":
            child, place = parent, True
            continue
        return _by_parent(inference, child, parent, outer, place=place)
    return "unknown"


def _method_call(inference: Inference, field: Node, outer: Node | None) -> Node | None:
    """The call whose method a field expression names."""
    if outer is not None and outer.type == "generic_function":
        outer = inference.syntax.parent(outer)
    if outer is None or outer.type != "call_expression":
        return None
    function = outer.child_by_field_name("function")
    if function is None or function.start_byte != field.start_byte or function.end_byte < field.end_byte:
        return None
    return outer


def _by_method(inference: Inference, call: Node, field: Node) -> Usage:
    receiver = field.child_by_field_name("value")
    if receiver is not None and inference.type_of(receiver).name == "&":
        return "borrowed"  # what is behind a shared reference can only be looked at
    callee = inference.callee(call)
    how = ""
    if isinstance(callee, Signature):
        how = callee.receiver
    elif isinstance(callee, FunctionRef):
        own = next((p for p in callee.function.parameters if p.name == "self"), None)
        how = "".join(own.type.split()) if own is not None else ""
    name = field.child_by_field_name("field")
    if not how:
        return _BY_NAME.get(inference.syntax.text(name), "unknown") if name is not None else "unknown"
    if how.startswith("&"):
        return "mutated" if "mut" in how else "borrowed"
    return "borrowed" if receiver is not None and _copies(inference, receiver) else "moved"


def _copies(inference: Inference, node: Node) -> bool:
    return is_copy(inference.project, inference.unit, inference.type_of(node)) is True


def _by_parent(inference: Inference, child: Node, parent: Node, outer: Node | None, *, place: bool) -> Usage:
    kind = parent.type
    if kind == "reference_expression":
        return "mutated" if any(part.type == "mutable_specifier" for part in parent.children) else "borrowed"
    if kind == "arguments" and outer is not None:
        function = outer.child_by_field_name("function")
        if function is not None and function.type == "try_expression":
            name = inference.syntax.text(function.named_children[0]).rpartition("::")[2]
            return (
                "borrowed" if name in _READING_MACROS else ("moved" if name in ("vec", "dbg") else "unknown")
            )
    if (
        kind in ("assignment_expression", "compound_assignment_expr")
        and parent.child_by_field_name("left") == child
    ):
        return "mutated"
    if kind == "binary_expression":
        operator = parent.child_by_field_name("operator")
        if operator is not None and operator.type in _COMPARISONS:
            return "borrowed"
    if kind in ("match_expression", "let_condition", "let_declaration") and not _takes(inference, parent):
        return "borrowed"
    if kind in ("token_tree", "macro_invocation"):
        return "unknown"
    return "borrowed" if place and _copies(inference, child) else "moved"


def _takes(inference: Inference, node: Node) -> bool:
    """Whether the patterns that a value is matched against take something out of it."""
    if node.type == "match_expression":
        body = node.child_by_field_name("body")
        arms = body.named_children if body is not None else []
        patterns = [arm.child_by_field_name("pattern") for arm in arms if arm.type == "match_arm"]
    else:
        patterns = [node.child_by_field_name("pattern")]
    for pattern in patterns:
        if pattern is None:
            continue
        for name, _ in pattern_names(pattern):
            above = inference.syntax.parent(name)
            if above is not None and above.type == "ref_pattern":
                continue
            binding = next(
                (b for b in inference.scope.bindings.get(inference.syntax.text(name), ()) if b.node == name),
                None,
            )
            of = inference.binding_type(binding) if binding is not None else None
            if of is None or is_copy(inference.project, inference.unit, of) is not True:
                return True
    return False


_GENERATORS = frozenset({"stream", "try_stream"})
"""Macros of async-stream, whose result outlives the function that it is returned from."""


def captured_by_move(inference: Inference, use: Node, bound_at: int) -> bool:
    """Whether a ``move`` closure, async block or the body of a generator stands between a use and the
    binding of its variable."""
    for around in inference.syntax.ancestors(use):
        if around.start_byte <= bound_at < around.end_byte:
            return False
        macro = inference.syntax.blocks.get(around.start_byte) if around.type == "block" else None
        if macro is not None and macro.path.rpartition("::")[2] in _GENERATORS:
            return True
        if around.type in ("closure_expression", "async_block") and any(
            c.type == "move" for c in around.children
        ):
            return True
    return False
