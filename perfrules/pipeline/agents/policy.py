"""What a model may do in phase 2, by rules/agents.yaml; how each specialist works, by rules/methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from perfrules.yamlfile import bundled, bundled_table

FILE = "agents.yaml"
METHODS = "methods"


@dataclass(frozen=True, slots=True)
class Policy:
    """The file's tables."""

    edits: frozenset[str]
    """Specialists that may edit."""
    turns: int
    fruitless: int
    answer: int
    """Tokens."""
    bytes: int
    lines: int
    closed: tuple[tuple[str, str], ...]
    """Patterns of paths, and why such a file is not edited."""
    words: Mapping[str, str]
    """Words that may not be added, and what they do."""
    attributes: frozenset[str]
    flagged: Mapping[str, str]


@cache
def policy() -> Policy:
    """The bundled policy."""
    data = bundled_table(FILE)
    return Policy(
        edits=frozenset(data["edits"]),
        **data["limits"],
        closed=tuple((each["pattern"], each["why"]) for each in data["closed"]),
        words={word: each["why"] for each in data["words"] for word in each["words"]},
        attributes=frozenset(data["attributes"]),
        flagged=data["flagged"],
    )


@cache
def method(specialist: str) -> str:
    """How a specialist works, and its checklist, as a model is told."""
    return (bundled(METHODS) / f"{specialist}.md").read_text(encoding="utf-8")
