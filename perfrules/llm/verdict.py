"""A model's answer, checked, and what it does to a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from perfrules.model.finding import Evidence, Finding, Suppression

Word = Literal["confirmed", "dismissed", "undecided"]
WORDS = ("confirmed", "dismissed", "undecided")
LEAST_CONFIDENCE = 0.5
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model holds of a finding."""

    verdict: Word
    reason: str
    lines: tuple[int, ...]
    confidence: float

    @property
    def open(self) -> str:
        """Why it decides nothing; empty if it does."""
        if self.verdict == "undecided":
            return "the model cannot tell"
        return "the model is not sure" if self.confidence < LEAST_CONFIDENCE else ""

    def told(self, model: str) -> str:
        """The verdict in a line, for people."""
        cited = f"line{'s' if len(self.lines) > 1 else ''} {', '.join(map(str, self.lines))}"
        return f"{self.verdict} by {model}, {cited}: {self.reason}"


def checked(answer: object, lines: range) -> Verdict:
    """The verdict that an answer gives; raises ``ValueError`` saying what is wrong with it."""
    if not isinstance(answer, Mapping) or set(answer) != {"verdict", "reason", "lines", "confidence"}:
        raise ValueError("the answer must have verdict, reason, lines and confidence, and nothing else")
    word, reason, cited, confidence = (answer[key] for key in ("verdict", "reason", "lines", "confidence"))
    if word not in WORDS:
        raise ValueError(f"verdict must be one of {', '.join(WORDS)}")
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError("reason must be text")
    if not isinstance(confidence, int | float) or isinstance(confidence, bool) or not 0 <= confidence <= 1:
        raise ValueError("confidence must be a number from 0 to 1")
    if not isinstance(cited, list) or not all(type(line) is int and line in lines for line in cited):
        raise ValueError(f"lines must be line numbers from {lines.start} to {lines.stop - 1}")
    if word != "undecided" and not cited:
        raise ValueError("lines must name at least one line")
    said = " ".join(reason.split())
    said = said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
    return Verdict(cast(Word, word), said, tuple(sorted(set(cited))), float(confidence))


def judged(finding: Finding, verdict: Verdict, model: str) -> Finding:
    """The finding as a verdict that decides leaves it. It is never taken away."""
    text = verdict.told(model)
    if verdict.verdict == "dismissed":
        return replace(finding, suppression=Suppression("external", text, by_model=True))
    return replace(finding, ambiguous=None, evidence=(*finding.evidence, Evidence(text, "heuristic")))
