"""Paths handed on as values, which may name functions: ``iter.map(parse)``, ``Handler { run: step }``."""

from __future__ import annotations

from perfrules.index.extract.captures import Captures, span
from perfrules.index.extract.functions import Owners
from perfrules.index.facts import Function, Value


def values(captures: Captures, functions: tuple[Function, ...]) -> tuple[Value, ...]:
    """Those that may name a function: no type, constant or variant, no parameter of the function around."""
    owners = Owners(functions)
    found = []
    for match in captures.matches("value"):
        node, call = match["name"], match.get("node")
        path = captures.text(node)
        if path.rpartition("::")[2][:1].isupper():
            continue
        around = owners.of(node.start_byte)
        parameters = functions[around].parameters if around is not None else ()
        if any(parameter.name == path for parameter in parameters):
            continue
        found.append(Value(path, *span(node), span(call) if call is not None else None))
    return tuple(sorted(found, key=lambda value: value.start))
