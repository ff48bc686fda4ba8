"""What is wrong with a rule file, and where."""

from __future__ import annotations

from collections.abc import Sequence


class RuleError(Exception):
    """A mistake in a rule. ``keys`` leads to the offending value (or key) in its document."""

    def __init__(
        self,
        message: str,
        keys: Sequence[str | int] = (),
        *,
        of_key: bool = False,
        line_offset: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.keys = tuple(keys)
        self.of_key = of_key
        self.line_offset = line_offset or 0
        """Lines below the value's first line, for an error inside a block of text."""
        self.in_text = line_offset is not None
