"""Constants that the scanned project defines."""

from __future__ import annotations

import re

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
