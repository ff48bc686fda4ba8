"""The rules as a list: for people, for programs, and as the page docs/rules.md."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

from perfrules.model.finding import RuleInfo

_HEADER = "| rule | finds | severity | precision | category | default |\n|---|---|---|---|---|---|"


def as_text(rules: Sequence[RuleInfo]) -> str:
    """A line a rule; ``+`` marks those that run by default."""
    widest = max((len(rule.id) for rule in rules), default=0)
    pack = max((len(rule.pack) for rule in rules), default=0)
    lines = []
    for rule in rules:
        mark = "+" if rule.default else " "
        head = f"{mark} {rule.id:<{widest}}  {rule.pack:<{pack}}"
        lines.append(f"{head}  {rule.severity.word:<8}  {rule.title}")
    on = sum(rule.default for rule in rules)
    return "\n".join([*lines, "", f"{len(rules)} rules, {on} on by default (+)", ""])


def as_json(rules: Sequence[RuleInfo]) -> str:
    """A list of objects."""
    return json.dumps([_entry(rule) for rule in rules], indent=2, ensure_ascii=False) + "\n"


def _entry(rule: RuleInfo) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "pack": rule.pack,
        "default": rule.default,
        "analyst": rule.analyst.value,
        "category": rule.category.value,
        "kind": rule.kind,
        "severity": rule.severity.word,
        "precision": rule.precision.value,
        "specialist": rule.specialist,
        "clippy": list(rule.clippy),
        "tags": list(rule.tags),
        "references": list(rule.references),
    }


def as_markdown(rules: Sequence[RuleInfo], themes: Mapping[str, str]) -> str:
    """The rules by theme; then a table a pack, and an explanation of every rule below it."""
    on = sum(rule.default for rule in rules)
    parts = [
        "# Rules",
        f"{len(rules)} rules, {on} on by default. Written by `perfrules rules list --format markdown`.",
        "## By theme",
        "\n".join(
            ["| theme | rules |", "|---|---|", *(_theme(t, text, rules) for t, text in themes.items())]
        ),
    ]
    in_order = sorted(rules, key=lambda rule: (rule.pack, rule.id))
    for pack, members in groupby(in_order, lambda rule: rule.pack):
        listed = list(members)
        parts += [f"## {pack}", "\n".join([_HEADER, *map(_row, listed)])]
        parts += [explanation(rule, level="###") for rule in listed]
    return "\n\n".join(parts) + "\n"


def _theme(theme: str, text: str, rules: Sequence[RuleInfo]) -> str:
    members = sorted((not r.default, r.id) for r in rules if theme in r.tags)
    links = [f"[`{rule}`](#{rule})" + (" (off)" if off else "") for off, rule in members]
    return f"| {text} | {', '.join(links)} |"


def _row(rule: RuleInfo) -> str:
    facts = (rule.severity.word, rule.precision.value, rule.category.value, "yes" if rule.default else "no")
    return f"| [`{rule.id}`](#{rule.id}) | {rule.title} | {' | '.join(facts)} |"


def explanation(rule: RuleInfo, level: str = "#") -> str:
    """All there is to say about one rule, as markdown."""
    facts = [
        f"**{rule.title}**",
        f"{rule.severity.word} severity, {rule.precision.value} precision, category {rule.category.value}, "
        f"leads to {rule.specialist}; {'on' if rule.default else 'off'} by default; pack `{rule.pack}`.",
    ]
    if rule.clippy:
        facts.append("Clippy: " + ", ".join(f"`{lint}`" for lint in rule.clippy) + ".")
    if rule.help:
        facts.append(rule.help.strip())
    if rule.references:
        facts.append("\n".join(f"- <{reference}>" for reference in rule.references))
    return "\n\n".join([f"{level} {rule.id}", *facts])
