"""What is done through a guard, or any value that others are reached through."""

from __future__ import annotations

from tree_sitter import Node

from perfrules.index import extent
from perfrules.index.infer import Inference
from perfrules.index.scope import Binding
from perfrules.index.usage import usage_of
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "looks-through",
    primary="is",
    is_=Param("strings", required=True, choices=("read", "written", "unknown"), doc="any of these"),
    of=Param(
        "capture", "match", doc="a call that gives a guard, or any value that others are reached through"
    ),
)
def looks_through(match: Match, is_: tuple[str, ...], of: str) -> bool:
    """What is done to the value that an expression gives, where it lives on in a variable all uses of that:
    only `read`, or `written` somewhere."""
    node, inference = match.get(of), match.inference
    if node is None or inference is None:
        return "unknown" in is_
    return _through(inference, node) in is_


def _through(inference: Inference, node: Node) -> str:
    life = extent.of_expression(inference, node)
    if life is None:
        return "unknown"
    if life.binding is None:
        return _verdict({usage_of(inference, extent.carrier(inference, node))})
    return _verdict({usage_of(inference, use) for use in _uses(inference, life.binding)})


def _uses(inference: Inference, binding: Binding) -> list[Node]:
    """Uses of a variable that say something: dropping it does not."""
    return [use for use in inference.scope.uses_of(binding) if not _is_dropped(inference, use)]


def _is_dropped(inference: Inference, use: Node) -> bool:
    around = inference.syntax.ancestors(use)
    function = (
        around[1].child_by_field_name("function")
        if len(around) > 1 and around[0].type == "arguments"
        else None
    )
    return function is not None and inference.syntax.text(function).rpartition("::")[2] == "drop"


def _verdict(usages: set[str]) -> str:
    if "mutated" in usages:
        return "written"
    return "read" if usages <= {"borrowed"} and usages else "unknown"
