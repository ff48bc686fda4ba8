"""Gives every finding a name that survives edits elsewhere in its file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from perfrules.model.finding import Finding


def fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the same order, each with its fingerprint.

    It hashes the rule, the path, the function, the source line with its spaces evened out, and the
    finding's number among those equal in all of these, counted in order of position.
    """
    seen: Counter[tuple[str, str, str, str]] = Counter()
    prints: dict[int, str] = {}
    for index in sorted(
        range(len(findings)), key=lambda i: (findings[i].location, findings[i].rule_id, findings[i].message)
    ):
        finding = findings[index]
        place = finding.location
        identity = (finding.rule_id, place.path, place.function or "", _evened(finding.snippet))
        text = "\0".join((*identity, str(seen[identity])))
        seen[identity] += 1
        prints[index] = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return [replace(finding, fingerprint=prints[index]) for index, finding in enumerate(findings)]


@lru_cache(maxsize=1)
def _evened(line: str) -> str:
    """The line with its spaces evened out; there may be thousands of findings on one."""
    return " ".join(line.split())
