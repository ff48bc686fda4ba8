"""What the compiler's calls and remarks mean, by rules/compiler.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from perfrules.yamlfile import bundled_table

FILE = "compiler.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A red flag in machine code."""

    name: str
    """For people, in the plural."""
    weight: float
    """How much one matters beside the others."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What LLVM's remarks about a loop come to."""

    said: str
    """The remark that tells most."""
    reason: str
    """Why it did not vectorise; empty where the table does not know."""
    advice: str
    """What to do about it."""


def kind_of_call(callee: str) -> Kind | None:
    """What a call is an instance of, by the callee's demangled name; None if nothing is wrong with it."""
    for pattern, kind in _calls():
        if pattern.search(callee):
            return kind if kind.weight else None
    return None


@cache
def kinds() -> dict[str, Kind]:
    """All red flags by their names, those that are no calls as well."""
    flags = {name: Kind(name, float(flag["weight"])) for name, flag in _data()["flags"].items()}
    return {**{kind.name: kind for _, kind in _calls() if kind.weight}, **flags}


def meaning(remarks: Sequence[str]) -> Meaning:
    """What remarks about a loop come to: of all reasons, the table's first."""
    for pattern, reason, advice in _remarks():
        for remark in remarks:
            if pattern.search(remark):
                return Meaning(remark, reason, advice)
    return Meaning("; ".join(remarks), "", _data()["otherwise"])


@cache
def _calls() -> list[tuple[re.Pattern[str], Kind]]:
    return [
        (re.compile(call["callee"]), Kind(call["kind"], float(call["weight"]))) for call in _data()["calls"]
    ]


@cache
def _remarks() -> list[tuple[re.Pattern[str], str, str]]:
    return [
        (re.compile(each["says"], re.IGNORECASE), each["reason"], each["advice"])
        for each in _data()["remarks"]
    ]


@cache
def _data() -> Any:
    return bundled_table(FILE)
