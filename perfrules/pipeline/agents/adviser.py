"""The model that a run may ask, and what it has cost so far."""

from __future__ import annotations

import json
from dataclasses import dataclass

from perfrules.config.settings import ModelSettings
from perfrules.llm.budget import Budget
from perfrules.pipeline.runs import Run, write

FILE = "model.json"
"""In the run's folder: the model, the tokens spent or set aside, and their price."""


@dataclass(frozen=True, slots=True)
class Adviser:
    """A model, within the limits of one run: a run that is gone on with goes on spending."""

    name: str
    """``provider:name``."""
    budget: Budget

    @property
    def spent(self) -> str:
        """What the run has cost so far, for people."""
        read, wrote = self.budget.input, self.budget.output
        settings = self.budget.settings
        priced = settings.input_price is not None and settings.output_price is not None
        cost = f", {self.budget.cost():.4f} in money" if priced else ""
        return f"{self.name}: {read} tokens sent, {wrote} received{cost}"


def adviser(settings: ModelSettings, run: Run, spent: tuple[int, int] = (0, 0)) -> Adviser:
    """The model of these settings for a run. What it spends is written down before it is spent.

    ``spent`` is what phase 1 has, in tokens sent and received, where the run begins with it.
    """
    name = settings.model or ""
    before = _before(run) or spent
    return Adviser(name, Budget(settings, *before, lambda each: _keep(run, name, each)))


def _before(run: Run) -> tuple[int, int] | None:
    try:
        data = json.loads((run.folder / FILE).read_text(encoding="utf-8"))
        return int(data["input"]), int(data["output"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(run: Run, name: str, budget: Budget) -> None:
    data = {"model": name, "input": budget.input, "output": budget.output, "cost": budget.cost()}
    write(run.folder / FILE, json.dumps(data, indent=2) + "\n")
