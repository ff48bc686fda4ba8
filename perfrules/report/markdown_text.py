"""Any text as Markdown that shows just that text: no markup, no HTML, no mention of a user.

What these functions return belongs inside a line, not at its start.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from perfrules.report.safe import one_line, visible

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SPECIAL = re.compile(r"[\\*_\[\]~]")
_LINKING = re.compile(r"@|\$|(?<!&)#(?=\d)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)


def prose(text: str) -> str:
    """A line of text in which backticks mark code and nothing else is markup."""
    text = one_line(text)
    parts: list[str] = []
    at = 0
    for span in _CODE.finditer(text):
        parts += [_plain(text[at : span.start()]), code(span[2])]
        at = span.end()
    return "".join([*parts, _plain(text[at:])])


def code(text: str) -> str:
    """The text as inline code."""
    text = visible(text)
    if not text.strip():
        return "` `"
    fence = "`" * (_longest(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(text: str) -> str:
    """The text as code in the cell of a table, where even code may hold no pipe."""
    return f"<code>{_plain(visible(text))}</code>"


def block(text: str, language: str) -> str:
    """The text as a fenced block of code."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{visible(text)}\n{fence}"


def raw(text: str) -> str:
    """The text within HTML."""
    return _unlinked(html.escape(visible(text)))


def link(path: str, first: int, last: int) -> str:
    """A link to lines of a file, shown as its path and line."""
    target = quote(path, safe="/", errors="replace")
    lines = f"#L{first}" if last <= first else f"#L{first}-L{last}"
    return f"[{_plain(visible(path))}:{first}]({target}{lines})"


def _longest(text: str) -> int:
    """The length of the longest row of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def _plain(text: str) -> str:
    text = html.escape(text, quote=False).replace("`", "&#96;").replace("|", "&#124;")
    return _unlinked(_SPECIAL.sub(r"\\\g<0>", text))


def _unlinked(text: str) -> str:
    """Keeps GitHub from seeing mentions, issues, formulas and addresses of pages."""
    return _LINKING.sub(r"\g<0><!-- -->", text)
