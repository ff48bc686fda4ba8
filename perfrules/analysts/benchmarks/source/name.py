"""Names of benchmarks as source tells them: in part they may be known only when the program runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Name:
    """Texts, and None for each part that source does not tell."""

    parts: tuple[str | None, ...]

    @classmethod
    def of(cls, *parts: Name | str | None) -> Name:
        """Texts and names put one behind the other."""
        flat: list[str | None] = []
        for part in parts:
            for piece in part.parts if isinstance(part, Name) else (part,):
                last = flat[-1] if flat else ""
                if piece is None:
                    if not flat or last is not None:
                        flat.append(None)
                elif flat and last is not None:
                    flat[-1] = last + piece
                elif piece:
                    flat.append(piece)
        return cls(tuple(flat))

    @classmethod
    def path(cls, *parts: Name | str | None) -> Name:
        """Names joined by ``/``, as Criterion joins group, function and parameter."""
        joined: list[Name | str | None] = []
        for part in parts:
            joined += ["/", part] if joined else [part]
        return cls.of(*joined)

    @property
    def known(self) -> bool:
        """Whether source tells all of it."""
        return None not in self.parts

    def __str__(self) -> str:
        return "".join("*" if part is None else part for part in self.parts)

    def matches(self, text: str) -> bool:
        """Whether a benchmark that runs under this name can be called ``text``."""
        return self._pattern.fullmatch(text) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = [".*" if part is None else re.escape(part) for part in self.parts]
        return re.compile("".join(pieces), re.DOTALL)

    @property
    def weight(self) -> int:
        """How much of it is told; of several names that match, the one with most is meant."""
        return sum(len(part) for part in self.parts if part is not None)
