"""What ``perfrules doctor`` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from perfrules.model.severity import SPECIALIST_TYPE
from perfrules.report.safe import escape_json, visible
from perfrules.specialists.readiness import Readiness


def text(found: Sequence[Readiness]) -> str:
    """A paragraph for each specialist, and how many can work."""
    lines: list[str] = []
    for each in found:
        lines.append(
            f"{_mark(each)}  {each.specialist}  ({SPECIALIST_TYPE[each.specialist]}: {each.question})"
        )
        if each.way is not None:
            how = f"{each.way}, a simulation of the machine" if each.simulated else each.way
            lines.append(f"            by {how}")
        for need in each.missing:
            better = "" if each.way is None else "better with "
            lines.append(visible(f"            {better}{need.name}: {need.why}"))
            lines.append(visible(f"              get it: {need.get}"))
    able = sum(each.way is not None for each in found)
    lines += ["", f"{able} of {len(found)} specialists would find what they need here"]
    return "\n".join(lines) + "\n"


def _mark(each: Readiness) -> str:
    return f"{'ready' if each.best else 'fallback' if each.way is not None else 'unavailable':<11}"


def document(found: Sequence[Readiness]) -> str:
    """The same for programs."""
    return escape_json(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2)) + "\n"
