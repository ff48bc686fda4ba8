"""All known rules, and the choice of those that a run uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from perfrules.model.finding import RuleInfo
from perfrules.model.report import Diagnostic
from perfrules.model.severity import Analyst, Severity
from perfrules.rules.engine import Plan
from perfrules.rules.errors import RuleError
from perfrules.rules.rule import Pack, Rule, read_rule
from perfrules.suggest import hint

QUESTIONS = "questions"
"""Selects the rules that may ask what they cannot decide."""


@dataclass(frozen=True)
class RuleSet:
    """Rules by id, in order of id."""

    rules: tuple[Rule, ...]
    packs: Mapping[str, Pack] = field(default_factory=dict)
    """By rule id."""

    @property
    def infos(self) -> tuple[RuleInfo, ...]:
        """What reports say about the rules."""
        return tuple(rule.info for rule in self.rules)

    def of(self, analyst: Analyst) -> RuleSet:
        """The rules of one analyst."""
        return RuleSet(tuple(rule for rule in self.rules if rule.info.analyst is analyst), self.packs)

    @cached_property
    def plan(self) -> Plan:
        """The rules made ready to run."""
        return Plan(self.rules)

    def select(
        self,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severity: Mapping[str, str] | None = None,
        options: Mapping[str, Mapping[str, object]] | None = None,
        also: Sequence[str] = (),
    ) -> tuple[RuleSet, list[Diagnostic]]:
        """The rules of a run, with their severities and options as configured.

        ``select`` names rules, packs, ``all``, or ``questions`` for those that may leave a question open;
        without it those that are on by default, and ``also``. A
        rule whose severity is ``off`` is left out; one given a severity in the configuration is switched on.
        """
        severity, options = severity or {}, options or {}
        problems = self._unknown(select, "select") + self._unknown(ignore, "ignore")
        problems += self._unknown(severity, "severity") + self._unknown(options, "options")
        chosen: list[Rule] = []
        for rule in self.rules:
            names = {rule.info.id, rule.info.pack, "all"}
            if rule.question:
                names.add(QUESTIONS)
            word = severity.get(rule.info.id, severity.get(rule.info.pack))
            usual = rule.info.default or rule.info.id in severity or bool(names & set(also))
            on = bool(names & set(select)) if select else usual
            if not on or names & set(ignore) or (word == "off" and rule.info.id not in select):
                continue
            if not select and rule.info.default and not names & set(also):
                rule = replace(rule, unasked=True)
            if word and word != "off":
                rule = replace(rule, info=replace(rule.info, severity=Severity.parse(word)), settled=True)
            values = {**options.get(rule.info.pack, {}), **options.get(rule.info.id, {})}
            if values:
                changed, more = self._with_options(rule, values)
                problems += more
                rule = changed
            chosen.append(rule)
        return RuleSet(tuple(chosen), self.packs), problems

    def _unknown(self, names: Iterable[str], what: str) -> list[Diagnostic]:
        known = {"all", QUESTIONS, *(r.info.id for r in self.rules), *(r.info.pack for r in self.rules)}
        return [
            Diagnostic(
                "error", "unknown-rule", f"{what}: no rule or pack `{name}`{hint(name, known)}", usage=True
            )
            for name in names
            if name not in known
        ]

    def _with_options(self, rule: Rule, values: Mapping[str, Any]) -> tuple[Rule, list[Diagnostic]]:
        """The rule compiled anew with some of its options changed."""
        own = rule.data.get("options") or {}
        relevant = {name: value for name, value in values.items() if name in own}
        problems = []
        members = [r for r in self.rules if r.info.pack == rule.info.pack]
        of_pack = {name for member in members for name in (member.data.get("options") or {})}
        for name in sorted(values.keys() - of_pack):
            message = f"options: `{rule.info.id}` has no option `{name}`{hint(name, of_pack)}"
            problems.append(Diagnostic("error", "unknown-option", message, usage=True))
        if not relevant:
            return rule, problems
        try:
            compiled = read_rule(rule.document, rule.data, self.packs[rule.info.id], relevant)
        except RuleError as error:
            message = f"options of `{rule.info.id}`: {error.message}"
            return rule, [*problems, Diagnostic("error", "bad-option", message, usage=True)]
        return replace(compiled, info=rule.info, settled=rule.settled, unasked=rule.unasked), problems
