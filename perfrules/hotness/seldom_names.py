"""The names of rules/seldom.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from perfrules.yamlfile import bundled_table

FILE = "seldom.yaml"


@dataclass(frozen=True, slots=True)
class SeldomNames:
    """The whole file; what each entry means is said there."""

    modules: frozenset[str]
    words: frozenset[str]
    commands: frozenset[str]
    later_words: frozenset[str]
    any_words: frozenset[str]
    first_words: frozenset[str]
    folders: frozenset[str]
    argument_parsers: frozenset[str]
    code_writers: frozenset[str]
    set_up: re.Pattern[str]
    outside_loops: re.Pattern[str]
    """Those of ``set_up``, too."""
    making: re.Pattern[str]
    whole: re.Pattern[str]
    set_up_types: re.Pattern[str]


@cache
def seldom_names() -> SeldomNames:
    """The names that ship with perfrules."""
    data = bundled_table(FILE)
    modules, packages, functions = data["modules"], data["packages"], data["functions"]
    return SeldomNames(
        modules=frozenset(modules["names"]),
        words=frozenset(data["testing"]).union(modules["words"]),
        commands=frozenset(modules["commands"]),
        later_words=frozenset(packages["later-words"]),
        any_words=frozenset(packages["any-words"]),
        first_words=frozenset(data["testing"]).union(packages["first-words"]),
        folders=frozenset(packages["folders"]),
        argument_parsers=frozenset(packages["argument-parsers"]),
        code_writers=frozenset(packages["code-writers"]),
        set_up=_begins_with(functions["set-up"]),
        outside_loops=_begins_with([*functions["set-up"], *functions["outside-loops"]]),
        making=_begins_with(functions["making"]),
        whole=re.compile(rf"(?:{'|'.join(functions['whole'])})$"),
        set_up_types=re.compile(rf"\b(?:{'|'.join(data['set-up-types'])})\b"),
    )


def _begins_with(words: Iterable[str]) -> re.Pattern[str]:
    """Names that begin with one of these words, or with ``try_`` and one of them."""
    return re.compile(rf"(?:try_)?(?:{'|'.join(words)})(?:_\w+)?$")
