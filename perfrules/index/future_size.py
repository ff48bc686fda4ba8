"""How large a future is: its arguments, the locals that live across an await, and what it awaits."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index.cost import size_of
from perfrules.index.derived import once_per_project
from perfrules.index.infer import Inference, inference_at
from perfrules.index.project import FileUnit, FunctionRef, Project
from perfrules.index.scope import Binding
from perfrules.index.types import Type, parse_type

_DEPTH = 8
_LOOPS = frozenset({"for_expression", "while_expression", "loop_expression"})
_WRAPPED = frozenset({"parenthesized_expression", "block", "unsafe_block"})


def future_size(inference: Inference, node: Node, depth: int = _DEPTH) -> int:
    """Bytes of the future that an expression gives, as far as they can be told: a lower bound.

    Looks through variables, own asynchronous functions, functions that return an async block, and async
    blocks; a boxed future counts nothing.
    """
    if depth <= 0:
        return 0
    if node.type in _WRAPPED and node.named_children:
        return future_size(inference, node.named_children[-1], depth)
    if node.type == "identifier":
        binding = inference.scope.binding(inference.syntax.text(node), node.start_byte)
        value = (
            binding.origin.child_by_field_name("value")
            if binding is not None and binding.source == "let"
            else None
        )
        return future_size(inference, value, depth - 1) if value is not None else 0
    if node.type == "async_block":
        return _body(inference, node, depth)
    if node.type == "call_expression":
        callee = inference.callee(node)
        return _call(inference, node, callee, depth) if isinstance(callee, FunctionRef) else 0
    return 0


def _call(inference: Inference, call: Node, ref: FunctionRef, depth: int) -> int:
    inside = _inside(inference.project, ref, depth)
    return inside + _arguments(inference, call, ref, depth) if ref.function.is_async else inside


@once_per_project
def _known(project: Project) -> dict[tuple[str, int, int], int]:
    return {}


def _inside(project: Project, ref: FunctionRef, depth: int) -> int:
    """What a function's own code puts into its future; kept, as each of many callers asks."""
    known, key = _known(project), (ref.unit.display, ref.function.index, depth)
    if key not in known:
        known[key] = _of_function(project, ref, depth)
    return known[key]


def _of_function(project: Project, ref: FunctionRef, depth: int) -> int:
    function = ref.function
    inside = inference_at(project, ref.unit, function.start)
    body = _function_body(ref.unit, function.start, function.end)
    if inside is None or body is None:
        return 0
    if function.is_async:
        return _body(inside, body, depth)
    tail = body.named_children[-1] if body.named_children else None
    if tail is not None and tail.type == "expression_statement":
        tail = tail.named_children[0] if tail.children[-1].type != ";" else None
    return _body(inside, tail, depth) if tail is not None and tail.type == "async_block" else 0


def _function_body(unit: FileUnit, start: int, end: int) -> Node | None:
    node = unit.syntax.root.descendant_for_byte_range(start, end)
    while node is not None and node.type != "function_item":
        node = unit.syntax.parent(node)
    return node.child_by_field_name("body") if node is not None else None


def _arguments(inference: Inference, call: Node, ref: FunctionRef, depth: int) -> int:
    """What the call moves into the future: by the declared types, and futures that are handed on."""
    total = 0
    for parameter in ref.function.parameters:
        if parameter.name != "self" and parameter.type:
            total += _bytes(inference.project, ref.unit, parameter.type)
    arguments = call.child_by_field_name("arguments")
    for given in arguments.named_children if arguments is not None else ():
        if given.type in ("identifier", "async_block", "call_expression"):
            total += future_size(inference, given, depth - 1)
    return total


def _bytes(project: Project, unit: FileUnit, text: str) -> int:
    return size_of(project, unit, parse_type(text)).bytes


def _body(inference: Inference, body: Node, depth: int) -> int:
    """The most that is alive at any await of a body."""
    most = 0
    for point in _awaits(inference, body):
        awaited = point.named_children[0] if point.named_children else None
        inner = future_size(inference, awaited, depth - 1) if awaited is not None else 0
        most = max(most, inner + _locals_across(inference, body, point))
    return most


def _awaits(inference: Inference, body: Node) -> list[Node]:
    """The awaits of a body itself, not of closures and async blocks in it."""
    return [
        point
        for point in inference.scope.awaits
        if body.start_byte <= point.start_byte < body.end_byte
        and _owner(inference, point) == _own(inference, body)
    ]


def _own(inference: Inference, body: Node) -> int:
    return body.id if body.type == "async_block" else _owner(inference, body)


def _owner(inference: Inference, node: Node) -> int:
    for around in inference.syntax.ancestors(node):
        if around.type in ("async_block", "closure_expression", "function_item"):
            return around.id
    return 0


def _locals_across(inference: Inference, body: Node, point: Node) -> int:
    return sum(
        size_of(inference.project, inference.unit, _least(inference.binding_type(binding))).bytes
        for bindings in inference.scope.bindings.values()
        for binding in bindings
        if binding.source == "let" and lives_across(inference, body, binding, point)
    )


def _least(of: Type) -> Type:
    """The smallest type that an array of plain literals can have: its elements may well be bytes."""
    if of.name == "[;]" and of.args and of.args[0].name == "{integer}":
        return Type(of.name, (Type("u8"),), of.path)
    return of


def lives_across(inference: Inference, body: Node, binding: Binding, point: Node) -> bool:
    """Whether a variable of a body is bound before an await and used behind it."""
    if not (body.start_byte <= binding.node.start_byte < point.start_byte < binding.scope_end):
        return False
    again = _repeated_from(inference, binding, point)
    return any(
        use.start_byte >= point.end_byte or (again is not None and use.start_byte >= again)
        for use in inference.scope.uses_of(binding)
    )


def _repeated_from(inference: Inference, binding: Binding, point: Node) -> int | None:
    """Where the outermost loop starts that repeats an await but not the binding."""
    start = None
    for around in inference.syntax.ancestors(point):
        if around.start_byte <= binding.node.start_byte:
            break
        if around.type in _LOOPS:
            start = around.start_byte
    return start
