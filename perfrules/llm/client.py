"""Requests to a model, one at a time, through pydantic-ai; which is imported only here, when one is made."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

from perfrules.config.settings import ModelSettings
from perfrules.llm.budget import MAX_ANSWER, Budget
from perfrules.llm.prompt import SCHEMA, SYSTEM, TOOL
from perfrules.llm.transport import capped_client

if TYPE_CHECKING:
    from pydantic_ai.models import Model

PROVIDERS = ("openai", "anthropic")
_TRIES = 3
_LONGEST_WAIT = 30.0


class Unanswered(Exception):
    """No answer came; the text says why."""


class Client:
    """A model that can be asked. Made inside a running event loop."""

    def __init__(self, settings: ModelSettings, budget: Budget) -> None:
        self.settings, self.budget = settings, budget
        self.http = capped_client(settings.timeout)
        self.model = _model(settings, self.http)

    async def ask(self, text: str) -> object:
        """The arguments of the answering tool call, None where the answer is something else.

        Raises :class:`Unanswered`, and ``OverBudget`` before anything is sent.
        """
        from pydantic_ai.exceptions import ModelHTTPError

        for attempt in range(_TRIES):
            reserved = self.budget.reserve(SYSTEM + json.dumps(SCHEMA) + text)
            wait = float(2**attempt)
            try:
                return await asyncio.wait_for(self._request(text, reserved), self.settings.timeout)
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
            if attempt + 1 == _TRIES or wait > _LONGEST_WAIT:
                break
            await asyncio.sleep(wait * self.settings.backoff)
        raise Unanswered(problem)

    async def _request(self, text: str, reserved: tuple[int, int]) -> object:
        from pydantic_ai.direct import model_request
        from pydantic_ai.messages import ModelRequest, SystemPromptPart, ToolCallPart, UserPromptPart
        from pydantic_ai.models import ModelRequestParameters
        from pydantic_ai.settings import ModelSettings as Limits
        from pydantic_ai.tools import ToolDefinition

        tool = ToolDefinition(name=TOOL, parameters_json_schema=dict(SCHEMA), kind="output")
        answer = await model_request(
            self.model,
            [ModelRequest(parts=[SystemPromptPart(SYSTEM), UserPromptPart(text)])],
            model_settings=Limits(max_tokens=MAX_ANSWER),
            model_request_parameters=ModelRequestParameters(
                output_mode="tool", output_tools=[tool], allow_text_output=False
            ),
        )
        if answer.usage.input_tokens or answer.usage.output_tokens:
            self.budget.settle(reserved, (answer.usage.input_tokens, answer.usage.output_tokens))
        calls = [part for part in answer.parts if isinstance(part, ToolCallPart)]
        if len(calls) != 1 or calls[0].tool_name != TOOL:
            return None
        given = calls[0].args
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            return None


def _model(settings: ModelSettings, http: Any) -> Model:
    """The model of a name such as ``openai:NAME``. An address of one's own gets a key only from
    PERFRULES_API_KEY, not that of another service."""
    provider, _, name = (settings.model or "").partition(":")
    url = settings.base_url
    variable = "PERFRULES_API_KEY" if url else f"{provider.upper()}_API_KEY"
    key = os.environ.get(variable) or ("none" if url else "")
    if not key:
        raise Unanswered(f"{variable} is not set")
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
