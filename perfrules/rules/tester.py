"""Runs the examples that rules carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from perfrules.index.build import index_source
from perfrules.index.knowledge import Knowledge
from perfrules.index.project import Project, read_knowledge
from perfrules.model.report import Diagnostic
from perfrules.model.source import Crate, Role, SourceFile
from perfrules.rules.engine import Fault, Plan
from perfrules.rules.rule import Example, Rule
from perfrules.rules.ruleset import RuleSet

_MARKER = re.compile(r"//~\s*([\w-]+)")
_ROLES = {
    "src": Role.LIBRARY, "benches": Role.BENCH, "tests": Role.TEST, "examples": Role.EXAMPLE,
    "bin": Role.BINARY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not come out as marked."""

    rule_id: str
    path: str
    line: int
    """Of the example in the rule's file, 1-based."""
    name: str
    differences: tuple[str, ...]

    def __str__(self) -> str:
        inner = "\n".join(f"    {line}" for line in self.differences)
        return f"{self.path}:{self.line}: {self.rule_id}: {self.name}\n{inner}"


def test_rules(ruleset: RuleSet) -> list[Failure]:
    """Failures of all examples of all rules, in order."""
    return [
        failure
        for rule in ruleset.rules
        for example in rule.examples
        if (failure := test_example(rule, example)) is not None
    ]


def test_example(rule: Rule, example: Example) -> Failure | None:
    """Run one rule over one of its examples; None if it flags exactly the marked lines."""
    wanted = sorted(
        number
        for number, line in enumerate(example.text.splitlines(), 1)
        for name in _MARKER.findall(line)
        if name == rule.info.id
    )
    differences: list[str] = []
    if example.bad and not wanted:
        differences.append(f"no line is marked `//~ {rule.info.id}`, but a bad example has to be flagged")
    if not example.bad and wanted:
        differences.append(f"line {wanted[0]} is marked, but a good example has to be silent")
    found, notes = _lines_found(rule, example)
    differences += notes
    lines = example.text.splitlines()
    for number in sorted(set(wanted) - set(found)):
        differences.append(f"not flagged, line {number}: {lines[number - 1].strip()}")
    for number in sorted(set(found) - set(wanted)):
        differences.append(f"flagged by mistake, line {number}: {lines[number - 1].strip()}")
    for number in sorted(set(found)):
        if found.count(number) > max(1, wanted.count(number)):
            differences.append(
                f"flagged {found.count(number)} times, line {number}: {lines[number - 1].strip()}"
            )
    if not differences:
        return None
    kind = "bad" if example.bad else "good"
    line, _ = rule.document.place(("examples", kind, example.index))
    name = f"{kind} example {example.index + 1}"
    return Failure(rule.info.id, rule.document.path.as_posix(), line, name, tuple(differences))


def _lines_found(rule: Rule, example: Example) -> tuple[list[int], list[str]]:
    role = _ROLES.get(example.path.split("/")[0], Role.LIBRARY)
    if example.path == "build.rs":
        role = Role.BUILD_SCRIPT
    elif example.path == "src/main.rs":
        role = Role.BINARY
    crate = Crate("example", Path("/example"), "2021")
    file = SourceFile(crate.root / example.path, example.path, role, crate)
    notes: list[Diagnostic] = []
    project = Project({}, _knowledge())
    unit = index_source(example.text.encode(), file, notes)
    project.merge(unit)
    faults: list[Fault] = []
    hits = Plan([rule]).run(project, unit, faults)
    lines = []
    for hit in hits:
        node = hit.match.get(rule.at) or hit.match.node
        lines.append(unit.syntax.line(node.start_byte))
    problems = [f"{note.message}, line {note.line}" for note in notes]
    problems += [f"the rule failed: {type(f.error).__name__}: {f.error}" for f in faults]
    return lines, problems


@cache
def _knowledge() -> Knowledge:
    return read_knowledge()
