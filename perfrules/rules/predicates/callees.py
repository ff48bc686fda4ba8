"""Which of the project's functions a call calls, and whether functions are used without being called."""

from __future__ import annotations

from perfrules.index.callgraph import Kind, call_graph
from perfrules.index.function_uses import is_value
from perfrules.index.infer.nodes import arguments
from perfrules.index.project import FunctionRef
from perfrules.model.source import Crate
from perfrules.rules.captures import call_captures
from perfrules.rules.match import Match
from perfrules.rules.predicates.functions import KINDS, has_kind
from perfrules.rules.spec import Param, predicate


@predicate(
    "callee",
    primary="is",
    of=Param("capture", "match", doc="a call"),
    is_=Param("strings", required=True, choices=("own", *KINDS), doc="all of these; `own`: of the project"),
    unsure=Param("bool", False, doc="also hold where the receiver's type is unknown, and some type's may be"),
)
def callee(match: Match, of: str, is_: tuple[str, ...], unsure: bool) -> bool:
    """The function that is called has these properties, by its definition in the project."""
    found = _callee(match, of)
    candidates = [found] if found is not None else _namesakes(match, of) if unsure else []
    return any(
        all(word == "own" or has_kind(ref.unit, ref.function, word) for word in is_) for ref in candidates
    )


def _namesakes(match: Match, of: str) -> list[FunctionRef]:
    """The project's methods that may be called by this name on a value of unknown type."""
    node = match.get(of)
    receiver = call_captures(node).get("receiver") if node is not None else None
    if node is None or receiver is None or match.inference is None:
        return []
    if match.inference.type_of(receiver).peeled().known:
        return []
    name = match.unit.syntax.text(call_captures(node)["method"])
    given = len(arguments(node)) + 1
    return [
        ref
        for ref in match.project.methods_by_name.get(name, ())
        if len(ref.function.parameters) == given
        and ref.function.parameters[0].name == "self"
        and _within_reach(match.unit.file.crate, ref.unit.file.crate)
    ]


def _within_reach(own: Crate | None, other: Crate | None) -> bool:
    """Whether code of one package may speak of what another defines."""
    return own is None or other is None or own.name == other.name or other.name in own.dependencies


def _callee(match: Match, of: str) -> FunctionRef | None:
    node = match.get(of)
    if node is None or node.type != "call_expression":
        return None
    if match.inference is not None:
        found = match.inference.callee(node)
        return found if isinstance(found, FunctionRef) else None
    path = call_captures(node).get("path")  # outside functions, as in a static's initialiser
    if path is None:
        return None
    resolver = call_graph(match.project).resolver
    targets = resolver.by_path(match.unit, None, match.unit.syntax.text(path), node.start_byte)
    return targets[0].ref if len(targets) == 1 else None


@predicate("handed-on", primary="of", of=Param("capture", "match", doc="a function"))
def handed_on(match: Match, of: str) -> bool:
    """The function is used as a value somewhere, such as `router.get(handler)`: its signature is settled."""
    node = match.get(of)
    function = match.unit.function_at(node.start_byte) if node is not None else None
    if function is None:
        return False
    ref = FunctionRef(match.unit, function)
    edges = call_graph(match.project).callers(ref)
    return any(edge.kind is Kind.VALUE for edge in edges) or is_value(match.project, ref)
