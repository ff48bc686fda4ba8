"""The predicates, by theme. Importing this package registers them all."""

from perfrules.rules.predicates import calls, flow, functions, loops, places, text, types, usage

__all__ = ["calls", "flow", "functions", "loops", "places", "text", "types", "usage"]
