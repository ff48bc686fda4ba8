"""What cargo says for programs (``--message-format=json``): one object a line, among other lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def cargo_messages(text: str, reason: str) -> Iterator[Mapping[str, Any]]:
    """The objects of one reason, such as ``compiler-message``; lines that are none are passed over."""
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict) and message.get("reason") == reason:
            yield message
