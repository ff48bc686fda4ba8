"""Signatures as the knowledge files write them: ``name(parameters) -> return ! effects``."""

from __future__ import annotations

from dataclasses import dataclass

from perfrules.index.types import UNKNOWN, Type, parse_type

RECEIVERS = ("self", "&self", "&mut self")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function, method or macro takes, gives and does."""

    name: str
    receiver: str
    """``self``, ``&self``, ``&mut self``; empty for functions and macros."""
    parameters: tuple[Type, ...]
    returns: Type
    effects: frozenset[str]


def parse_signature(text: str) -> Signature:
    """Read ``name(parameters) -> return ! effects``; raises ``ValueError`` if it is not of that form."""
    head = text.rpartition(" ! ")[0] or text
    call = _call_part(head)
    name, opened, inner = call.partition("(")
    if not opened or not call.endswith(")"):
        raise ValueError(f"not a signature: {text}")
    returns = head[len(call) :].strip().removeprefix("->").strip()
    parts = [part.strip() for part in split_list(inner[:-1])]
    receiver = parts.pop(0) if parts and parts[0] in RECEIVERS else ""
    return Signature(
        name.strip(),
        receiver,
        tuple(parse_type(part) for part in parts if part != ".."),
        parse_type(returns) if returns else UNKNOWN,
        signature_effects(text),
    )


def signature_name(text: str) -> str:
    """The name alone, without reading the rest."""
    return text.split("(", 1)[0].strip()


def signature_effects(text: str) -> frozenset[str]:
    """The effects alone, without reading the rest."""
    _, mark, effects = text.rpartition(" ! ")
    return frozenset(effect.strip() for effect in effects.split(",") if effect.strip() and mark)


def _call_part(head: str) -> str:
    """``head`` up to the parenthesis that closes the parameter list."""
    depth = 0
    for at, char in enumerate(head):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return head[: at + 1]
    return head


def split_list(text: str) -> list[str]:
    """Split at commas outside brackets; the ``>`` of ``->`` closes nothing."""
    parts, depth, start, previous = [], 0, 0, ""
    for at, char in enumerate(text):
        if char in "(<[{":
            depth += 1
        elif char in ")]}" or (char == ">" and previous != "-"):
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
        previous = char
    if text[start:].strip():
        parts.append(text[start:])
    return parts
