"""Constants that the scanned project defines."""

from __future__ import annotations

import re

from perfrules.index.unit import TypeRef
from perfrules.rules.match import Match
from perfrules.rules.spec import Param, predicate


@predicate(
    "defines",
    constant=Param("regex", required=True, doc="searched for in the constant's name"),
    value=Param("regex", None, doc="searched for in its value as written"),
    of=Param("capture", "match"),
)
def defines(match: Match, constant: re.Pattern[str], value: re.Pattern[str] | None, of: str) -> bool:
    """The crate defines such a constant; its name is `{constant}`."""
    crate = match.unit.file.crate
    for name in sorted(match.project.constants):
        if not constant.search(name):
            continue
        for unit, found in match.project.constants[name]:
            if unit.file.crate == crate and (value is None or value.search(found.value)):
                match.values["constant"] = name
                return True
    return False


_VALUES = ("identifier", "scoped_identifier")
_TYPES = ("type_identifier", "scoped_type_identifier")


@predicate(
    "names",
    path=Param("strings", required=True, doc="whole paths, such as `std::path::MAIN_SEPARATOR`"),
    of=Param("capture", "match", doc="a name or a path"),
)
def names(match: Match, path: tuple[str, ...], of: str) -> bool:
    """The path means one of these items of a library, imports resolved; none that the project defines."""
    node = match.get(of)
    if node is None or node.type not in (*_VALUES, *_TYPES):
        return False
    written = "".join(match.unit.syntax.text(node).split())
    known = match.project.names(match.unit, node.start_byte)
    if node.type in _VALUES and known.constant(written) is not None:
        return False
    if node.type in _TYPES:
        last = written.rpartition("::")[2]
        if isinstance(known.type(last, written if last != written else ""), TypeRef):
            return False
    if "::" in written or written in known.imports:
        return known.absolute(written) in path
    return any(f"{glob}::{written}" in path for glob in known.absolute_globs)
