"""Text that is made for an error: nobody waits for it, as nobody waits for the error."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from perfrules.index.infer import Inference, inference_at
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.project import FileUnit, Project
from perfrules.index.scope import Binding
from perfrules.index.types import Type

Fails = Callable[[Node], bool]
"""Whether a place is on the way to a failure by what stands around it."""

_NAME = re.compile(r"(?:^|_)(?:errs?|errors?|diags?|diagnostics?|warnings?|failures?)(?:_|$)")
_TYPE = re.compile(r"(?:Error|ErrorKind|Errors|Diagnostic|Diagnostics|Report|Failure|Exception)$")
_TEXT = frozenset(
    {"String", "str", "Cow", "Vec", "[]", "VecDeque", "Option", "Box", "BTreeSet", "HashSet", "dyn"}
)
_ADDS = frozenset(
    {"push", "push_str", "push_back", "extend", "insert", "insert_str", "append", "add", "write_str"}
)
_WRITES = frozenset({"write", "writeln", "format_to"})
_ENDS = frozenset({"block", "closure_expression", "function_item", "match_arm"})


def builds_error_text(project: Project, unit: FileUnit, node: Node, fails: Fails) -> bool:
    """Whether what is evaluated here goes into an error: into a variable of that name or type, or into one
    that only errors take."""
    target = _target(unit, node)
    inference = inference_at(project, unit, node.start_byte) if target is not None else None
    return inference is not None and target is not None and _is_for_error(inference, target, fails)


def only_errors_call(project: Project, unit: FileUnit, node: Node, fails: Fails) -> bool:
    """Whether the place is in a closure with a name that is used only on the way to failures."""
    child = node
    for around in unit.syntax.ancestors(node):
        if around.type == "function_item":
            break
        if around.type == "let_declaration" and child.type == "closure_expression":
            uses = _uses(project, unit, around)
            if uses and all(map(fails, uses)):
                return True
        child = around
    return False


def _uses(project: Project, unit: FileUnit, let: Node) -> list[Node]:
    """Where the variable that a ``let`` binds is used."""
    target, inference = let.child_by_field_name("pattern"), inference_at(project, unit, let.start_byte)
    if target is None or inference is None:
        return []
    bound = inference.scope.bindings.get(unit.syntax.text(target), ())
    return [use for each in bound if each.node == target for use in inference.scope.uses_of(each)]


def _target(unit: FileUnit, node: Node) -> Node | None:
    """The place or pattern that the statement around a node puts it into."""
    child = node
    for around in unit.syntax.ancestors(node):
        if around.type == "let_declaration":
            return (
                around.child_by_field_name("pattern")
                if around.child_by_field_name("value") == child
                else None
            )
        if around.type in ("assignment_expression", "compound_assignment_expr"):
            return (
                around.child_by_field_name("left") if around.child_by_field_name("right") == child else None
            )
        if around.type == "call_expression" and child.type == "arguments":
            function, given = called(around), arguments(around)
            if function is None:
                return None
            name = unit.syntax.text(function.named_children[-1]) if function.named_children else ""
            if function.type == "field_expression" and name in _ADDS:
                return function.child_by_field_name("value")
            if function.type == "try_expression" and name in _WRITES and given[0].end_byte <= node.start_byte:
                return given[0]
        if around.type in _ENDS:
            return None
        child = around
    return None


def _is_for_error(inference: Inference, target: Node, fails: Fails) -> bool:
    """Whether a place holds errors, or is a variable that errors are made of."""
    while target.type in (
        "reference_expression",
        "unary_expression",
        "mut_pattern",
        "parenthesized_expression",
    ):
        target = target.named_children[-1]
    if target.type not in ("identifier", "field_expression", "self"):
        return False
    name = inference.syntax.text(target)
    bound = (each for each in inference.scope.bindings.get(name, ()) if each.node == target)
    binding = next(bound, None) or inference.scope.binding(name, target.start_byte)
    of = inference.binding_type(binding) if binding is not None else inference.type_of(target)
    of = of.peeled()
    last = target.child_by_field_name("field") or target
    if _TYPE.search(of.name) or any(_TYPE.search(part.name) for part in of.args):
        return True
    if _NAME.search(inference.syntax.text(last)) and _may_be_text(of):
        return True
    return binding is not None and of.name in ("String", "?") and _only_errors_take(inference, binding, fails)


def _may_be_text(of: Type) -> bool:
    return not of.known or (of.name in _TEXT and all(map(_may_be_text, of.args)))


def _only_errors_take(inference: Inference, binding: Binding, fails: Fails) -> bool:
    """Whether all that is done with a variable is adding to it, and making an error of it."""
    if binding.source != "let" or binding.node.id != binding.pattern.id:
        return False
    taken = [use for use in inference.scope.uses_of(binding) if not _is_added_to(inference, use)]
    return bool(taken) and all(map(fails, taken))


def _is_added_to(inference: Inference, use: Node) -> bool:
    parent = inference.syntax.parent(use)
    if parent is not None and parent.type == "reference_expression":
        use, parent = parent, inference.syntax.parent(parent)
    if parent is None:
        return False
    if parent.type == "field_expression":
        return inference.syntax.text(parent.named_children[-1]) in _ADDS
    if parent.type == "arguments":
        call = inference.syntax.parent(parent)
        function = called(call) if call is not None else None
        name = inference.syntax.text(function).rstrip("!?") if function is not None else ""
        return name in _WRITES and parent.named_children[0] == use
    return parent.type == "compound_assignment_expr" and parent.child_by_field_name("left") == use
