"""Rule metadata."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from perfrules.model.finding import RuleInfo
from perfrules.report.sarif.values import LEVEL, PROBLEM_SEVERITY, Object, clipped, name, rank

MAX_DESCRIPTION = 1024
MAX_TAGS = 10
_LINTS = "https://rust-lang.github.io/rust-clippy/master/index.html#"


def descriptor(rule: RuleInfo) -> Object:
    """A rule as a ``reportingDescriptor``. GitHub wants descriptions and help never to be empty."""
    level = LEVEL[rule.severity]
    title = rule.title or rule.id
    found: Object = {
        "id": rule.id,
        **name(rule.id),
        "shortDescription": {"text": clipped(title, MAX_DESCRIPTION)},
        "fullDescription": {"text": clipped(_opening(rule.help) or title, MAX_DESCRIPTION)},
        "help": {"text": rule.help.strip() or title, "markdown": _markdown(rule, title)},
        "defaultConfiguration": {
            "enabled": rule.default,
            "level": level,
            "rank": rank(rule.severity, rule.precision),
        },
        "properties": {
            "precision": str(rule.precision),
            "problem.severity": PROBLEM_SEVERITY[level],
            "tags": _tags(rule),
            "category": str(rule.category),
            "kind": rule.kind,
            "pack": rule.pack,
            "analyst": str(rule.analyst),
            "specialist": rule.specialist,
            "clippy": list(rule.clippy),
        },
    }
    if links := [reference for reference in rule.references if _is_link(reference)]:
        found["helpUri"] = links[0]
    return found


def _tags(rule: RuleInfo) -> list[str]:
    """Without repetition, which the schema forbids, and as many as GitHub shows."""
    return list(dict.fromkeys(("performance", str(rule.category), rule.kind, *rule.tags)))[:MAX_TAGS]


def _opening(help: str) -> str:
    """The first paragraph of prose, without the marks of Markdown."""
    for paragraph in re.split(r"\n\s*\n", help.strip()):
        if not paragraph.lstrip().startswith(("#", "```", "|", "-", "*")):
            return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(paragraph.split())).replace("**", "")
    return ""


def _markdown(rule: RuleInfo, title: str) -> str:
    parts = [rule.help.strip() or title]
    if rule.clippy:
        lints = (lint.removeprefix("clippy::") for lint in rule.clippy)
        parts.append("Clippy: " + ", ".join(f"[`{lint}`]({_LINTS}{lint})" for lint in lints))
    if rule.references:
        parts.append("References:\n\n" + "\n".join(f"- {reference}" for reference in rule.references))
    return "\n\n".join(parts)


def _is_link(text: str) -> bool:
    if not re.fullmatch(r"https?://[!-~]+", text) or re.search(r'[<>"{}|\\^`]', text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
