"""Places in source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A span of text. Lines and columns count from 1, columns in characters; the end is exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A region of a file. ``path`` is relative to the report's root, with forward slashes."""

    path: str
    region: Region
    function: str | None = None
    """Qualified name of the enclosing function, such as ``parser::Lexer::next_token``."""
