"""The predicates, by theme. Importing this package registers them all."""

from perfrules.rules.predicates import (
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
