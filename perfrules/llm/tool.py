"""What a model may call, and its calls; data alone, free of any provider's library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as a model is told of it."""

    name: str
    description: str
    schema: Mapping[str, object]
    """JSON schema of its arguments, an object."""


@dataclass(frozen=True, slots=True)
class Call:
    """A model's call of a tool."""

    id: str
    name: str
    arguments: object
    """Decoded; None where they are not JSON."""
