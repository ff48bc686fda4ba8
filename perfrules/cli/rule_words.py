"""The words of the rule language as a page: ``docs/rule-words.md``, from what the words say of themselves."""

from __future__ import annotations

import inspect

from perfrules.rules import words
from perfrules.rules.conditions import WORDS
from perfrules.rules.spec import REGISTRY, Param

_INTRODUCTION = """\
# Words of the rule language

Every word that a rule's `where` may use, as the words describe themselves; from `perfrules rules words`.
What rules are made of, and how words work together: [rule-language.md](rule-language.md).
"""


def as_markdown() -> str:
    """Composition and relational words first, then the predicates by theme."""
    words.load()
    parts = [_INTRODUCTION, "## Composition and relations\n"]
    for name, builder in sorted(WORDS.items()):
        parts.append(f"- **`{name}`** {_paragraph(builder.__doc__ or '')}")
    themes: dict[str, list[str]] = {}
    for name in sorted(REGISTRY):
        theme = inspect.getmodule(REGISTRY[name].function)
        title = (theme.__doc__ or "").splitlines()[0] if theme is not None else ""
        themes.setdefault(title, []).append(name)
    for title, names in sorted(themes.items()):
        parts.append(f"\n## {title}\n")
        for name in names:
            predicate = REGISTRY[name]
            parts.append(f"- **`{name}`** {predicate.doc}")
            parts += [
                _parameter(key, param, key == predicate.primary) for key, param in predicate.params.items()
            ]
    return "\n".join(parts) + "\n"


def _paragraph(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`")


def _parameter(name: str, param: Param, primary: bool) -> str:
    kind = "one of: " + " ".join(param.choices) if param.choices else param.kind
    facts = [kind]
    if param.required:
        facts.append("required")
    elif param.default not in (None, (), ""):
        facts.append(f"default `{str(param.default).lower()}`")
    if primary:
        facts.append("may be given alone")
    doc = f": {param.doc}" if param.doc else ""
    return f"  - `{name}` ({'; '.join(facts)}){doc}"
