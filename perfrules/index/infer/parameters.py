"""What a callee asks of its arguments, and what they tell of its type parameters."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from tree_sitter import Node

from perfrules.index.infer import methods, paths
from perfrules.index.infer.closures import closure_result
from perfrules.index.infer.expected import expected_type
from perfrules.index.infer.generics import CAPITALS, generic_names, has_hole, instantiate, is_open, unify
from perfrules.index.infer.nodes import arguments, called
from perfrules.index.knowledge import Signature
from perfrules.index.project import FunctionRef
from perfrules.index.types import UNKNOWN, Type

if TYPE_CHECKING:
    from perfrules.index.infer.inference import Inference


def wanted_of_argument(inference: Inference, argument: Node) -> Type:
    """The type that a call asks of one of its arguments; unknown outside calls."""
    around = inference.syntax.ancestors(argument)
    if len(around) < 2 or around[0].type != "arguments" or around[1].type != "call_expression":
        return UNKNOWN
    node = around[1]
    given = arguments(node)
    position = next((at for at, child in enumerate(given) if child.id == argument.id), None)
    function = called(node)
    if position is None or function is None:
        return UNKNOWN
    if function.type == "field_expression":
        found = inference.method(node)
        if found is None:
            return UNKNOWN
        return _wanted(inference, found.callee, dict(found.names), node, position, is_method=True)
    if function.type not in ("identifier", "scoped_identifier"):
        return UNKNOWN
    path = paths.Path.of(inference, function)
    if path.is_local(inference, function):
        of = inference.type_of(function).peeled()
        return of.args[position] if of.name == "fn" and position < len(of.args) - 1 else UNKNOWN
    constructed = path.constructed(inference)
    if constructed is not None:
        parts = inference.field_types(path.text, UNKNOWN)
        return parts[position] if position < len(parts) and not has_hole(parts[position]) else UNKNOWN
    found_callee = path.callee(inference)
    if found_callee is None:
        return UNKNOWN
    return _wanted(
        inference, found_callee, path.names(inference, found_callee), node, position, is_method=False
    )


def _wanted(
    inference: Inference,
    of: FunctionRef | Signature,
    names: dict[str, Type],
    call: Node,
    position: int,
    *,
    is_method: bool,
) -> Type:
    wanted = parameter_types(inference, of, is_method=is_method)
    if position >= len(wanted):
        return UNKNOWN
    variables = CAPITALS if isinstance(of, Signature) else generic_names(of)
    bind(inference, wanted, arguments(call), variables, names, skip=position)
    if isinstance(of, Signature) and is_open(wanted[position], variables, names):
        unify(inference, of.returns, expected_type(inference, call), variables, names)
    return instantiate(inference, wanted[position], names, variables)


def parameter_types(inference: Inference, of: FunctionRef | Signature, *, is_method: bool) -> list[Type]:
    """Parameter types as declared; a type parameter bounded by ``Fn`` is that closure type."""
    if isinstance(of, Signature):
        own = [] if is_method or not of.receiver else [Type("Self")]
        return [*own, *of.parameters]
    generics = generic_names(of)
    names = inference.project.names(of.unit, of.start)
    closures = methods.closure_bounds(inference.project, of)
    declared = [
        names.read(parameter.type, generics)
        if parameter.name != "self" or ":" in parameter.type
        else Type("Self")
        for parameter in of.function.parameters
        if not (is_method and parameter.name == "self")
    ]
    return [closures.get(of.name, of) if not of.args else _closure_of(of) for of in declared]


def _closure_of(of: Type) -> Type:
    if of.name == "impl" and of.args[0].name == "fn":
        return of.args[0]
    return of


def bind(
    inference: Inference,
    wanted: list[Type],
    given: list[Node],
    variables: Container[str],
    names: dict[str, Type],
    skip: int = -1,
) -> None:
    """Bind a callee's variables by the types of the arguments; closures by their results."""
    for at, (want, node) in enumerate(zip(wanted, given, strict=False)):
        if at == skip or not is_open(want, variables, names):
            continue
        if want.name == "fn" and want.args:
            passed = [instantiate(inference, arg, names, variables) for arg in want.args[:-1]]
            result = closure_result(inference, node, passed)
            unify(inference, want.args[-1], result, variables, names)
        else:
            unify(inference, want, inference.type_of(node), variables, names)
