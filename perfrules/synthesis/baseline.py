"""Findings that a project has decided to live with, kept by fingerprint in a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from perfrules.model.finding import Finding, Suppression

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding. Only the fingerprint counts; the rest is for people."""

    fingerprint: str
    rule: str
    path: str
    message: str


def dump(findings: Iterable[Finding]) -> str:
    """The baseline file for findings: the active ones, and those that an earlier baseline covers."""
    kept = [f for f in findings if f.suppression is None or _is_known(f.suppression)]
    entries = [
        {"path": f.location.path, "rule": f.rule_id, "fingerprint": f.fingerprint, "message": f.message}
        for f in sorted(kept, key=lambda f: (f.location.path, f.rule_id, f.fingerprint))
    ]
    return json.dumps({"version": VERSION, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def _is_known(suppression: Suppression) -> bool:
    return suppression.kind == "external" and not suppression.by_model


def parse(text: str) -> list[Entry]:
    """The entries of a baseline file; raises ``ValueError`` saying what is wrong with it."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at line {error.lineno}") from None
    if (
        not isinstance(data, dict)
        or data.get("version") != VERSION
        or not isinstance(data.get("findings"), list)
    ):
        raise ValueError("not a perfrules baseline; write one with --write-baseline")
    try:
        return [
            Entry(*(str(item[key]) for key in ("fingerprint", "rule", "path", "message")))
            for item in data["findings"]
        ]
    except (KeyError, TypeError):
        raise ValueError("an entry lacks its fingerprint, rule, path or message") from None


def apply(findings: Sequence[Finding], entries: Iterable[Entry]) -> tuple[list[Finding], list[Entry]]:
    """Known findings marked as suppressed, and the entries that no finding matched.

    An entry covers one finding: where more occur than are known, the later ones stay active.
    """
    entries = list(entries)
    left = Counter(entry.fingerprint for entry in entries)
    result = []
    for finding in findings:
        if finding.suppression is None and left[finding.fingerprint] > 0:
            finding = replace(finding, suppression=Suppression("external", "known in the baseline"))
        left[finding.fingerprint] -= 1
        result.append(finding)
    unmatched = []
    for entry in entries:
        if left[entry.fingerprint] > 0:
            left[entry.fingerprint] -= 1
            unmatched.append(entry)
    return result, unmatched


def gone(unmatched: Iterable[Entry], scanned: Collection[str], ran: Collection[str]) -> int:
    """How many unmatched entries this run would have found, had they still been there."""
    return sum(1 for entry in unmatched if entry.path in scanned and entry.rule in ran)
