"""An HTTP client that reads no more of an answer than a verdict can need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

LARGEST = 1_000_000
"""Bytes of one answer."""


def capped_client(timeout: float) -> httpx2.AsyncClient:
    """A client that follows no redirect and breaks off an answer that is compressed or too large."""
    import httpx2

    class Capped(httpx2.AsyncByteStream):
        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self.stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self.stream:
                size += len(chunk)
                if size > LARGEST:
                    raise httpx2.ReadError("the answer is too large")
                yield chunk

        async def aclose(self) -> None:
            await self.stream.aclose()

    class Transport(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            request.headers["accept-encoding"] = "identity"
            response = await super().handle_async_request(request)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise httpx2.ReadError("the answer is compressed")
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = Capped(response.stream)
            return response

    return httpx2.AsyncClient(transport=Transport(), timeout=timeout, follow_redirects=False)
