"""How much may be spent: every request reserves the most that it can cost, and gives back the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from perfrules.config.settings import ModelSettings

MAX_ANSWER = 1_024
"""Tokens of one verdict."""
_FRAME = 600
"""Tokens that a provider adds around a prompt, at most."""


class OverBudget(Exception):
    """The next request could cost more than what is left."""


@dataclass(slots=True)
class Budget:
    """Tokens spent or reserved so far, against the limits. Threads may share one."""

    settings: ModelSettings
    input: int = 0
    output: int = 0
    kept: Callable[[Budget], None] = lambda budget: None
    """Is told of each change before anything is sent, so that what is spent can be written down."""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def reserve(self, size: int, answer: int = MAX_ANSWER) -> tuple[int, int]:
        """Set aside what sending ``size`` bytes can cost: a token is at least one byte."""
        most = (size + _FRAME, answer)
        with self._lock:
            if not self._affords(self.input + most[0], self.output + most[1]):
                raise OverBudget("the budget is used up")
            self.input += most[0]
            self.output += most[1]
            self.kept(self)
        return most

    @property
    def spent(self) -> tuple[int, int]:
        """Tokens sent and received."""
        return self.input, self.output

    def settle(self, reserved: tuple[int, int], used: tuple[int, int]) -> None:
        """Replace a reservation by what was used, as the provider counts it."""
        with self._lock:
            self.input += used[0] - reserved[0]
            self.output += used[1] - reserved[1]
            self.kept(self)

    def cost(self, read: int | None = None, wrote: int | None = None) -> float:
        """Money for tokens, by default those spent; 0 without prices."""
        tokens = (self.input if read is None else read, self.output if wrote is None else wrote)
        prices = (self.settings.input_price or 0.0, self.settings.output_price or 0.0)
        return sum(number * price for number, price in zip(tokens, prices, strict=True)) / 1e6

    def _affords(self, read: int, wrote: int) -> bool:
        most = self.settings.max_cost
        return read + wrote <= self.settings.max_tokens and (most is None or self.cost(read, wrote) <= most)
