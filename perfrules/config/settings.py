"""What a configuration file may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from perfrules.model.severity import Severity

FailOn = Severity | Literal["never"]


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
