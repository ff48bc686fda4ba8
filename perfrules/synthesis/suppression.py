"""Marks the findings that the source itself allows, and reports allowances that allow nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from perfrules.index.project import FileUnit
from perfrules.model.finding import Finding, RuleInfo, Suppression
from perfrules.model.location import Location, Region
from perfrules.model.report import Diagnostic
from perfrules.suggest import hint
from perfrules.synthesis.directives import Allowance, allowances, clippy_allowances

_GROUPS = ("all", "perf")
"""Clippy's groups that silence every rule with a clippy counterpart."""


def apply(
    findings: Sequence[Finding],
    units: Mapping[str, FileUnit],
    *,
    ran: Sequence[RuleInfo],
    known: Sequence[RuleInfo],
    unreported: Collection[str] | None = (),
) -> tuple[list[Finding], list[Diagnostic]]:
    """The findings in the same order, the allowed ones with their suppression.

    ``ran`` are the rules of this run, ``known`` all there are. Unused allowances become warnings,
    except in the files ``unreported``, or in all of them (None): those that were not scanned wholly.
    """
    rules = {rule.id: rule for rule in (*known, *ran)}
    by_path: dict[str, list[int]] = defaultdict(list)
    for index, finding in enumerate(findings):
        by_path[finding.location.path].append(index)
    result = list(findings)
    diagnostics: list[Diagnostic] = []
    modules: dict[str, list[FileUnit]] = defaultdict(list)
    for unit in units.values():
        modules[unit.module].append(unit)
    for path, unit in sorted(units.items()):
        comments, wrong = allowances(unit)
        lints = clippy_allowances(unit, _around(unit, modules)) if path in by_path else []
        used: set[tuple[Allowance, str]] = set()
        for index in by_path[path]:
            line, rule = findings[index].location.region.start_line, rules[findings[index].rule_id]
            by_comment = [
                (a, n) for a in comments if a.first <= line <= a.last for n in a.names if n in names_of(rule)
            ]
            by_lint = [a for a in lints if a.first <= line <= a.last and _silences(a.names, rule)]
            used.update(by_comment)
            if by_comment or by_lint:
                result[index] = _suppressed(
                    findings[index], (by_comment[-1][0] if by_comment else by_lint[-1]), unit
                )
        diagnostics += [
            _diagnostic("bad-suppression", problem, path, comment.line) for comment, problem in wrong
        ]
        diagnostics += _unknown(comments, rules, path)
        if unreported is not None and path not in unreported:
            diagnostics += _unused(comments, used, ran, path)
    return result, diagnostics


def names_of(rule: RuleInfo) -> tuple[str, str, str]:
    """The names by which a rule can be allowed or selected."""
    return rule.id, rule.pack, "all"


def _silences(lints: Sequence[str], rule: RuleInfo) -> bool:
    own = [lint.removeprefix("clippy::") for lint in rule.clippy]
    return bool(own) and any(lint in own or lint in _GROUPS for lint in lints)


def _around(unit: FileUnit, modules: Mapping[str, Sequence[FileUnit]]) -> list[FileUnit]:
    """The files of the modules around a file's own. A package's library and its program are two crates with
    one root module each: only that of the file's own kind counts."""
    parts = unit.module.split("::")
    found = [file for end in range(1, len(parts)) for file in modules.get("::".join(parts[:end]), ())]
    roles = {file.file.role for file in found}
    return [file for file in found if len(roles) == 1 or file.file.role is unit.file.role]


def _suppressed(finding: Finding, allowance: Allowance, unit: FileUnit) -> Finding:
    line, unit = allowance.line, allowance.unit or unit
    region = Region(line, 1, line, len(unit.syntax.line_text(line)) + 1)
    return replace(
        finding, suppression=Suppression("inSource", allowance.justification, Location(unit.display, region))
    )


def _unknown(comments: Sequence[Allowance], rules: Mapping[str, RuleInfo], path: str) -> list[Diagnostic]:
    names = sorted({name for rule in rules.values() for name in names_of(rule)})
    return [
        _diagnostic("unknown-rule", f"no rule or pack `{name}`{hint(name, names)}", path, allowance.line)
        for allowance in comments
        for name in allowance.names
        if name not in names
    ]


def _unused(
    comments: Sequence[Allowance], used: set[tuple[Allowance, str]], ran: Sequence[RuleInfo], path: str
) -> list[Diagnostic]:
    names = {name for rule in ran for name in names_of(rule)}
    return [
        _diagnostic("unused-suppression", f"`allow({name})` allows nothing here", path, allowance.line)
        for allowance in comments
        for name in allowance.names
        if name in names and (allowance, name) not in used
    ]


def _diagnostic(code: str, message: str, path: str, line: int) -> Diagnostic:
    return Diagnostic("warning", code, message, path, line)
