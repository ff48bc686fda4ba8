"""Requests to a model, one at a time, through pydantic-ai; which is imported only here, when one is made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from perfrules.config.settings import ModelSettings
from perfrules.llm.budget import MAX_ANSWER, Budget
from perfrules.llm.keys import key_for, variable
from perfrules.llm.prompt import SCHEMA, SYSTEM, TOOL
from perfrules.llm.tool import Call, Tool
from perfrules.llm.transport import capped_client

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models import Model

PROVIDERS = ("openai", "anthropic")
_TRIES = 3
_LONGEST_WAIT = 30.0


class Unanswered(Exception):
    """No answer came; the text says why."""


class Client:
    """A model that can be asked. Made inside a running event loop; raises :class:`Unanswered`."""

    def __init__(self, settings: ModelSettings, budget: Budget) -> None:
        self.settings, self.budget = settings, budget
        try:
            self.http = capped_client(settings.timeout)
            self.model = _model(settings, self.http)
        except ImportError:
            raise Unanswered("perfrules[llm] is not installed") from None

    async def ask(self, text: str) -> object:
        """The arguments of the answering tool call, None where the answer is something else.

        Raises :class:`Unanswered`, and ``OverBudget`` before anything is sent.
        """
        question = Tool(TOOL, "", SCHEMA)
        calls = calls_of(await self.send(opening(SYSTEM, text), [question], MAX_ANSWER))
        return calls[0].arguments if len(calls) == 1 and calls[0].name == TOOL else None

    async def send(
        self, messages: Sequence[ModelMessage], tools: Sequence[Tool], longest: int
    ) -> ModelResponse:
        """The answer to a conversation, of at most ``longest`` tokens: a call of one of the tools.

        Raises :class:`Unanswered`, and ``OverBudget`` before anything is sent.
        """
        from pydantic_ai.exceptions import ModelHTTPError
        from pydantic_ai.messages import ModelMessagesTypeAdapter

        sent = self.model.prepare_messages(list(messages))  # the library may lengthen hostile text
        size = len(ModelMessagesTypeAdapter.dump_json(sent))
        size += sum(len(json.dumps([tool.name, tool.description, tool.schema]).encode()) for tool in tools)
        for attempt in range(_TRIES):
            reserved = self.budget.reserve(size, longest)
            wait = float(2**attempt)
            try:
                request = self._request(messages, tools, longest)
                answer = await asyncio.wait_for(request, self.settings.timeout)
                used = answer.usage.input_tokens, answer.usage.output_tokens
                if any(used):
                    self.budget.settle(reserved, used)
                return answer
            except TimeoutError:
                raise Unanswered(f"no answer within {self.settings.timeout:g} s") from None
            except ModelHTTPError as error:
                self.budget.settle(reserved, (0, 0))  # an error is not billed
                problem = f"the server answered {error.status_code}"
                if error.status_code not in (408, 409, 429) and error.status_code < 500:
                    raise Unanswered(problem) from None
                wait = error.retry_after if error.retry_after is not None else wait
            except Exception as error:  # a provider's library may raise anything for a broken answer
                problem = f"the request failed ({type(error).__name__})"
                if _unreached(error):
                    self.budget.settle(reserved, (0, 0))
                    problem = "the server cannot be reached"
            if attempt + 1 == _TRIES or wait > _LONGEST_WAIT:
                break
            await asyncio.sleep(wait * self.settings.backoff)
        raise Unanswered(problem)

    async def _request(
        self, messages: Sequence[ModelMessage], tools: Sequence[Tool], longest: int
    ) -> ModelResponse:
        from pydantic_ai.direct import model_request
        from pydantic_ai.models import ModelRequestParameters
        from pydantic_ai.settings import ModelSettings as Limits
        from pydantic_ai.tools import ToolDefinition

        offered = [
            ToolDefinition(
                name=tool.name, description=tool.description or None, parameters_json_schema=dict(tool.schema)
            )
            for tool in tools
        ]
        answer = await model_request(
            self.model,
            list(messages),
            model_settings=Limits(max_tokens=longest),
            model_request_parameters=ModelRequestParameters(function_tools=offered, allow_text_output=False),
        )
        if any(not isinstance(part.args, str | dict | None) for part in answer.tool_calls):
            raise TypeError("a call's arguments are no object")
        return answer


def opening(system: str, text: str) -> list[ModelMessage]:
    """A conversation that begins."""
    from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart

    return [ModelRequest(parts=[SystemPromptPart(system), UserPromptPart(text)])]


def calls_of(answer: ModelResponse) -> list[Call]:
    """The tool calls of an answer."""
    from pydantic_ai.messages import ToolCallPart

    return [
        Call(part.tool_call_id, part.tool_name, _decoded(part.args))
        for part in answer.parts
        if isinstance(part, ToolCallPart)
    ]


def _unreached(error: BaseException | None) -> bool:
    """Whether no connection came about, so that nothing was sent."""
    while error is not None:
        if type(error).__name__ in ("ConnectError", "ConnectTimeout"):
            return True
        error = error.__cause__ or error.__context__
    return False


def _decoded(given: object) -> object:
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return None


def _model(settings: ModelSettings, http: Any) -> Model:
    """The model of a name such as ``openai:NAME``; raises :class:`Unanswered` without a key."""
    provider, _, name = (settings.model or "").partition(":")
    url = settings.base_url
    key = key_for(provider, url) or ("none" if url else "")
    if not key:
        raise Unanswered(f"no key: {variable(provider)} is not set, and no keyring has one for {provider}")
    if provider == "openai":
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider

        openai = AsyncOpenAI(api_key=key, base_url=url, http_client=http, max_retries=0)
        return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=openai))
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    anthropic = AsyncAnthropic(api_key=key, base_url=url, http_client=http, max_retries=0)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=anthropic))
