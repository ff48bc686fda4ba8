"""The predicates, by theme. Importing this package registers them all."""

from perfrules.rules.predicates import calls, effort, flow, functions, loops, places, signatures, strings, text, types, usage

__all__ = ["calls", "effort", "flow", "functions", "loops", "places", "signatures", "strings", "text", "types", "usage"]
