"""A model at work with tools: it calls, they answer, until the work is over or a limit is met."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeVar

from perfrules.llm.budget import Budget, OverBudget
from perfrules.llm.client import Client, Unanswered, calls_of, opening
from perfrules.llm.tool import Call, Tool

T = TypeVar("T")
Note = Callable[[Mapping[str, Any]], None]
"""Is given each entry of the transcript as it comes."""
_GLANCE = 0.2
"""Seconds between looks at whether everything is to stop."""
_AT_ONCE = 4
"""Calls of one answer that are heeded."""
_SILENT = 2
"""Answers without a call after which it is given up."""
_REPEATED = 3
"""Answers with the same calls that are heeded."""
_COMPLAINT = 600
"""Characters of what is wrong with arguments."""


@dataclass(frozen=True, slots=True)
class Ability:
    """A tool and what it does."""

    tool: Tool
    use: Callable[[object], str]
    """Its answer to arguments; raises ``ValueError`` for wrong ones, whose text the model is told."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is to do, and how far it may go."""

    system: str
    text: str
    abilities: tuple[Ability, ...]
    turns: int
    """Requests, at most."""
    answer: int
    """Tokens of one answer, at most."""
    over: Callable[[], str]
    """Asked after each turn: why the work is over; empty while it is not."""


def ability(kind: type[T], use: Callable[[T], str]) -> Ability:
    """An ability whose arguments are the fields of a dataclass; its name and docstring are the tool's."""
    from pydantic import TypeAdapter, ValidationError

    adapter = TypeAdapter(kind)

    def used(arguments: object) -> str:
        try:
            given = adapter.validate_python(arguments)
        except ValidationError as error:
            wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
            raise ValueError("; ".join(wrong)[:_COMPLAINT]) from None
        return use(given)

    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return Ability(Tool(name, (kind.__doc__ or "").strip(), adapter.json_schema()), used)


def work(budget: Budget, task: Task, note: Note, stop: Event) -> str:
    """Let the budget's model do a task; why it ended. Nothing that goes wrong with the model is raised."""
    return asyncio.run(_work(budget, task, note, stop))


async def _work(budget: Budget, task: Task, note: Note, stop: Event) -> str:
    try:
        client = Client(budget.settings, budget)
    except Unanswered as error:
        return str(error)
    async with client.http:
        try:
            return await _turns(client, task, note, stop)
        except (OverBudget, Unanswered) as error:
            return str(error)
        except asyncio.CancelledError:
            return "stopped"


async def _turns(client: Client, task: Task, note: Note, stop: Event) -> str:
    from pydantic_ai.messages import ModelRequest, ToolReturnPart, UserPromptPart

    tools = [each.tool for each in task.abilities]
    messages = opening(task.system, task.text)
    note({"role": "system", "text": task.system})
    note({"role": "user", "text": task.text})
    silent, last, repeated = 0, None, 0
    for _ in range(task.turns):
        answer = await _unless(stop, client.send(messages, tools, task.answer))
        messages.append(answer)
        calls = calls_of(answer)
        used = {"input": answer.usage.input_tokens, "output": answer.usage.output_tokens}
        said = [{"tool": call.name, "arguments": call.arguments} for call in calls]
        note({"role": "model", "text": answer.text or "", "calls": said, "tokens": used})
        if not calls:
            silent += 1
            if silent == _SILENT:
                return "the model calls none of its tools"
            messages.append(ModelRequest(parts=[UserPromptPart("Go on by calling one of the tools.")]))
            continue
        repeated = repeated + 1 if last == said else 1
        last = said
        if repeated > _REPEATED:
            return "the model repeats itself"
        returns = []
        for at, call in enumerate(calls):
            result = _used(task.abilities, call, at)
            note({"role": "tool", "tool": call.name, "text": result})
            returns.append(ToolReturnPart(call.name, result, call.id))
            if why := task.over():
                return why
        messages.append(ModelRequest(parts=returns))
    return f"{task.turns} requests brought it to no end"


def _used(abilities: Sequence[Ability], call: Call, at: int) -> str:
    if at >= _AT_ONCE:
        return f"Not done: no more than {_AT_ONCE} calls at once."
    for each in abilities:
        if each.tool.name == call.name:
            try:
                return each.use(call.arguments)
            except ValueError as error:
                return f"Not done: {error}"
    return f"Not done: there is no such tool, only {', '.join(each.tool.name for each in abilities)}."


async def _unless(stop: Event, coming: Awaitable[T]) -> T:
    """What is coming, unless everything is to stop."""
    request = asyncio.ensure_future(coming)
    while not request.done():
        if stop.is_set():
            request.cancel()
        await asyncio.wait({request}, timeout=_GLANCE)
    return request.result()
