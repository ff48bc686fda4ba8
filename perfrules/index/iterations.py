"""How often loops go round: constants, lengths, or until something happens; and nests of loops."""

from __future__ import annotations

from math import prod
from typing import Literal, NamedTuple

from tree_sitter import Node

from perfrules.index.extract.loops import repeats
from perfrules.index.facts import Loop
from perfrules.index.infer import Inference, inference_at
from perfrules.index.loops import is_loop, iterated_node
from perfrules.index.project import FileUnit, Project
from perfrules.index.size import array_length

Kind = Literal["constant", "data", "open"]

_SAME_NUMBER = frozenset(
    """
    iter iter_mut into_iter enumerate rev map cloned copied inspect peekable by_ref zip filter filter_map
    skip_while take_while skip drain par_iter par_iter_mut into_par_iter as_slice as_mut_slice as_ref as_mut
    flat_map flatten chain scan fuse map_while deref to_vec clone unwrap
    """.split()
)
"""Methods whose result has as many items as their receiver, or as many at most (or about)."""
_PARTS = frozenset({"chunks", "chunks_exact", "chunks_mut", "chunks_exact_mut", "rchunks", "step_by"})
"""Those that divide the number by their argument."""
_WITHIN = {
    "chars": "characters of", "char_indices": "characters of", "bytes": "bytes of", "lines": "lines of",
    "split_whitespace": "words of", "split": "parts of", "split_terminator": "parts of", "keys": "keys of",
    "values": "values of", "values_mut": "values of", "windows": "windows of", "graphemes": "graphemes of",
}  # fmt: skip


class Rounds(NamedTuple):
    """How often a loop goes round each time it is entered."""

    kind: Kind
    """``constant``; ``data``: the length of something; ``open``: until a condition, whenever that is."""
    text: str
    """``16``, ``rows.len()``, ``until i == n`` as a reader of the source would say it."""
    number: int | None = None
    """Of a constant."""


def rounds(project: Project, unit: FileUnit, loop: Loop) -> Rounds:
    """How often a loop goes round."""
    if loop.kind == "loop":
        return Rounds("open", "until it breaks")
    node = iterated_node(unit, loop)
    if node is None:
        return Rounds("open", "as often as it is called")
    if loop.kind == "while":
        text = _short(unit, node)
        return Rounds("open", f"while {text}")
    inference = inference_at(project, unit, loop.start)
    found = _of_items(project, unit, inference, node)
    if loop.adapter.startswith(("sort", "sorted")) and found.kind == "data":
        return found._replace(text=f"{found.text} · log")
    return found


def _of_items(project: Project, unit: FileUnit, inference: Inference | None, node: Node) -> Rounds:
    """How many items there are to go over."""
    text = unit.syntax.text
    for _ in range(24):
        node = _bare(node)
        if node.type == "range_expression":
            return _of_range(project, unit, node)
        if node.type == "array_expression":
            return _constant(len(node.named_children))
        method = _method(node)
        if method is None:
            break
        receiver, name, given = method
        if name == "take" and given and _value(project, unit, given[0]) is not None:
            return _constant(_value(project, unit, given[0]) or 0)
        if name in _PARTS and given:
            inner = _of_items(project, unit, inference, receiver)
            return inner._replace(kind="data", text=f"{inner.text} / {_short(unit, given[0])}", number=None)
        if name in _WITHIN:
            return Rounds("data", f"{_WITHIN[name]} {_short(unit, receiver)}")
        if name not in _SAME_NUMBER:
            break
        node = receiver
    known = inference.type_of(node).peeled() if inference is not None else None
    if known is not None and known.name == "[;]":
        length = array_length(project, unit, known.path)
        return _constant(length) if length is not None else Rounds("data", known.path)
    if node.type in ("identifier", "field_expression", "self", "index_expression"):
        is_iterator = inference is not None and known is not None and inference.is_iterator(known)
        place = text(node)
        return Rounds("data", f"items of {place}" if is_iterator else f"{place}.len()")
    return Rounds("data", f"items of {_short(unit, node)}")


def _of_range(project: Project, unit: FileUnit, node: Node) -> Rounds:
    parts = node.named_children
    dots = next((child.type for child in node.children if child.type in ("..", "..=")), "..")
    if len(parts) < 2:
        return Rounds("open", "until it breaks")
    low, high = (_value(project, unit, part) for part in parts)
    if low is not None and high is not None:
        return _constant(max(0, high - low + (dots == "..=")))
    last = _short(unit, parts[1])
    return Rounds("data", last if low in (0, 1) else f"({last} - {_short(unit, parts[0])})")


def _value(project: Project, unit: FileUnit, node: Node) -> int | None:
    """The number that an expression spells, constants looked up."""
    node = _bare(node)
    if node.type not in ("integer_literal", "identifier", "scoped_identifier", "binary_expression"):
        return None
    return array_length(project, unit, unit.syntax.text(node))


def _bare(node: Node) -> Node:
    while (
        node.type
        in ("parenthesized_expression", "reference_expression", "try_expression", "await_expression")
        and node.named_children
    ):
        node = node.child_by_field_name("value") or node.named_children[-1]
    return node


def _method(node: Node) -> tuple[Node, str, list[Node]] | None:
    """Receiver, name and arguments of a method call."""
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    if function is None or function.type != "field_expression":
        return None
    receiver, name = function.child_by_field_name("value"), function.child_by_field_name("field")
    arguments = node.child_by_field_name("arguments")
    if receiver is None or name is None or name.text is None:
        return None
    return receiver, name.text.decode(), list(arguments.named_children) if arguments is not None else []


def _constant(number: int) -> Rounds:
    return Rounds("constant", str(number), number)


def _short(unit: FileUnit, node: Node) -> str:
    text = " ".join(unit.syntax.text(node).split())
    return text if len(text) <= 30 else f"{text[:29]}…"


class Nest(NamedTuple):
    """Loops of one function, each in the one before: outermost first."""

    loops: tuple[Loop, ...]
    rounds: tuple[Rounds, ...]

    @property
    def data(self) -> int:
        """How many of them go round more often the more data there is."""
        return sum(one.kind != "constant" for one in self.rounds)

    def __str__(self) -> str:
        """``rows.len() · row.len() · 16``, constants multiplied."""
        fixed = prod(one.number or 1 for one in self.rounds if one.kind == "constant")
        varying = [one for one in self.rounds if one.kind != "constant"]
        named = [one.text if one.kind == "data" else f"({one.text})" for one in varying]
        return " · ".join([*named, *([str(fixed)] if fixed > 1 else [])])


def nest(project: Project, unit: FileUnit, outermost: Loop) -> Nest:
    """The deepest nest of loops in a function that starts with a loop; of equals, that with most data."""
    inside = [
        loop
        for loop in unit.loops_of(outermost.function)
        if outermost.start <= loop.start and loop.end <= outermost.end and is_loop(project, unit, loop)
    ]
    best = Nest((), ())
    for innermost in inside:
        around = tuple(loop for loop in inside if loop is innermost or repeats(loop, innermost.start))
        found = Nest(around, tuple(rounds(project, unit, loop) for loop in around))
        if (found.data, len(around)) > (best.data, len(best.loops)):
            best = found
    return best
