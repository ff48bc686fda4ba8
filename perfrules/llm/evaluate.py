"""How right a model's verdicts are, against cases that people have labelled."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from perfrules.config.settings import ModelSettings
from perfrules.llm.inquiry import Answer, Inquiry, unusable
from perfrules.llm.prompt import Prompt, written
from perfrules.llm.verdict import Verdict

_KEYS = {"rule", "question", "excerpt", "label", "origin", "line"}


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome. A case is decided if the model is sure; ``worth`` is what precision and recall are of."""

    cases: int
    hit: int
    """Worth it, and confirmed."""
    wrong: int
    """Not worth it, and confirmed."""
    missed: int
    """Worth it, and dismissed or undecided."""
    agreed: int
    decided: int
    tokens: int
    cost: float

    @property
    def precision(self) -> float:
        """Of the confirmed, how many are worth it."""
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Of those worth it, how many are confirmed."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0


def cases(folder: Path) -> list[tuple[Prompt, bool]]:
    """The prompts of a folder's labelled cases; raises ``ValueError`` naming the file that is wrong."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            listed = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
            found += [_case(entry) for entry in listed]
        except (YAMLError, TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{path.name}: not a list of labelled cases: {error}") from None
    if not found:
        raise ValueError(f"no cases (*.yaml) in {folder}")
    return found


def _case(entry: dict[str, Any]) -> tuple[Prompt, bool]:
    if set(entry) != _KEYS or entry["label"] not in ("worth", "not"):
        raise ValueError(f"a case has {', '.join(sorted(_KEYS))}, and a label of `worth` or `not`")
    lines = entry["excerpt"].rstrip().splitlines()
    code = [f"{number:>5} | {line}" for number, line in enumerate(lines, 1)]
    prompt = written(entry["rule"], entry["question"], [], code, range(1, len(lines) + 1))
    return prompt, entry["label"] == "worth"


def evaluate(
    labelled: list[tuple[Prompt, bool]],
    settings: ModelSettings,
    folder: Path,
    progress: Callable[[str, int, int], None] | None = None,
) -> Score:
    """Ask about all cases, and count; raises ``ValueError`` where the settings allow no asking."""
    if problem := unusable(settings):
        raise ValueError(problem)
    patient = replace(settings, time_limit=math.inf)  # what there was no time for would count as missed
    inquiry = Inquiry(patient, folder, progress)
    answers = inquiry.answers([prompt for prompt, _ in labelled])
    says = [(worth, _word(answers[prompt])) for prompt, worth in labelled]
    return Score(
        cases=len(says),
        hit=sum(worth and word == "confirmed" for worth, word in says),
        wrong=sum(not worth and word == "confirmed" for worth, word in says),
        missed=sum(worth and word != "confirmed" for worth, word in says),
        agreed=sum(word == ("confirmed" if worth else "dismissed") for worth, word in says),
        decided=sum(word != "undecided" for _, word in says),
        tokens=inquiry.budget.input + inquiry.budget.output,
        cost=inquiry.budget.cost(),
    )


def _word(answer: Answer) -> str:
    return answer.verdict if isinstance(answer, Verdict) and not answer.open else "undecided"
