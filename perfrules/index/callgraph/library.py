"""Names that the knowledge files describe."""

from __future__ import annotations

from collections.abc import Iterable

from perfrules.index.knowledge import Knowledge, KnownType

SPAWNS = frozenset({"spawns-task", "spawns-thread"})


def method_names(knowledge: Knowledge) -> frozenset[str]:
    """Methods that library types have: of these, a name alone says nothing."""
    return frozenset(name for known in _types(knowledge) for name in _names(known, "methods"))


def spawning_names(knowledge: Knowledge) -> frozenset[str]:
    """Last names of everything that spawns a task or a thread."""
    signatures = [known.method(name) for known in _types(knowledge) for name in _names(known, "methods")]
    signatures += [known.function(name) for known in _types(knowledge) for name in _names(known, "functions")]
    signatures += [knowledge.functions[path] for path in knowledge.functions]
    return frozenset(s.name.rpartition("::")[2] for s in signatures if s is not None and SPAWNS & s.effects)


def _types(knowledge: Knowledge) -> Iterable[KnownType]:
    return (*knowledge.types.values(), *knowledge.traits.values())


def _names(known: KnownType, section: str) -> Iterable[str]:
    raw = f"raw_{section}"
    names: Iterable[str] = getattr(known, raw if hasattr(known, raw) else section)
    return names
