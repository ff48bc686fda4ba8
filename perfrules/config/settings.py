"""What a configuration file may set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from perfrules.model.severity import Severity

FailOn = Severity | Literal["never"]


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The model that is asked about ambiguous findings, if any, and how far it may go."""

    model: str | None = None
    """``provider:name``; nothing is ever sent without it."""
    base_url: str | None = None
    verdicts: Path | None = None
    """Where verdicts are kept."""
    max_cost: float | None = None
    max_tokens: int = 500_000
    input_price: float | None = None
    """Money per million tokens, as ``output_price``."""
    output_price: float | None = None
    timeout: float = 60.0
    """Seconds that one request may take."""
    time_limit: float = 300.0
    """Seconds that all questions of a run may take; what is open then stays undecided."""
    concurrency: int = 4
    backoff: float = 1.0
    """What waits before another try are multiplied by."""
    offline: bool = False
    """Only verdicts that are kept already count."""
    disagreements: bool = False
    """Ask about issues whose analysts disagree, too."""
    show: Callable[[str], None] | None = None
    """Gets each prompt instead of the model."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a file, checked; the empty one where there is no file. Paths are absolute."""

    path: Path | None = None
    """The file the settings were read from."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    """User rule packs."""
    min_severity: Severity | None = None
    fail_on: FailOn | None = None
    exclude: tuple[str, ...] = ()
    baseline: Path | None = None
    include_generated: bool = False
    severity: Mapping[str, str] = field(default_factory=dict)
    """Rule id to severity word, or ``off``."""
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Rule or pack id to the values handed to its rules."""
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``HOT``, ``WARM`` and ``COLD`` to patterns of paths, modules and functions."""
    llm: ModelSettings = field(default_factory=ModelSettings)
