"""TOML with places: tomli gives values only, so a key's line is searched for in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import tomli

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class TomlError(Exception):
    """Text that is not TOML; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> dict[str, object]:
    """The text's top table."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise TomlError(error.msg, error.lineno) from None


def line_of(text: str, keys: Sequence[str]) -> int:
    """The line that sets ``keys``, or else the innermost table around it that has a line."""
    wanted = list(keys)
    while wanted:
        table: list[str] = []
        for number, line in enumerate(text.splitlines(), 1):
            here = None
            if header := _HEADER.match(line):
                here = table = _parts(header[1])
            elif key := _KEY.match(line):
                here = table + _parts(key[1])
            if here is not None and here[: len(wanted)] == wanted:
                return number
        wanted.pop()
    return 1


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]
