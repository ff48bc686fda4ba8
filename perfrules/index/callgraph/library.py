"""Names that the knowledge files describe."""

from __future__ import annotations

from collections.abc import Iterable

from perfrules.index.knowledge import Knowledge, KnownType

SPAWNS = frozenset({"spawns-task", "spawns-thread"})


def method_names(knowledge: Knowledge) -> frozenset[str]:
    """Methods that library types have: of these, a name alone says nothing."""
    return frozenset(name for known in _types(knowledge) for name in known.methods)


def spawning_names(knowledge: Knowledge) -> frozenset[str]:
    """Last names of everything that spawns a task or a thread."""
    return frozenset(name for name, effects in knowledge.effects_by_name.items() if SPAWNS & effects)


def _types(knowledge: Knowledge) -> Iterable[KnownType]:
    return (known for group in knowledge.by_name.values() for known in group)
