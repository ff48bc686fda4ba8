"""Messages: ``{capture}``, ``{capture.line}``, ``{capture.type}``, ``{loop.kind}``, ``{value}``."""

from __future__ import annotations

import re

from perfrules.rules.match import Match

_FIELD = re.compile(r"\{([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\}")
_MAX_TEXT = 60


def render(template: str, match: Match) -> str:
    """Fill in a template. A name that the match does not have renders as ``…``."""
    return _FIELD.sub(lambda found: _value(found.group(1), match), template)


def fields(template: str) -> list[str]:
    """The names that a template asks for."""
    return _FIELD.findall(template)


def exact(template: str, match: Match, at: str) -> str | None:
    """Fill in a template with whole source texts, to take a capture's place; None if a name is missing.

    Further lines of the template start where the line does that the capture is on.
    """
    place, syntax = match.get(at), match.unit.syntax
    if place is not None and "\n" in template:
        line = syntax.line_text(syntax.line(place.start_byte))
        template = template.replace("\n", "\n" + line[: len(line) - len(line.lstrip())])
    missing = False

    def fill(found: re.Match[str]) -> str:
        nonlocal missing
        node = match.get(found.group(1))
        if node is None:
            missing = True
            return ""
        return syntax.text(node)

    text = _FIELD.sub(fill, template)
    return None if missing else text


def _value(name: str, match: Match) -> str:
    if name in match.values:
        return str(match.values[name])
    if name in match.captures:
        return shorten(match.text(name))
    head, _, attribute = name.rpartition(".")
    if head in match.loops and attribute in ("kind", "adapter", "depth", "iterated"):
        loop = match.loops[head]
        if attribute == "iterated" and loop.iterated is not None:
            source = match.unit.syntax.source[slice(*loop.iterated)]
            return shorten(source.decode("utf-8", "replace"))
        return str(getattr(loop, attribute))
    if attribute == "line" and head in match.captures:
        return str(match.unit.syntax.line(match.captures[head].start_byte))
    if attribute == "type" and head in match.captures:
        return str(match.type_of(head))
    if name == "function" and match.function is not None:
        return match.function.name
    return "…"


def shorten(text: str) -> str:
    """One line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _MAX_TEXT else line[: _MAX_TEXT - 1] + "…"
