"""What a caller asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRequest:
    """Targets as typed, relative to ``cwd``."""

    targets: tuple[str, ...] = ()
    """Files, folders and globs; none: what changed in the git working tree, or all of ``cwd``."""
    cwd: Path
    crate: str | None = None
    """The package to take, looked for from the first target, or from ``cwd``."""
    since: str | None = None
    """A git revision: take only what changed since then."""
    exclude: tuple[str, ...] = ()
    """Patterns as in a .gitignore at the root; files named one by one are taken all the same."""
    include_generated: bool = False
    max_file_bytes: int = 2_000_000
