"""Writes docs/clippy.md: the clippy lints about run time, and the rules that report what they report.

    python -m benchmarks.clippy_lints > docs/clippy.md

The lints are those of the table in clippy_ui.py.
"""

from __future__ import annotations

from collections import defaultdict

from benchmarks.clippy_ui import lint_table
from perfrules.model.finding import RuleInfo
from perfrules.rules.loader import load_rules

PAGE = "https://rust-lang.github.io/rust-clippy/master/index.html#"
WHY_NOT: dict[str, str] = {}
"""For a lint without a rule: why it has none."""
HEAD = """# Clippy's lints and our rules

Clippy compiles the crate and knows every type; perfrules reads the source and knows what names and
signatures tell. These are clippy's lints that are about run time, by its own group or documentation
(*core*) or because the rewrite does less work although clippy argues with style (*wider*), and the rules
that report the same places. Rules in **bold** are on by default. A rule may be narrower than its lint where
the lint would be noise in code that is not hot; then a second rule in the pack `pedantic` reports the rest.

`#[allow(clippy::lint)]` silences the rules of a lint. In SARIF, a rule's lints are in `properties.clippy`.
How often the two agree: [accuracy.md](accuracy.md).

| lint | tier | rules |
|---|---|---|
"""


def page(infos: tuple[RuleInfo, ...]) -> str:
    """The whole page."""
    by_lint: dict[str, list[str]] = defaultdict(list)
    for info in sorted(infos, key=lambda info: (not info.default, info.id)):
        for lint in info.clippy:
            by_lint[lint].append(f"**{info.id}**" if info.default else info.id)
    rows = [
        f"| [{lint}]({PAGE}{lint}) | {facts['tier']} | {', '.join(by_lint[lint]) or WHY_NOT[lint]} |"
        for lint, facts in sorted(lint_table().items())
    ]
    others = sorted(set(by_lint) - set(lint_table()))
    tail = f"\nRules also name these lints: {', '.join(others)}.\n" if others else ""
    return HEAD + "\n".join(rows) + "\n" + tail


if __name__ == "__main__":
    print(page(load_rules()[0].infos), end="")
