"""Asks a model for verdicts, within the limits that hold for all that one run asks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from perfrules.config.settings import ModelSettings
from perfrules.llm import cache
from perfrules.llm.budget import Budget, OverBudget
from perfrules.llm.client import PROVIDERS, Client, Unanswered
from perfrules.llm.prompt import Prompt
from perfrules.llm.verdict import Verdict, checked
from perfrules.model.report import Diagnostic

Progress = Callable[[str, int, int], None]
Answer = Verdict | str
"""A verdict, or why there is none."""
_NO_PROMPT = "no function around it, or too long a one"


class Inquiry:
    """A model, the folder of its verdicts, and what is left of budget and time."""

    def __init__(self, settings: ModelSettings, folder: Path, progress: Progress | None = None) -> None:
        self.settings, self.folder, self.progress = settings, folder, progress
        self.budget = Budget(settings)
        self.seconds = settings.time_limit
        """Left for asking."""

    def verdicts(
        self, prompts: Sequence[Prompt | None], what: str
    ) -> tuple[list[Verdict | None], list[Diagnostic]]:
        """The verdict on each prompt, None where none decides, and why; ``what`` names the questions."""
        sent = list(dict.fromkeys(prompt for prompt in prompts if prompt is not None))
        if self.settings.show is not None:
            for prompt in sent:
                self.settings.show(prompt.shown())
            return [None] * len(prompts), []
        answered = self.answers(sent)
        answers = [answered[prompt] if prompt is not None else _NO_PROMPT for prompt in prompts]
        why = Counter(reason for answer in answers if (reason := _open(answer)))
        notes = [
            Diagnostic("note", "undecided", f"{number} of {len(prompts)} {what} not decided: {reason}")
            for reason, number in sorted(why.items())
        ]
        return [each if isinstance(each, Verdict) and not each.open else None for each in answers], notes

    def answers(self, prompts: Sequence[Prompt]) -> dict[Prompt, Answer]:
        """An answer to each prompt, kept or asked for. Nothing that goes wrong with the model is raised."""
        found: dict[Prompt, Answer] = {}
        for prompt in prompts:
            kept = cache.load(self.folder, prompt, self.model)
            found[prompt] = kept if kept is not None else "no verdict kept"
        missing = [prompt for prompt, answer in found.items() if isinstance(answer, str)]
        if missing and not self.settings.offline:
            began = monotonic()
            found |= asyncio.run(self._asked(missing))
            self.seconds -= monotonic() - began
        return found

    @property
    def model(self) -> str:
        """``provider:name``."""
        return self.settings.model or ""

    async def _asked(self, prompts: Sequence[Prompt]) -> dict[Prompt, Answer]:
        end = asyncio.get_running_loop().time() + self.seconds
        try:
            client = Client(self.settings, self.budget)
        except Unanswered as error:
            return dict.fromkeys(prompts, str(error))
        limit = asyncio.Semaphore(self.settings.concurrency)
        done = 0

        async def one(prompt: Prompt) -> Answer:
            nonlocal done
            async with limit:
                answer = await self._within(end, client, prompt)
            if isinstance(answer, Verdict):
                with suppress(OSError):  # a verdict that cannot be kept still counts
                    cache.save(self.folder, prompt, self.model, answer)
            done += 1
            if self.progress is not None:
                self.progress("model", done, len(prompts))
            return answer

        async with client.http:
            found = await asyncio.gather(*(one(prompt) for prompt in prompts))
        return dict(zip(prompts, found, strict=True))

    async def _within(self, end: float, client: Client, prompt: Prompt) -> Answer:
        """The answer, unless the time is up before it is there."""
        try:
            if asyncio.get_running_loop().time() >= end:
                raise TimeoutError
            async with asyncio.timeout_at(end):
                return await _ask(client, prompt)
        except TimeoutError:
            return f"the time limit of {self.settings.time_limit:g} s is reached"
        except (OverBudget, Unanswered) as error:
            return str(error)


def _open(answer: Answer) -> str:
    """Why an answer decides nothing; empty if it does."""
    return answer if isinstance(answer, str) else answer.open


def unusable(settings: ModelSettings) -> str | None:
    """What is wrong with the settings, so that no model can be asked."""
    provider, _, name = (settings.model or "").partition(":")
    if provider not in PROVIDERS or not name:
        return f"a model is named `provider:name`, with a provider of {', '.join(PROVIDERS)}"
    if settings.max_cost is not None and (settings.input_price is None or settings.output_price is None):
        return "a limit in money needs `input-price` and `output-price` in the configuration's table `llm`"
    return None


async def _ask(client: Client, prompt: Prompt) -> Answer:
    """Ask, and once more where the answer does not hold."""
    text = prompt.text
    for _ in range(2):
        try:
            return checked(await client.ask(text), prompt.lines)
        except ValueError as error:
            text = f"{prompt.text}\n\nYour last answer was not usable: {error}."
    return Verdict("undecided", "the model's answers were not usable", (), 0.0)
