"""Asks a model about the findings that a rule marked ambiguous, within limits; no finding is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from perfrules.config.settings import ModelSettings
from perfrules.index.project import Project
from perfrules.llm import cache
from perfrules.llm.budget import Budget, OverBudget
from perfrules.llm.client import PROVIDERS, Client, Unanswered
from perfrules.llm.prompt import Prompt, prompt_for
from perfrules.llm.verdict import LEAST_CONFIDENCE, Verdict, checked, judged
from perfrules.model.finding import Finding
from perfrules.model.report import Diagnostic

Progress = Callable[[str, int, int], None]
Answer = Verdict | str
"""A verdict, or why there is none."""


def triage(
    project: Project,
    findings: Sequence[Finding],
    settings: ModelSettings,
    folder: Path,
    progress: Progress | None = None,
) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings in the same order, as the verdicts leave them, and what was not decided.

    Verdicts are kept in ``folder``; one that is there is not asked for again.
    """
    doubtful = [finding for finding in findings if finding.ambiguous and finding.suppression is None]
    if not doubtful:
        return list(findings), []
    if problem := None if settings.show is not None else unusable(settings):
        return list(findings), [Diagnostic("error", "bad-model", problem, usage=True)]
    prompts = {id(finding): prompt_for(project, finding) for finding in doubtful}
    wanted = list(dict.fromkeys(prompt for prompt in prompts.values() if prompt is not None))
    if settings.show is not None:
        for prompt in wanted:
            settings.show(prompt.shown())
        return list(findings), []
    answers, _ = answered(wanted, settings, folder, progress)
    result, why = list(findings), Counter[str]()
    for at, finding in enumerate(findings):
        if id(finding) not in prompts:
            continue
        sent = prompts[id(finding)]
        answer = answers[sent] if sent is not None else "no function around it, or too long a one"
        if isinstance(answer, str):
            why[answer] += 1
            continue
        result[at] = judged(finding, answer, settings.model or "")
        if result[at] is finding:
            unsure = answer.confidence < LEAST_CONFIDENCE and answer.verdict != "undecided"
            why["the model is not sure" if unsure else "the model cannot tell"] += 1
    notes = [
        Diagnostic("note", "undecided", f"{number} of {len(doubtful)} open questions not decided: {reason}")
        for reason, number in sorted(why.items())
    ]
    return result, notes


def answered(
    prompts: Sequence[Prompt], settings: ModelSettings, folder: Path, progress: Progress | None = None
) -> tuple[dict[Prompt, Answer], Budget]:
    """An answer to each prompt, kept or asked for, and what was spent."""
    model, budget = settings.model or "", Budget(settings)
    answers: dict[Prompt, Answer] = {}
    for prompt in prompts:
        kept = cache.load(folder, prompt, model)
        answers[prompt] = kept if kept is not None else "no verdict kept"
    missing = [prompt for prompt, answer in answers.items() if isinstance(answer, str)]
    if missing and not settings.offline:
        answers |= asyncio.run(_asked(missing, settings, budget, folder, progress))
    return answers, budget


def unusable(settings: ModelSettings) -> str | None:
    """What is wrong with the settings, so that no model can be asked."""
    provider, _, name = (settings.model or "").partition(":")
    if provider not in PROVIDERS or not name:
        return f"a model is named `provider:name`, with a provider of {', '.join(PROVIDERS)}"
    if settings.max_cost is not None and (settings.input_price is None or settings.output_price is None):
        return "a limit in money needs `input-price` and `output-price` in the configuration's table `llm`"
    return None


async def _asked(
    prompts: Sequence[Prompt],
    settings: ModelSettings,
    budget: Budget,
    folder: Path,
    progress: Progress | None,
) -> dict[Prompt, Answer]:
    try:
        client = Client(settings, budget)
    except ImportError:
        return dict.fromkeys(prompts, "perfrules[llm] is not installed")
    except Unanswered as error:
        return dict.fromkeys(prompts, str(error))
    limit = asyncio.Semaphore(settings.concurrency)
    done = 0

    async def one(prompt: Prompt) -> Answer:
        nonlocal done
        async with limit:
            try:
                answer: Answer = await _ask(client, prompt)
            except OverBudget:
                answer = "the budget is used up"
            except Unanswered as error:
                answer = str(error)
        if isinstance(answer, Verdict):
            with suppress(OSError):  # a verdict that cannot be kept still counts
                cache.save(folder, prompt, settings.model or "", answer)
        done += 1
        if progress is not None:
            progress("model", done, len(prompts))
        return answer

    async with client.http:
        found = await asyncio.gather(*(one(prompt) for prompt in prompts))
    return dict(zip(prompts, found, strict=True))


async def _ask(client: Client, prompt: Prompt) -> Answer:
    """Ask, and once more where the answer does not hold."""
    text = prompt.text
    for _ in range(2):
        try:
            return checked(await client.ask(text), prompt.lines)
        except ValueError as error:
            text = f"{prompt.text}\n\nYour last answer was not usable: {error}."
    return Verdict("undecided", "the model's answers were not usable", (), 0.0)
