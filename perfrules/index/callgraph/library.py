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
    listed = [known.methods for known in _types(knowledge)]
    listed += [known.functions for known in _types(knowledge)]
    signatures = [*(one[name] for one in listed for name in one)]
    signatures += [knowledge.functions[path] for path in knowledge.functions]
    return frozenset(
        signature.name.rpartition("::")[2] for signature in signatures if SPAWNS & signature.effects
    )


def _types(knowledge: Knowledge) -> Iterable[KnownType]:
    return (known for group in knowledge.by_name.values() for known in group)
