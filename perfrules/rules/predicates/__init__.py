"""The predicates, by theme. Importing this package registers them all."""

from perfrules.rules.predicates import (
    callees,
    calls,
    effects,
    effort,
    flow,
    functions,
    futures,
    guards,
    loops,
    macros,
    places,
    signatures,
    strings,
    text,
    types,
    usage,
)

__all__ = [
    "callees",
    "calls",
    "effects",
    "effort",
    "flow",
    "functions",
    "futures",
    "guards",
    "loops",
    "macros",
    "places",
    "signatures",
    "strings",
    "text",
    "types",
    "usage",
]
