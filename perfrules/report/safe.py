"""Makes text from scanned files harmless to terminals: nothing moves the cursor or reorders a line."""

from __future__ import annotations

import re

_UNSEEN = (
    "\u007f-\u009f"  # delete and the C1 controls
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi and the like
    "\U000e0000-\U000e007f"  # tags
)
_HARMFUL = re.compile(f"[\0-\x1f{_UNSEEN}\ud800-\udfff]")
_LATENT = re.compile(f"[{_UNSEEN}]")


def visible(text: str) -> str:
    """The text with every control, bidi and unseen character shown as a symbol.

    One character becomes one character, so that columns stay what they were.
    """
    return _HARMFUL.sub(_symbol, text)


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"


def one_line(text: str) -> str:
    """The text as a single visible line, with its spaces evened out."""
    return visible(" ".join(text.split()))


def escape_json(text: str) -> str:
    """JSON text with characters that are unseen escaped, and lone surrogates replaced.

    Such characters occur within strings only, where an escape means the same.
    """
    text = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    return _LATENT.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))
