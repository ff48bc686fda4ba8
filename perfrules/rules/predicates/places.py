"""Where code stands."""

from __future__ import annotations

import re

from perfrules.hotness.places import PLACES, in_place
from perfrules.index.project import FileUnit, Project
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate

_MSRV = re.compile(r'clippy\s*::\s*msrv\s*=\s*"([^"]*)"')


def _has_place(project: Project, unit: FileUnit, place: tuple[str, ...], of: str) -> bool:
    return place != ("async",) or unit.speaks_of("async")


@predicate(
    "in",
    primary="place",
    possible=_has_place,
    place=Param("strings", required=True, choices=PLACES, doc="any of these places"),
    of=Param("capture", "match", doc="the node that is asked about"),
)
def is_in(match: Match, place: tuple[str, ...], of: str) -> bool:
    """The code stands in one of these places; `cold-path` covers error paths, drops, formatting, logging at
    debug level, `#[cold]` functions, constants and code that runs once."""
    node = match.get(of)
    return node is not None and any(in_place(match.project, match.unit, node, word) for word in place)


def _speaks(project: Project, unit: FileUnit, word: tuple[str, ...]) -> bool:
    return any(map(unit.speaks_of, word))


@predicate(
    "file-speaks-of",
    primary="word",
    possible=_speaks,
    word=Param("strings", required=True, doc="any of these occurs in the file's text, also in a longer word"),
)
def file_speaks_of(match: Match, word: tuple[str, ...]) -> bool:
    """The file's text has the word. Put first, it spares a look at each place of the files that have not."""
    return _speaks(match.project, match.unit, word)


def _depends(project: Project, unit: FileUnit, crate: tuple[str, ...]) -> bool:
    own = unit.file.crate
    return own is not None and any(name in own.dependencies - own.dev_dependencies for name in crate)


@predicate(
    "depends-on",
    primary="crate",
    possible=_depends,
    crate=Param("strings", required=True, doc="names of crates"),
)
def depends_on(match: Match, crate: tuple[str, ...]) -> bool:
    """The scanned crate's Cargo.toml names one of these crates as a dependency, not for tests alone."""
    return _depends(match.project, match.unit, crate)


@predicate(
    "edition",
    minimum=Param("int", required=True, doc="such as 2021"),
)
def edition(match: Match, minimum: int) -> bool:
    """The scanned crate's edition is at least this; without a Cargo.toml, any is assumed."""
    own = match.unit.file.crate
    return own is None or (own.edition.isdigit() and int(own.edition) >= minimum)


@predicate(
    "rust-version",
    minimum=Param("string", required=True, doc="such as `1.80`"),
)
def rust_version(match: Match, minimum: str) -> bool:
    """The crate's `rust-version`, or `#[clippy::msrv]` around, is at least this, or not stated."""
    own = match.unit.file.crate
    stated = _stated_around(match) or (own.rust_version if own is not None else None)
    return stated is None or _numbers(stated) >= _numbers(minimum)


def _stated_around(match: Match) -> str | None:
    """What the innermost ``#[clippy::msrv = "1.80"]`` around the match says, or that of the file."""
    if not match.unit.speaks_of("msrv"):
        return None
    facts = match.unit.facts
    node = match.get("match")
    at = node.start_byte if node is not None else 0
    around = [item.attributes for item in facts.items if item.start <= at < item.end]
    texts = (text for attributes in (*reversed(around), facts.attributes) for text in attributes)
    return next((found[1] for text in texts if (found := _MSRV.match(text))), None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
