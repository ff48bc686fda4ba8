"""Local data flow: where values are changed, used again, or stay the same."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.facts import Function, Loop
from perfrules.index.infer import Inference
from perfrules.index.knowledge import Signature
from perfrules.index.leaving import exit_behind
from perfrules.index.own_macros import repeats_arguments
from perfrules.index.project import FunctionRef
from perfrules.index.scope import Binding

_PLACE = frozenset({"field_expression", "index_expression", "parenthesized_expression"})
_REPEATED = frozenset(
    "for_expression while_expression loop_expression closure_expression async_block".split()
)
_IMPURE_NAMES = frozenset(
    """
    next pop pop_front pop_back recv try_recv read read_line take replace swap fetch_add fetch_sub now elapsed
    lock borrow_mut next_back send push insert load
    """.split()
)


def root_name(inference: Inference, node: Node) -> Node | None:
    """The variable that a place starts from: ``a`` of ``a.b[i].c``, also through ``&``, ``*``, receivers."""
    here: Node | None = node
    while here is not None:
        if here.type in ("identifier", "self"):
            return here
        if here.type in _PLACE or here.type in (
            "reference_expression",
            "unary_expression",
            "try_expression",
            "await_expression",
        ):
            here = here.child_by_field_name("value") or (
                here.named_children[0] if here.named_children else None
            )
        elif here.type == "call_expression":
            function = here.child_by_field_name("function")
            if function is not None and function.type == "generic_function":
                function = function.child_by_field_name("function")
            here = (
                function.child_by_field_name("value")
                if function is not None and function.type == "field_expression"
                else None
            )
        else:
            return None
    return None


def binding_of(inference: Inference, node: Node) -> Binding | None:
    """The binding of the variable that a place starts from."""
    name = root_name(inference, node)
    if name is None:
        return None
    return inference.scope.binding(inference.syntax.text(name), name.start_byte)


def bound_inside(inference: Inference, node: Node, start: int, end: int) -> bool:
    """Whether some variable in the expression is bound within a span."""
    return any(
        binding is not None and start <= binding.node.start_byte < end
        for binding in bindings_in(inference, node)
    )


def bindings_in(inference: Inference, node: Node) -> list[Binding | None]:
    """Bindings of all names used inside an expression; None for names bound outside the function."""
    scope = inference.scope
    return [
        scope.binding(name, use.start_byte) for name, use in scope.uses_within(node.start_byte, node.end_byte)
    ]


def is_changed(inference: Inference, binding: Binding, start: int, end: int) -> bool | None:
    """Whether a variable's value may change within a span: assigned, borrowed mutably, or given to a
    method that takes ``&mut self``. None if a method on it is unknown and the variable could change."""
    unsure = False
    reference = inference.binding_type(binding).name == "&mut" or (
        binding.source == "parameter"
        and binding.origin.type == "self_parameter"
        and b"mut" in (binding.origin.text or b"")
    )
    by_value = not reference and inference.binding_type(binding).known
    if by_value and not binding.mutable and binding.source in ("parameter", "let", "for", "closure"):
        return False
    for use in inference.scope.uses_of(binding):
        if not start <= use.start_byte < end:
            continue
        changed = _changes(inference, use)
        if changed:
            return True
        unsure = unsure or changed is None
    return None if unsure and (binding.mutable or reference) else False


def _changes(inference: Inference, use: Node) -> bool | None:
    """Whether one use changes the variable."""
    child = use
    for around in inference.syntax.ancestors(use):
        kind = around.type
        if kind in ("assignment_expression", "compound_assignment_expr"):
            return around.child_by_field_name("left") == child
        if kind == "reference_expression":
            return any(part.type == "mutable_specifier" for part in around.children)
        if kind in ("field_expression", "index_expression"):
            if around.named_children[0] != child:
                return False
            parent = inference.syntax.parent(around)
            if (
                kind == "field_expression"
                and parent is not None
                and parent.type in ("call_expression", "generic_function")
            ):
                call = parent if parent.type == "call_expression" else inference.syntax.parent(parent)
                if call is not None and call.child_by_field_name("function") in (around, parent):
                    return _method_changes(inference, call)
        elif kind == "arguments":
            return _given_changes(inference, child)
        elif kind not in ("parenthesized_expression", "unary_expression"):
            return False
        child = around
    return False


def _given_changes(inference: Inference, argument: Node) -> bool | None:
    """Whether a place that is handed on as it is, is a ``&mut``: the callee has it while it runs."""
    given = inference.type_of(argument)
    return given.name == "&mut" if given.known else None


def _method_changes(inference: Inference, call: Node) -> bool | None:
    callee = inference.callee(call)
    if isinstance(callee, Signature):
        return callee.receiver == "&mut self"
    if isinstance(callee, FunctionRef):
        return changes_self(callee.function)
    return None


def changes_self(method: Function) -> bool:
    """Whether a function takes ``&mut self``."""
    receiver = next((p for p in method.parameters if p.name == "self"), None)
    return receiver is not None and "mut" in receiver.type and "&" in receiver.type


def used_after(inference: Inference, use: Node, call_end: int) -> bool:
    """Whether the variable behind ``use`` is used again after a call that ends at ``call_end``.

    In a loop that the variable is bound outside of, every use in the loop comes again, unless the loop is
    left behind it; so it does in the arguments of an own macro that repeats them.
    """
    binding = inference.scope.binding(inference.syntax.text(use), use.start_byte)
    if binding is None:
        return True
    out = exit_behind(inference.syntax, use)
    later = [
        other
        for other in inference.scope.uses_of(binding)
        if other.start_byte >= call_end
        and (out is None or not out.by.end_byte <= other.start_byte < out.left.end_byte)
    ]
    if later and not _only_in_other_branches(inference, use, later):
        return True
    for around in inference.syntax.ancestors(use):
        if around.start_byte < binding.scope_start and around.type in ("block", "function_item"):
            break
        if out is not None and out.leaves(around):
            continue
        repeated = around.type in _REPEATED or repeats_arguments(inference.project, inference.syntax, around)
        if repeated and binding.node.start_byte < around.start_byte:
            return True
    return False


def _only_in_other_branches(inference: Inference, use: Node, later: list[Node]) -> bool:
    """Whether each later use stands in another arm or branch than ``use``."""
    branches = [
        around
        for around in inference.syntax.ancestors(use)
        if around.type in ("match_arm", "else_clause")
        or (
            around.type == "block"
            and (p := inference.syntax.parent(around)) is not None
            and p.type == "if_expression"
        )
    ]
    for other in later:
        excluded = False
        for branch in branches:
            owner = inference.syntax.parent(branch)
            if owner is not None and owner.start_byte <= other.start_byte < owner.end_byte:
                excluded = not branch.start_byte <= other.start_byte < branch.end_byte
                break
        if not excluded:
            return False
    return True


def is_invariant(inference: Inference, node: Node, loop: Loop) -> bool | None:
    """Whether an expression has the same value in every iteration; None if that cannot be told.

    Its names are bound outside the loop and not changed inside, and what it calls takes no ``&mut``
    and is not known to give another answer each time.
    """
    unsure = False
    for binding in bindings_in(inference, node):
        if binding is None:
            continue
        if loop.start <= binding.node.start_byte < loop.end:
            if node.start_byte <= binding.node.start_byte < node.end_byte:
                continue
            return False
        changed = is_changed(inference, binding, loop.start, loop.end)
        if changed:
            return False
        unsure = unsure or changed is None
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type in (
            "await_expression",
            "assignment_expression",
            "compound_assignment_expr",
            "macro_invocation",
        ):
            return False
        if here.type == "call_expression":
            function = here.child_by_field_name("function")
            callee = inference.callee(here)
            name = function.child_by_field_name("field") if function is not None else None
            if name is not None and inference.syntax.text(name) in _IMPURE_NAMES:
                return False
            if isinstance(callee, Signature):
                if callee.receiver == "&mut self" or callee.effects & {
                    "io",
                    "random",
                    "clock",
                    "blocks",
                    "locks",
                }:
                    return False
            elif isinstance(callee, FunctionRef):
                if any("&mut" in parameter.type for parameter in callee.function.parameters):
                    return False
                unsure = True
            else:
                unsure = True
        stack.extend(here.named_children)
    return None if unsure else True
