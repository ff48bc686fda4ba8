"""A local server that speaks the wire formats of OpenAI's chat completions and Anthropic's messages."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One scripted answer; ``arguments`` are those of the tool call, as an object or raw text."""

    arguments: object = None
    text: str | None = None
    tool: str = "verdict"
    calls: int = 1
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    raw: bytes | None = None
    drip: bytes | None = None
    """Sent again and again, after the headers, until the client breaks off."""
    stop: str = "tool_calls"
    """OpenAI's word; Anthropic's follows from it."""


Script = Sequence[Reply] | Callable[[str], Reply]
Play = Callable[[str, list[str]], Reply]
"""Replies in a conversation: told the task, and what the tools have answered so far."""


class Server(ThreadingHTTPServer):
    """Answers by a script: a list, whose last reply repeats, or a function of the user message."""

    daemon_threads = True

    def __init__(self, script: Script, play: Play | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.play = play
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.tokens = 0
        """The most that could be charged: a token a byte received, and all of what the answer holds."""
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is part of the play."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        given = self.rfile.read(int(self.headers["content-length"]))
        body = json.loads(given)
        openai = self.path.endswith("/chat/completions")
        assert openai or self.path.split("?")[0].endswith("/v1/messages"), self.path
        with self.server.lock:
            script, at = self.server.script, len(self.server.requests)
            self.server.requests.append(body)
            self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
            if self.server.play is not None:
                reply = self.server.play(user(body), answers(body))
            else:
                reply = script(user(body)) if callable(script) else script[min(at, len(script) - 1)]
            used = (len(given), 50)
            if reply.status == 200:
                self.server.tokens += sum(used)
        time.sleep(reply.delay)
        if reply.drop:
            self.connection.close()
            return
        if reply.drip is not None:
            self._drip(reply.drip)
            return
        content = reply.raw
        if content is None:
            content = json.dumps((_openai if openai else _anthropic)(reply, used)).encode()
        self.send_response(reply.status)
        for name, value in {"content-type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drip(self, piece: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        while True:  # ends with the connection
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(0.02)


def user(body: dict[str, Any]) -> str:
    """The user message of a request in either format."""
    content = next(m["content"] for m in body["messages"] if m["role"] == "user")
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def answers(body: dict[str, Any]) -> list[str]:
    """What tools have answered in a conversation, in either format."""
    found = []
    for message in body["messages"]:
        if message["role"] == "tool":
            found.append(_text(message["content"]))
        elif message["role"] == "user" and isinstance(message["content"], list):
            found += [_text(part["content"]) for part in message["content"] if part["type"] == "tool_result"]
    return found


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _openai(reply: Reply, used: tuple[int, int]) -> dict[str, Any]:
    if reply.status != 200:
        return {"error": {"message": "scripted", "type": "error"}}
    raw = reply.arguments if isinstance(reply.arguments, str) else json.dumps(reply.arguments)
    calls = [
        {"id": f"call_{at}", "type": "function", "function": {"name": reply.tool, "arguments": raw}}
        for at in range(reply.calls if reply.text is None else 0)
    ]
    stop = reply.stop if calls or reply.stop in _STOP else "stop"
    message = {"role": "assistant", "content": reply.text} | ({"tool_calls": calls} if calls else {})
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "scripted",
        "choices": [{"index": 0, "finish_reason": stop, "message": message}],
        "usage": {"prompt_tokens": used[0], "completion_tokens": used[1], "total_tokens": sum(used)},
    }  # fmt: skip


_STOP = {"length": "max_tokens", "content_filter": "refusal"}
"""Anthropic's words for why an answer ends, by OpenAI's."""


def _anthropic(reply: Reply, used: tuple[int, int]) -> dict[str, Any]:
    if reply.status != 200:
        return {"type": "error", "error": {"type": "api_error", "message": "scripted"}}
    content: list[dict[str, Any]] = [
        {"type": "tool_use", "id": f"toolu_{at}", "name": reply.tool, "input": reply.arguments}
        for at in range(reply.calls)
    ]
    if reply.text is not None:
        content = [{"type": "text", "text": reply.text}]
    stop = _STOP.get(reply.stop, "tool_use" if reply.text is None else "end_turn")
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "content": content,
        "stop_reason": stop, "stop_sequence": None,
        "usage": {"input_tokens": used[0], "output_tokens": used[1]},
    }  # fmt: skip


@contextmanager
def serving(script: Script, play: Play | None = None) -> Iterator[Server]:
    """A server in the background."""
    server = Server(script, play)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
