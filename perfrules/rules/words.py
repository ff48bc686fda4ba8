"""Makes all words known: composition, relations, predicates."""

from __future__ import annotations

import importlib

_MODULES = (
    "perfrules.rules.conditions",
    "perfrules.rules.relations",
    "perfrules.rules.value_relations",
    "perfrules.rules.role",
    "perfrules.rules.identity",
    "perfrules.rules.argument_relations",
    "perfrules.rules.field_relations",
    "perfrules.rules.constant_relations",
    "perfrules.rules.function_relations",
    "perfrules.rules.name_relations",
    "perfrules.rules.predicates",
)


def load() -> None:
    """Import every module that registers words."""
    for name in _MODULES:
        importlib.import_module(name)
