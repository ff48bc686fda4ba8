"""An optimisation's evidence before and after a change, compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perfrules.model.conclusion import Evidence

Weight = Literal["better", "same", "worse", "mixed"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a change did to the figures, of which less is better."""

    weight: Weight
    text: str
    """The figures that changed, in a line."""


def weigh(before: Evidence, after: Evidence) -> Weighed:
    """Compare the totals that both have, by their names."""
    changed = [
        (figure.name, value, figure.value)
        for figure in after.figures
        if (value := before.figure(figure.name)) is not None and value != figure.value
    ]
    if not changed:
        return Weighed("same", "nothing that is counted has changed")
    fewer = any(new < old for _, old, new in changed)
    more = any(new > old for _, old, new in changed)
    weight: Weight = "mixed" if fewer and more else "better" if fewer else "worse"
    return Weighed(weight, "; ".join(f"{name}: {old:g} → {new:g}" for name, old, new in changed))
