"""What specialists need, by rules/specialists.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from perfrules.yamlfile import bundled_table

FILE = "specialists.yaml"


@dataclass(frozen=True, slots=True)
class Need:
    """A program, a fact about the machine, or a feature of the package that is worked on.

    ``{llvm}`` stands for the major version of rustc's LLVM.
    """

    name: str
    programs: tuple[str, ...]
    """Any one of these on the PATH; empty for a mere fact."""
    check: str | None
    """The fact that has to hold, too: see :mod:`perfrules.specialists.machine`."""
    get: str
    """How to come by it."""
    feature: str | None = None
    """The package's."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way for a specialist to answer its question."""

    name: str
    needs: tuple[Need, ...]
    simulated: bool
    """Its figures come from a model of the machine."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """A specialist's ways, the best first."""

    specialist: str
    question: str
    ways: tuple[Way, ...]


def read(data: Mapping[str, Any]) -> tuple[Requirements, ...]:
    """The requirements of all specialists from the file's data."""
    needs = {
        name: Need(name, tuple(need.get("programs", ())), need.get("check"), need["get"], need.get("feature"))
        for name, need in data["needs"].items()
    }
    return tuple(
        Requirements(
            name,
            specialist["question"],
            tuple(
                Way(way["name"], tuple(needs[need] for need in way["needs"]), way.get("simulated", False))
                for way in specialist["ways"]
            ),
        )
        for name, specialist in data["specialists"].items()
    )


@cache
def requirements() -> tuple[Requirements, ...]:
    """Those that ship with perfrules."""
    return read(bundled_table(FILE))
